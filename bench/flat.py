"""The app's templates pressed flat: what they extend and include copied in, addresses written out.

What is left is the plainest template with the same output, and it cannot fall behind the real one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from flask import Flask, url_for

from app.pages import asset

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
EXTENDS = re.compile(r'\{% extends "([^"]+)" %\}')
INCLUDE = re.compile(r'\{% include "([^"]+)" %\}')
BLOCK = re.compile(r"\{% block (\w+) %\}(.*?)\{% endblock %\}", re.DOTALL)
COMMENT = re.compile(r"\{#.*?#\}\n?", re.DOTALL)
# What Jinja's lstrip_blocks and trim_blocks leave out, left out before the pieces are joined.
TRIMMED = re.compile(r"^[ \t]*(?=\{%)|(?<=%\})\n", re.MULTILINE)
ADDRESS = re.compile(r"\{\{ (url_for|asset)\('([^']+)'\) \}\}")


def flattened(app: Flask, name: str) -> str:
    """One template's source, with nothing left to look up but its values."""
    with app.test_request_context():
        return ADDRESS.sub(written_out, inlined(extended(source(name))))


def source(name: str) -> str:
    text = (TEMPLATES / name).read_text().removesuffix("\n")
    return TRIMMED.sub("", COMMENT.sub("", text))


def extended(text: str) -> str:
    """A page with its frame around it."""
    found = EXTENDS.match(text)
    if found is None:
        return text
    blocks: Mapping[str, str] = dict(BLOCK.findall(text))
    return BLOCK.sub(lambda block: blocks.get(block[1], block[2]), source(found[1]))


def inlined(text: str) -> str:
    """A template with every fragment that it includes copied in."""
    return INCLUDE.sub(lambda include: inlined(source(include[1])), text)


def written_out(call: re.Match[str]) -> str:
    return url_for(call[2]) if call[1] == "url_for" else asset(call[2])
