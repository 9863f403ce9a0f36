"""A small typed client of the control API, for tests and seeding scripts."""

from collections.abc import Iterable
from typing import Any

import requests

TIMEOUT = 30


class ControlRefused(Exception):
    """The stand-in refused; the message is its own, `status` its status."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(f"{status}: {message}")
        self.status = status


class ControlClient:
    """Drives one stand-in. `user` is a xero_userid or e-mail, `organisation` a tenant id or name."""

    def __init__(self, url: str) -> None:
        self.base = f"{url.rstrip('/')}/control/api"
        self.session = requests.Session()

    def _answer(self, response: requests.Response) -> Any:
        if not response.ok:
            raise ControlRefused(response.status_code, response.text)
        return response.json()

    def _get(self, path: str) -> Any:
        return self._answer(self.session.get(f"{self.base}{path}", timeout=TIMEOUT))

    def _post(self, path: str, **sent: Any) -> Any:
        given = {name: value for name, value in sent.items() if value is not None}
        return self._answer(self.session.post(f"{self.base}{path}", json=given, timeout=TIMEOUT))

    def state(self) -> dict[str, Any]:
        """Modes, clock, faults, apps and how many there are of everything."""
        return dict(self._get("/state"))

    def users(self) -> list[dict[str, Any]]:
        return list(self._get("/users"))

    def organisations(self) -> list[dict[str, Any]]:
        return list(self._get("/organisations"))

    def connections(self) -> list[dict[str, Any]]:
        """Every connection of everybody."""
        return list(self._get("/connections"))

    def tokens(self) -> list[dict[str, Any]]:
        """Each login with its current tokens."""
        return list(self._get("/tokens"))

    def calls(self) -> dict[str, int]:
        """How often each endpoint was called."""
        return dict(self._get("/calls")["counts"])

    def recent_calls(self) -> list[dict[str, Any]]:
        """The latest calls, oldest first: endpoint, method, status, tenant_id, at."""
        return list(self._get("/calls")["recent"])

    def reset_calls(self) -> None:
        self._post("/calls/reset")

    def reset(self, story: bool = False) -> None:
        """Back to empty, or to the demo story."""
        self._post("/reset", story=story)

    def register_app(
        self, client_id: str, client_secret: str, redirect_uris: Iterable[str], name: str | None = None
    ) -> None:
        self._post(
            "/apps",
            client_id=client_id,
            client_secret=client_secret,
            redirect_uris=list(redirect_uris),
            name=name,
        )

    def add_user(
        self,
        email: str,
        given_name: str = "Alex",
        family_name: str = "Hart",
        *,
        user_id: str | None = None,
        organisations: Iterable[str] = (),
        role: str | None = None,
    ) -> dict[str, Any]:
        """Add a Xero user; the answer has `user_id`."""
        sent = {"email": email, "given_name": given_name, "family_name": family_name, "user_id": user_id}
        return dict(self._post("/users", **sent, organisations=list(organisations), role=role))

    def add_organisation(self, name: str, *, users: Iterable[str] = (), **facts: Any) -> dict[str, Any]:
        """Add an organisation; the answer has `tenant_id`."""
        return dict(self._post("/organisations", name=name, users=list(users), **facts))

    def add_organisations(self, organisations: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
        """Add many at once, each as for `add_organisation`."""
        return list(self._post("/organisations", organisations=list(organisations)))

    def change_organisation(self, organisation: str, **facts: Any) -> dict[str, Any]:
        """Rename it, or change any other fact; `None` cannot be sent, use an empty string."""
        return dict(self._post("/organisations/change", organisation=organisation, **facts))

    def delete_organisation(self, organisation: str) -> None:
        self._post("/organisations/delete", organisation=organisation)

    def add_member(self, user: str, organisation: str, role: str = "STANDARD") -> None:
        self._post("/members", user=user, organisation=organisation, role=role)

    def remove_member(self, user: str, organisation: str) -> None:
        """Take a person out of an organisation, with their connections to it."""
        self._post("/members/remove", user=user, organisation=organisation)

    def cut(self, organisation: str, user: str | None = None) -> list[str]:
        """Disconnect as its user would in Xero; the ids of the connections that ended."""
        return list(self._post("/cut", organisation=organisation, user=user)["ended"])

    def expire_access_token(self, user: str, client_id: str | None = None) -> int:
        return int(self._post("/expire", user=user, token="access", client_id=client_id)["expired"])  # noqa: S106

    def expire_refresh_token(self, user: str, client_id: str | None = None) -> int:
        return int(self._post("/expire", user=user, token="refresh", client_id=client_id)["expired"])  # noqa: S106

    def revoke(self, user: str, client_id: str | None = None) -> int:
        return int(self._post("/revoke", user=user, client_id=client_id)["revoked"])

    def set_modes(self, **modes: Any) -> dict[str, Any]:
        """Switch modes: replay, several_at_once, granular_only, id_token and the others of README.md."""
        return dict(self._post("/modes", **modes))

    def offline(self, on: bool = True, organisation: str | None = None) -> None:
        """Take all of the stand-in away, or one organisation; `on=False` brings it back."""
        self._post("/offline", on=on, organisation=organisation)

    def slow(self, seconds: float, endpoint: str = "*") -> None:
        self._post("/slow", endpoint=endpoint, seconds=seconds)

    def fail(self, endpoint: str, status: int = 500, *, times: int = 1, **facts: Any) -> None:
        """The next calls answer `status`, with `body`, `content_type`, `headers` as given."""
        self._post("/faults", endpoint=endpoint, status=status, times=times, **facts)

    def spoil(
        self,
        endpoint: str,
        *,
        set_keys: dict[str, Any] | None = None,
        without_keys: Iterable[str] = (),
        times: int = 1,
    ) -> None:
        """Edit the next real JSON answers: `set_keys={"expires_in": 0}`, `without_keys=["id_token"]`."""
        edits = {"set_keys": set_keys or {}, "without_keys": list(without_keys)}
        self._post("/faults", endpoint=endpoint, times=times, **edits)

    def drop_reply(self, endpoint: str, *, times: int = 1, process: bool = True) -> None:
        """Close the socket instead of answering; the work is done first unless `process` is false."""
        self._post("/faults", endpoint=endpoint, times=times, process=process, drop=True)

    def keep_back(self, endpoint: str, seconds: float, *, times: int = 1) -> None:
        """Do the work, and answer that much later: nobody who waits less long hears of it."""
        self._post("/faults", endpoint=endpoint, times=times, seconds=seconds)

    def clear_faults(self) -> None:
        self._post("/faults/clear")

    def reach_limit(self, limit: str, organisation: str | None = None, seconds: float | None = None) -> None:
        """Meet the minute, day, appminute or concurrent limit for a while."""
        self._post("/limits", limit=limit, organisation=organisation, seconds=seconds)

    def move_clock(self, seconds: float) -> float:
        """Move the clock on by `seconds` (back when negative); the offset that it then has."""
        return float(self._post("/clock", move_seconds=seconds)["offset_seconds"])

    def set_clock_offset(self, seconds: float) -> None:
        self._post("/clock", offset_seconds=seconds)

    def approve(
        self, authorize_url: str, user: str, organisations: Iterable[str] = (), *, cancel: bool = False
    ) -> str:
        """Act as a person at the consent page; the address that the browser would go to."""
        sent = {"authorize_url": authorize_url, "user": user, "organisations": list(organisations)}
        return str(self._post("/approve", **sent, cancel=cancel)["redirect"])
