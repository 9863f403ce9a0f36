"""Letters that Unicode takes for letters of their own, though many people type them without the stroke."""

from __future__ import annotations

PLAIN = {"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ı": "i"}
