"""The demo story: story.json, the same ids every time."""

import json
from pathlib import Path
from typing import Any

from .control_actions import add_member, add_organisation, add_person, find_organisation
from .world import World

STORY = Path(__file__).with_name("story.json")


def read_story() -> dict[str, Any]:
    """The story as plain data: organisations with their facts, people with the keys of what they see."""
    story: dict[str, Any] = json.loads(STORY.read_text(encoding="utf-8"))
    return story


def load(world: World) -> None:
    """Put the story's organisations and people into an empty stand-in."""
    told = read_story()
    with world.turn():
        tenant_ids = {}
        for facts in told["organisations"]:
            facts = dict(facts)
            tenant_ids[facts.pop("key")] = facts["tenant_id"]
            add_organisation(world, **facts)
        for who in told["people"]:
            _add_person(world, who, tenant_ids)


def _add_person(world: World, who: dict[str, Any], tenant_ids: dict[str, str]) -> None:
    person = add_person(world, who["email"], who["given_name"], who["family_name"], who["user_id"])
    for key in who["organisations"]:
        organisation = find_organisation(world, tenant_ids[key])
        add_member(world, person, organisation, who["role"], who.get("is_subscriber", False))
