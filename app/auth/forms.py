"""What people type to sign in or to change their password: values and faults together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app import passwords
from app.emails import is_email


@dataclass(frozen=True)
class SignInForm:
    """An attempt to sign in."""

    email: str = ""
    password: str = field(default="", repr=False)
    remembers: bool = False

    @classmethod
    def of(cls, sent: Mapping[str, str]) -> SignInForm:
        return cls(sent.get("email", "").strip(), sent.get("password", ""), "remember" in sent)

    @property
    def faults(self) -> dict[str, str]:
        """Field → what to do about it."""
        found = {}
        if fault := fault_of_email(self.email):
            found["email"] = fault
        if not self.password:
            found["password"] = "Enter your password"  # noqa: S105
        return found


def fault_of_email(email: str) -> str | None:
    """What to do about an address that somebody signs in with."""
    if not email:
        return "Enter your e-mail address"
    return None if is_email(email) else "Enter an e-mail address, such as name@example.com"


@dataclass(frozen=True)
class NewPasswordForm:
    """A new password, typed twice."""

    new: str = field(default="", repr=False)
    repeated: str = field(default="", repr=False)

    @classmethod
    def of(cls, sent: Mapping[str, str]) -> NewPasswordForm:
        return cls(sent.get("new", ""), sent.get("repeated", ""))

    def faults(self, email: str, names: tuple[str, ...]) -> dict[str, str]:
        """Field → what to do about it; `names` are the user's and the practice's."""
        if fault := self.fault_of_new(email, names):
            return {"new": fault}
        fault = self.fault_of_repeated
        return {"repeated": fault} if fault else {}

    def fault_of_new(self, email: str, names: tuple[str, ...]) -> str | None:
        if not self.new:
            return "Enter a new password"
        return passwords.fault_of_new(self.new, email=email, names=names)

    @property
    def fault_of_repeated(self) -> str | None:
        if not self.repeated:
            return "Enter the new password again"
        return None if self.repeated == self.new else "Enter the new password twice: these two differ"


@dataclass(frozen=True)
class PasswordForm(NewPasswordForm):
    """A wish to change one's password."""

    present: str = field(default="", repr=False)

    @classmethod
    def of(cls, sent: Mapping[str, str]) -> PasswordForm:
        return cls(sent.get("new", ""), sent.get("repeated", ""), sent.get("present", ""))

    def faults(self, email: str, names: tuple[str, ...]) -> dict[str, str]:
        present = {} if self.present else {"present": "Enter your present password"}
        return present | super().faults(email, names)

    def fault_of_new(self, email: str, names: tuple[str, ...]) -> str | None:
        if self.new and self.new == self.present:
            return "Choose a password other than your present one"
        return super().fault_of_new(email, names)
