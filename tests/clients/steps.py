"""What people do with a client, in the words that they see."""

from __future__ import annotations

from tests.page import Page, Visitor


def archive(visitor: Visitor, client: int, **fields: object) -> Page:
    return visitor.submit(visitor.get(f"/clients/{client}/archive"), "Archive", **fields)
