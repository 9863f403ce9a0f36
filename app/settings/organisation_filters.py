"""What the list of organisations is asked for: everything stands in the address, as for the client list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from flask import url_for

SORTS = ("name", "status", "since", "used", "checked")
BY_NAME = "name"
BROKEN, UNUSED, TWICE, OWN, PERMISSION = "broken", "unused", "two", "own", "permission"
SHOWS = {
    BROKEN: "Broken",
    UNUSED: "Linked to nothing",
    TWICE: "Reached by two or more",
    OWN: "By the client’s own login",
    PERMISSION: "Needs a permission",
}
LONGEST_QUERY = 200
DEFAULTS = {"q": "", "show": "", "sort": BY_NAME, "page": 1}


@dataclass(frozen=True)
class Filters:
    """One way of looking at the list; what is not understood is as if it were not there."""

    q: str = ""
    show: str = ""
    sort: str = BY_NAME
    page: int = 1

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> Filters:
        show, sort, page = asked.get("show", ""), asked.get("sort", ""), asked.get("page", "")
        return cls(
            q=asked.get("q", "").replace("\x00", "").strip()[:LONGEST_QUERY],
            show=show if show in SHOWS else "",
            sort=sort if sort.removeprefix("-") in SORTS else BY_NAME,
            page=int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1,
        )

    @property
    def column(self) -> str:
        return self.sort.removeprefix("-")

    @property
    def is_descending(self) -> bool:
        return self.sort.startswith("-")

    @property
    def is_narrowed(self) -> bool:
        return bool(self.q or self.show)

    def url(self, endpoint: str = "settings.organisations", **changes: str | int) -> str:
        """The shortest address of this view, with some of it changed; other pages start with the first."""
        changed = replace(self, **({"page": 1} | changes))  # type: ignore[arg-type]
        asked = {name: getattr(changed, name) for name in DEFAULTS}
        return url_for(endpoint, **{n: v for n, v in asked.items() if v != DEFAULTS[n]})

    def url_sorted_by(self, column: str) -> str:
        """Sorted by a column; by the one that it is sorted by already, the other way round."""
        is_turned = column == self.column and not self.is_descending
        return self.url(sort=f"-{column}" if is_turned else column)
