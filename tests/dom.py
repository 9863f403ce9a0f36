"""HTML as a small tree, with as much of CSS's selectors as tests need."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())  # noqa: SIM905
NOT_TEXT = frozenset(("script", "style", "template", "head"))
PART = re.compile(r"(?P<tag>[a-z][a-z0-9]*)?(?P<rest>(?:#[\w-]+|\.[\w-]+|\[[\w-]+(?:=[^\]]*)?\])*)")
SUFFIX = re.compile(r"#(?P<id>[\w-]+)|\.(?P<class>[\w-]+)|\[(?P<name>[\w-]+)(?:=(?P<value>[^\]]*))?\]")


@dataclass(eq=False)
class Element:
    """One element: its tag, attributes, and what stands in it, in order."""

    tag: str
    attrs: dict[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list, repr=False)
    parent: Element | None = field(default=None, repr=False)

    def get(self, name: str, default: str = "") -> str:
        return self.attrs.get(name, default)

    def __iter__(self) -> Iterator[Element]:
        """Every element inside this one, in the order of the document."""
        for child in self.children:
            if isinstance(child, Element):
                yield child
                yield from child

    @property
    def ancestors(self) -> Iterator[Element]:
        if self.parent is not None:
            yield self.parent
            yield from self.parent.ancestors

    def text_without(self, *tags: str) -> str:
        """The visible text, with single spaces, leaving out the elements with these tags."""
        parts = (
            child
            if isinstance(child, str)
            else f" {child.text_without(*tags)} "
            if is_block(child)
            else child.text_without(*tags)
            for child in self.children
            if isinstance(child, str) or child.tag not in NOT_TEXT.union(tags)
        )
        return " ".join("".join(parts).split())

    @property
    def text(self) -> str:
        return self.text_without()

    def select(self, selector: str) -> list[Element]:
        """Elements inside that match `tag#id.class[name=value]`; a space means inside, a comma means or."""
        ways = [way.split() for way in selector.split(",")]
        return [element for element in self if any(element.matches(way) for way in ways)]

    def find(self, selector: str) -> Element:
        """The one element that matches; AssertionError where there is none, or more."""
        found = self.select(selector)
        assert len(found) == 1, f"{len(found)} elements match {selector}"
        return found[0]

    def matches(self, way: list[str]) -> bool:
        *outer, own = way
        if not self.is_a(own):
            return False
        return not outer or any(ancestor.matches(outer) for ancestor in self.ancestors)

    def is_a(self, part: str) -> bool:
        parsed = PART.fullmatch(part)
        assert parsed, f"{part} is no selector that tests/dom.py knows"
        if parsed["tag"] and parsed["tag"] != self.tag:
            return False
        return all(self.has(suffix) for suffix in SUFFIX.finditer(parsed["rest"]))

    def has(self, suffix: re.Match[str]) -> bool:
        if suffix["id"]:
            return self.get("id") == suffix["id"]
        if suffix["class"]:
            return suffix["class"] in self.get("class").split()
        if suffix["value"] is None:
            return suffix["name"] in self.attrs
        return self.attrs.get(suffix["name"]) == suffix["value"].strip("\"'")


INLINE = frozenset("a abbr b bdi code em i kbd mark small span strong sub sup time u".split())  # noqa: SIM905


def is_block(element: Element) -> bool:
    return element.tag not in INLINE


class TreeBuilder(HTMLParser):
    """Builds the tree and complains about tags that do not nest."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("#document")
        self.open = [self.root]
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, parent=self.open[-1])
        if len(element.attrs) < len(attrs):
            self.faults.append(f"<{tag}> on line {self.getpos()[0]} has an attribute twice")
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if self.open[-1].tag == tag:
            self.open.pop()
        else:
            self.faults.append(f"</{tag}> on line {self.getpos()[0]} closes <{self.open[-1].tag}>")

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def parse(html: str) -> tuple[Element, list[str]]:
    """The document's tree, and what is wrong with its nesting."""
    builder = TreeBuilder()
    builder.feed(html)
    builder.close()
    unclosed = [f"<{element.tag}> is never closed" for element in builder.open[1:]]
    return builder.root, builder.faults + unclosed
