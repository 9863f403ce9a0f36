"""A browser without JavaScript: opens pages, inspects them on arrival, presses buttons."""

from __future__ import annotations

from urllib.parse import urljoin

import requests

from tests import inspection
from tests.dom import Element, parse

RULES = (
    inspection.ids_are_unique,
    inspection.has_one_main_heading,
    inspection.says_its_language,
    inspection.headings_do_not_skip,
    inspection.fields_are_labelled,
    inspection.refused_fields_say_why,
    inspection.forms_are_guarded,
    inspection.nothing_is_inline,
    inspection.nothing_leads_elsewhere,
    inspection.everything_has_a_name,
    inspection.references_arrive,
)


def inspect(page: Element) -> None:
    """Every page keeps the house rules and says what it is."""
    assert [fault for rule in RULES for fault in rule(page)] == []
    assert "".join(map(str, page.find("title").children)).endswith(" · Stand-in for Xero")
    assert page.find(".banner").text.startswith("Stand-in for Xero")


class Browser:
    """One person's browser, with its cookies."""

    def __init__(self) -> None:
        self.session = requests.Session()
        self.url = ""
        self.page = Element("none")

    def open(self, url: str, expect: int = 200) -> Element:
        """Follow a link."""
        return self._arrive(self.session.get(url, timeout=20), expect)

    def press(self, button: str, expect: int = 200, **filled: str | list[str]) -> Element:
        """Submit the form of a button, with fields filled in; the page that follows."""
        return self._arrive(self._submit(button, filled, follow=True), expect)

    def leave(self, button: str, **filled: str | list[str]) -> str:
        """Submit the form of a button that leads to another site; its address."""
        answer = self._submit(button, filled, follow=False)
        assert answer.status_code in (302, 303), answer.text
        return answer.headers["Location"]

    def _submit(self, button: str, filled: dict[str, str | list[str]], follow: bool) -> requests.Response:
        pressed = next(found for found in self.page.select("button") if found.text.startswith(button))
        form = next(ancestor for ancestor in pressed.ancestors if ancestor.tag == "form")
        sent = _values(form) | filled
        if pressed.get("name"):
            sent[pressed.get("name")] = pressed.get("value")
        url = urljoin(self.url, form.get("action"))
        return self.session.post(url, data=sent, allow_redirects=follow, timeout=20)

    def _arrive(self, answer: requests.Response, expect: int) -> Element:
        assert answer.status_code == expect, answer.text
        self.url = answer.url
        self.page, faults = parse(answer.text)
        assert faults == []
        inspect(self.page)
        return self.page


def _values(form: Element) -> dict[str, str | list[str]]:
    values: dict[str, str | list[str]] = {}
    for field in form.select("input"):
        if field.get("type") != "checkbox" or "checked" in field.attrs:
            values[field.get("name")] = field.get("value")
    for field in form.select("select"):
        chosen = field.select("option[selected]") or field.select("option")
        values[field.get("name")] = chosen[0].get("value") if chosen else ""
    return values
