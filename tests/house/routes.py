"""Every door of the app, with something to put into its parameters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask import Flask
from werkzeug.routing import Rule

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
# Values for parameters that are not ids of a practice: a secret opens nothing, a trip is its browser's alone.
SAMPLES = {"filename": "app.css", "secret": "opens-nothing", "trip_id": 1}


@dataclass(frozen=True)
class Door:
    """One method of one route, at an address that fits it."""

    method: str
    endpoint: str
    path: str
    names: frozenset[str]

    @property
    def label(self) -> str:
        return f"{self.method} {self.endpoint}"


def doors(app: Flask, ids: Mapping[str, int]) -> Iterator[Door]:
    """Every method of every route; `ids` fills in the number of each parameter by name."""
    for rule in app.url_map.iter_rules():
        if missing := rule.arguments - ids.keys() - SAMPLES.keys():
            raise AssertionError(f"{rule.rule} has {missing}: give tests/house an id of each")
        for method in METHODS:
            if method in (rule.methods or ()):
                yield Door(method, rule.endpoint, address(app, rule, ids), frozenset(rule.arguments))


def address(app: Flask, rule: Rule, ids: Mapping[str, int]) -> str:
    values = {name: value for name, value in {**SAMPLES, **ids}.items() if name in rule.arguments}
    built = app.url_map.bind("localhost").build(rule.endpoint, values, append_unknown=False)
    return str(built)
