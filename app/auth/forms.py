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
        if not self.email:
            found["email"] = "Enter your e-mail address"
        elif not is_email(self.email):
            found["email"] = "Enter an e-mail address, such as name@example.com"
        if not self.password:
            found["password"] = "Enter your password"  # noqa: S105
        return found


@dataclass(frozen=True)
class PasswordForm:
    """A wish to change one's password."""

    present: str = field(default="", repr=False)
    new: str = field(default="", repr=False)
    repeated: str = field(default="", repr=False)

    @classmethod
    def of(cls, sent: Mapping[str, str]) -> PasswordForm:
        return cls(sent.get("present", ""), sent.get("new", ""), sent.get("repeated", ""))

    def faults(self, email: str, names: tuple[str, ...]) -> dict[str, str]:
        """Field → what to do about it; `names` are the user's and the practice's."""
        found = {"present": self.fault_of_present, "new": self.fault_of_new(email, names)}
        if not found["new"]:
            found["repeated"] = self.fault_of_repeated
        return {name: fault for name, fault in found.items() if fault}

    @property
    def fault_of_present(self) -> str | None:
        return None if self.present else "Enter your present password"

    def fault_of_new(self, email: str, names: tuple[str, ...]) -> str | None:
        if not self.new:
            return "Enter a new password"
        if self.new == self.present:
            return "Choose a password other than your present one"
        return passwords.fault_of_new(self.new, email=email, names=names)

    @property
    def fault_of_repeated(self) -> str | None:
        if not self.repeated:
            return "Enter the new password again"
        return None if self.repeated == self.new else "Enter the new password twice: these two differ"
