"""The house rules for what a browser gets: each rule yields a sentence per fault."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from tests.dom import Element

Rule = Callable[[Element], Iterator[str]]
REFERENCES = ("aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "aria-errormessage", "for")
ADDRESSES = ("href", "src", "action", "formaction", "hx-get", "hx-post", "hx-put", "hx-delete", "poster")
# What people typed stands in these, and may say what it likes.
OTHER_PEOPLES_WORDS = ("bdi", "option", "code", "textarea")
UNWANTED = re.compile(r"\b(tenants?|tokens?|successfully)\b|\w!(?=\s|$)|['\"]", re.IGNORECASE)
SPOKEN = ("aria-label", "title", "placeholder", "alt")


def ids_are_unique(page: Element) -> Iterator[str]:
    counts = Counter(element.get("id") for element in page if "id" in element.attrs)
    for name, count in counts.items():
        if count > 1 or not name.strip():
            yield f"the id {name!r} stands {count} times"


def has_a_title(page: Element) -> Iterator[str]:
    titles = page.select("head title")
    title = "".join(str(child) for child in titles[0].children).strip() if len(titles) == 1 else ""
    if not re.fullmatch(r"\S.* · Ledgerline", title):
        yield f"the title is {title!r}, not “Page · Ledgerline”"


def has_one_main_heading(page: Element) -> Iterator[str]:
    headings = page.select("h1")
    if len(headings) != 1:
        yield f"there are {len(headings)} <h1>"


def says_its_language(page: Element) -> Iterator[str]:
    if not page.find("html").get("lang"):
        yield "<html> has no lang"


def headings_do_not_skip(page: Element) -> Iterator[str]:
    level = 0
    for heading in page.select("h1, h2, h3, h4, h5, h6"):
        if int(heading.tag[1]) > level + 1:
            yield f"<{heading.tag}> “{heading.text}” comes after <h{level}>"
        level = int(heading.tag[1])


def fields_are_labelled(page: Element) -> Iterator[str]:
    labelled = {label.get("for") for label in page.select("label") if label.text}
    for field in page.select("input, select, textarea"):
        if field.get("type") in ("hidden", "submit", "button"):
            continue
        is_inside = any(ancestor.tag == "label" and ancestor.text for ancestor in field.ancestors)
        has_own = field.get("aria-label") or field.get("aria-labelledby")
        if not (is_inside or has_own or field.get("id") in labelled):
            yield f"the field {field.get('name') or field.attrs} has no label"


def refused_fields_say_why(page: Element) -> Iterator[str]:
    for field in page.select("[aria-invalid=true]"):
        if not field.get("aria-describedby"):
            yield f"the refused field {field.get('name')} points at no message"


def forms_are_guarded(page: Element) -> Iterator[str]:
    for form in page.select("form"):
        is_post = form.get("method").lower() == "post"
        if is_post != bool(form.select("input[name=csrf_token]")):
            yield f"the form to {form.get('action')} {'lacks' if is_post else 'shows'} the csrf_token"
        if not form.get("action"):
            yield "a form has no action"


def nothing_is_inline(page: Element) -> Iterator[str]:
    for element in page:
        for name in element.attrs:
            if name == "style" or name.startswith(("on", "hx-on")):
                yield f"<{element.tag}> has the attribute {name}"
        if element.tag == "style" or (element.tag == "script" and not element.get("src")):
            yield f"<{element.tag}> stands in the page"


# The one address that people are to leave for: an organisation’s own page in Xero.
INTO_XERO = "https://go.xero.com/organisationlogin/default.aspx?shortcode="


def nothing_leads_elsewhere(page: Element) -> Iterator[str]:
    for element in page:
        for name in ADDRESSES:
            address = element.get(name)
            if address and address.startswith(INTO_XERO):
                continue
            if address and (urlsplit(address).netloc or urlsplit(address).scheme not in ("", "mailto")):
                yield f"<{element.tag}> leads to {address}"
            if name in element.attrs and address in ("", "#"):
                yield f"<{element.tag} {name}={address!r}> leads nowhere"


def everything_has_a_name(page: Element) -> Iterator[str]:
    for image in page.select("img"):
        if "alt" not in image.attrs:
            yield f"the image {image.get('src')} has no alt"
    for control in page.select("button, a"):
        pictures = " ".join(image.get("alt") for image in control.select("img"))
        if not (control.text or pictures.strip() or control.get("aria-label")):
            yield f"<{control.tag}> {control.attrs} has no text"


def references_arrive(page: Element) -> Iterator[str]:
    ids = {element.get("id") for element in page}
    for element in page:
        if element.tag == "dialog" and not element.text:
            continue  # closed and empty: its title comes with its content
        for name in REFERENCES:
            for reference in element.get(name).split():
                if reference not in ids:
                    yield f"{name}={reference!r} points nowhere"


def messages_hold_their_words_together(page: Element) -> Iterator[str]:
    """A message lays out its children side by side: bare words with a name between them would fall apart."""
    for message in page.select(".message"):
        if any(isinstance(child, str) and child.strip() for child in message.children):
            yield f"the message “{message.text}” stands in no paragraph"


def speaks_plainly(page: Element) -> Iterator[str]:
    spoken = [element.get(name) for element in page for name in SPOKEN]
    for words in (page.text_without(*OTHER_PEOPLES_WORDS), *spoken):
        for found in UNWANTED.finditer(words):
            around = words[max(0, found.start() - 25) : found.end() + 25]
            yield f"the screen says {found[0]!r} in “…{around}…” (what people typed belongs in <bdi>)"


FRAGMENT_RULES: tuple[Rule, ...] = (
    ids_are_unique,
    fields_are_labelled,
    refused_fields_say_why,
    forms_are_guarded,
    nothing_is_inline,
    nothing_leads_elsewhere,
    everything_has_a_name,
    messages_hold_their_words_together,
    speaks_plainly,
)
PAGE_RULES: tuple[Rule, ...] = (
    *FRAGMENT_RULES,
    has_a_title,
    has_one_main_heading,
    says_its_language,
    headings_do_not_skip,
    references_arrive,
)


def faults_of(tree: Element, is_fragment: bool) -> list[str]:
    """Every broken house rule of a page, or of a fragment, as sentences."""
    return [fault for rule in (FRAGMENT_RULES if is_fragment else PAGE_RULES) for fault in rule(tree)]
