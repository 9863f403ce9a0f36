"""A story told once, for all tests of the demo."""

from __future__ import annotations

import pytest

from tests.demo.running import Place, new_place, running


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A place where the story was told to its end and the demo stopped again."""
    place = new_place(tmp_path_factory.mktemp("demo") / "a folder")
    with running(place) as demo:
        assert demo.end() == 0
    return place
