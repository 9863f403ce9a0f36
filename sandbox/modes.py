"""How the stand-in behaves where Xero differs by tier or time, or where nobody knows what it does."""

from dataclasses import dataclass

REPLAY = ("grace", "grace_retires", "strict", "strict_revokes")
ID_TOKEN = ("", "wrong_nonce", "wrong_audience", "wrong_issuer", "wrong_signature", "expired", "missing")


@dataclass(frozen=True)
class Modes:
    """Switches that stay as set until changed or reset."""

    replay: str = "grace"
    several_at_once: bool = False
    granular_only: bool = False
    offline: bool = False
    omit_authentication_event_id: bool = False
    omit_auth_event_id: bool = False
    id_token: str = ""
    reauthorising_moves_updated_date: bool = False
    deleting_ends_it_for_everybody: bool = False
    limit_minute: int = 60
    limit_day: int = 5000
    limit_appminute: int = 10_000
    limit_concurrent: int = 5

    def __post_init__(self) -> None:
        if self.replay not in REPLAY:
            raise ValueError(f"Use one of {', '.join(REPLAY)} for replay.")
        if self.id_token not in ID_TOKEN:
            raise ValueError(f"Use one of {', '.join(ID_TOKEN[1:])} for id_token, or leave it empty.")
        for name, value in vars(self).items():
            expected = type(getattr(type(self), name))
            if type(value) is not expected:
                raise ValueError(f"Give {name} as {expected.__name__}.")
