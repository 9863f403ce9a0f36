"""What we take for an e-mail address."""

from __future__ import annotations

import re

SHAPE = re.compile(r"[^@\s\x00-\x1f\x7f]+@[^@\s\x00-\x1f\x7f]+")
LONGEST = 254


def is_email(text: str) -> bool:
    """Whether a text can be an e-mail address; only a letter sent there would show that it is one."""
    return len(text) <= LONGEST and SHAPE.fullmatch(text) is not None
