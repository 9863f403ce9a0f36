"""A visitor who clicks through the app, and pages that inspect themselves on arrival."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from app.models import User
from tests.answers import header_faults, secret_faults, secrets_of
from tests.dom import Element, parse
from tests.inspection import faults_of

CSRF = "0123456789abcdef"
MOST_REDIRECTS = 5


class Page:
    """One answer, held against the house rules when it is made."""

    def __init__(self, response: TestResponse, app: Flask, is_fragment: bool = False) -> None:
        self.response, self.status = response, response.status_code
        self.html = response.get_data(as_text=True)
        self.path = response.request.full_path.rstrip("?")
        self.tree, nesting = parse(self.html if response.mimetype == "text/html" else "")
        faults = [*header_faults(response, is_static=self.path.startswith("/static/"))]
        faults += secret_faults(self.html, secrets_of(app))
        if self.html and response.mimetype == "text/html" and not 300 <= self.status < 400:
            faults += nesting + faults_of(self.tree, is_fragment)
        assert not faults, "\n  ".join(
            [f"{response.request.method} {self.path} breaks house rules:", *faults]
        )

    @property
    def leaves_for(self) -> str:
        """Where a redirect leads that left the app."""
        return self.response.headers.get("Location", "")

    @property
    def title(self) -> str:
        return "".join(str(child) for child in self.find("head title").children)

    @property
    def h1(self) -> str:
        return self.find("h1").text

    @property
    def text(self) -> str:
        return self.tree.text

    @property
    def messages(self) -> str:
        """What the messages region says."""
        return self.find("#messages").text

    def __contains__(self, words: str) -> bool:
        return words in self.text

    def select(self, selector: str) -> list[Element]:
        return self.tree.select(selector)

    def find(self, selector: str) -> Element:
        return self.tree.find(selector)

    def form(self, action_or_button: str) -> Element:
        """The form with that action, or with a button that says so."""
        forms = [form for form in self.select("form") if action_or_button in names_of(form)]
        assert len(forms) == 1, f"{len(forms)} forms on {self.path} have {action_or_button!r}"
        return forms[0]

    def link(self, text: str) -> str:
        """Where the link with that text leads."""
        found = {link.get("href") for link in self.select("a") if link.text == text}
        assert len(found) == 1, f"{len(found)} links on {self.path} say {text!r}"
        return found.pop()


def names_of(form: Element) -> list[str]:
    return [form.get("action"), *(button.text for button in form.select("button"))]


def contents_of(form: Element, pressed: str) -> dict[str, str]:
    """What a browser sends for a form that nobody has touched."""
    filled = {field.get("name"): field.get("value") for field in form.select("input") if is_sent(field)}
    for area in form.select("textarea"):
        filled[area.get("name")] = area.text
    for choice in form.select("select"):
        options = choice.select("option")
        chosen = [option for option in options if "selected" in option.attrs] or options[:1]
        filled |= {choice.get("name"): option.get("value", option.text) for option in chosen}
    buttons = [button for button in form.select("button[name]") if button.text == pressed]
    return filled | {button.get("name"): button.get("value") for button in buttons}


def is_sent(field: Element) -> bool:
    if field.get("type") in ("checkbox", "radio") and "checked" not in field.attrs:
        return False
    return bool(field.get("name")) and "disabled" not in field.attrs


class Visitor:
    """One browser: keeps its cookies, follows redirects inside the app, and inspects every page it gets."""

    def __init__(self, app: Flask) -> None:
        self.app, self.client = app, app.test_client()

    def get(self, path: str, **headers: str) -> Page:
        return self.open("GET", path, headers=headers)

    def post(self, path: str, **fields: object) -> Page:
        """Send fields together with this browser's CSRF field."""
        return self.open("POST", path, data=fields | {"csrf_token": self.csrf_token()})

    def submit(self, page: Page, action_or_button: str, **fields: object) -> Page:
        """Press a form's button: what stands in the form is sent, with these fields filled in."""
        form = page.form(action_or_button)
        names = {field.get("name") for field in form.select("input, select, textarea, button")}
        assert fields.keys() <= names, f"the form has no {fields.keys() - names}"
        sent = contents_of(form, action_or_button) | fields
        if form.get("method").lower() == "post":
            return self.open("POST", form.get("action"), data=sent)
        return self.open("GET", form.get("action"), query_string=sent)

    def htmx(
        self, path: str, method: str = "GET", target: str = "", page: str = "/", **fields: object
    ) -> Page:
        """Ask as htmx does, from `page`, for the element with the id `target`."""
        headers = {"HX-Request": "true", "HX-Target": target, "HX-Current-URL": f"http://localhost{page}"}
        if method == "GET":
            return self.open("GET", path, headers=headers, query_string=fields or None, is_fragment=True)
        fields |= {"csrf_token": self.csrf_token()}
        return self.open(method, path, headers=headers, data=fields, is_fragment=True)

    def open(self, method: str, path: str, is_fragment: bool = False, **details: object) -> Page:
        """Any request, as werkzeug's client takes it; redirects are followed until they leave the app."""
        page = Page(self.client.open(path, method=method, **details), self.app, is_fragment)
        for _ in range(MOST_REDIRECTS):
            if not 300 <= page.status < 400 or self.leaves_the_app(page.leaves_for):
                return page
            page = Page(self.client.get(page.leaves_for), self.app)
        raise AssertionError(f"{path} redirects for ever")

    def leaves_the_app(self, address: str) -> bool:
        host = urlsplit(address).netloc
        allowed = {"", "localhost", urlsplit(self.app.config["XERO_AUTHORIZE_URL"]).netloc}
        assert host in allowed, f"a redirect leads to {address}"
        return host not in ("", "localhost")

    def sign_in(self, user: User) -> Visitor:
        """Come as this user, without the form: tests of signing in use the form."""
        with self.client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = user.get_id(), True
            session["csrf_token"], session.permanent = CSRF, True
        return self

    def csrf_token(self) -> str:
        """The value that this browser's forms carry."""
        with self.client.session_transaction() as session:
            raw = session.setdefault("csrf_token", CSRF)
        return str(URLSafeTimedSerializer(self.app.secret_key, salt="wtf-csrf-token").dumps(raw))
