"""The accessibility checker is the one that we recorded: axe-core 4.14.1, as published."""

import hashlib
from pathlib import Path

AXE = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c"


def test_the_vendored_axe_is_the_published_one() -> None:
    source = (Path(__file__).parent / "vendor" / "axe-4.14.1.min.js").read_bytes()

    assert source.startswith(b"/*! axe v4.14.1")
    assert hashlib.sha256(source).hexdigest() == AXE
