"""What the client list is asked for: everything stands in the address, so that Back and a bookmark work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from flask import url_for

from app.models.status import WORDS

SORTS = ("name", "code", "manager", "status", "organisation")
BY_NAME = "name"
MINE, NOBODY = "mine", "nobody"
ARCHIVED, ALL = "only", "all"
LONGEST_QUERY = 200
DEFAULTS = {"q": "", "status": "", "manager": "", "archived": "", "sort": BY_NAME, "page": 1}


@dataclass(frozen=True)
class Filters:
    """One way of looking at the list; what is not understood is as if it were not there."""

    q: str = ""
    status: str = ""
    manager: str = ""
    archived: str = ""
    sort: str = BY_NAME
    page: int = 1

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> Filters:
        status, archived = asked.get("status", ""), asked.get("archived", "")
        sort, page = asked.get("sort", ""), asked.get("page", "")
        return cls(
            q=asked.get("q", "").replace("\x00", "").strip()[:LONGEST_QUERY],
            status=status if status in WORDS else "",
            manager=asked.get("manager", "").strip(),
            archived=archived if archived in (ARCHIVED, ALL) else "",
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
        """Whether some of the practice's present clients may be missing."""
        return bool(self.q or self.status or self.manager or self.archived == ARCHIVED)

    @property
    def manager_id(self) -> int | None:
        is_id = self.manager.isascii() and self.manager.isdigit() and len(self.manager) < 10
        return int(self.manager) if is_id else None

    def url(self, **changes: str | int) -> str:
        """The shortest address of this view, with some of it changed; other pages start with the first."""
        changed = replace(self, **({"page": 1} | changes))  # type: ignore[arg-type]
        asked = {name: getattr(changed, name) for name in DEFAULTS}
        return url_for("clients.index", **{n: v for n, v in asked.items() if v != DEFAULTS[n]})

    def url_sorted_by(self, column: str) -> str:
        """Sorted by a column; by the one that it is sorted by already, the other way round."""
        is_turned = column == self.column and not self.is_descending
        return self.url(sort=f"-{column}" if is_turned else column)
