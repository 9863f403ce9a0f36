"""What a setting is: a name, words, an example, and how its text becomes a value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app import parsing


@dataclass(frozen=True)
class Setting:
    """One environment variable: what it means, how it is read, and its value where none is given."""

    name: str
    meaning: str
    example: str
    parse: parsing.Parser = parsing.text
    default: str | None = None
    demo: str | None = None
    is_secret: bool = False

    def read(self, given: Mapping[str, str], fallback: str | None) -> Any:
        """The parsed value, or ValueError with a sentence that names the variable."""
        raw = given.get(self.name, fallback)
        if raw is None:
            raise ValueError(f"{self.name} is missing. {self.hint}")
        if not raw.strip():
            raise ValueError(f"{self.name} is empty. {self.hint}")
        try:
            return self.parse(raw.strip())
        except ValueError as error:
            raise ValueError(f"{self.name} {error}. {self.hint}") from None

    @property
    def hint(self) -> str:
        return (
            f"Set it to {self.meaning[0].lower()}{self.meaning[1:]}, for example {self.name}={self.example}"
        )
