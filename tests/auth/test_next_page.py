"""A sign-in goes on to a page of ours, and never to another host."""

import pytest

from tests.auth.form import sign_in
from tests.page import Page, Visitor
from tests.people import PASSWORD, Firm


@pytest.mark.parametrize("path", ["/account", "/clients?q=a%26b", "/clients?q=caf%C3%A9&page=2", "/"])
def test_a_sign_in_goes_on_to_the_page_that_asked_for_it(visitor: Visitor, harbour: Firm, path: str) -> None:
    page = visitor.open("GET", "/sign-in", query_string={"next": path})
    form = visitor.client.post("/sign-in", data=contents(page) | credentials(harbour))

    assert form.location == path


@pytest.mark.parametrize(
    "address",
    [
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\\/evil.example",
        "/%5cevil.example",
        "https://evil.example/clients",
        "https:evil.example",
        "https:/evil.example",
        "http://localhost@evil.example",
        "http://localhost/clients",
        "javascript:alert(1)",
        "data:text/html,x",
        "clients",
        "evil.example",
        " //evil.example",
        "/\t/evil.example",
        "\t//evil.example",
        "/\n/evil.example",
        "/clients\r\nSet-Cookie: a=b",
        "/clients%0d%0aSet-Cookie: a=b",
        "/clients\x00",
        "/clients\u200b",
        "//[evil",
        "/" + "a" * 5000,
        "/sign-out",
        "/sign-in?next=/account",
        "/static/app.css",
        "/no-such-page",
        "",
    ],
)
def test_anything_else_opens_the_clients(visitor: Visitor, harbour: Firm, address: str) -> None:
    page = visitor.open("GET", "/sign-in", query_string={"next": address})
    sent = contents(page) | credentials(harbour) | {"next": address}

    assert not page.select("input[name=next]")
    assert visitor.client.post("/sign-in", data=sent).location == "/clients"
    assert visitor.client.get("/sign-in", query_string={"next": address}).location == "/clients"


def test_a_mistyped_password_does_not_lose_the_way(visitor: Visitor, harbour: Firm) -> None:
    refused = sign_in(visitor, harbour.staff.email, "not the password", back="/account")
    page = visitor.submit(refused, "Sign in", **credentials(harbour))

    assert page.path == "/account"


def credentials(firm: Firm) -> dict[str, str]:
    return {"email": firm.staff.email, "password": PASSWORD}


def contents(page: Page) -> dict[str, str]:
    fields = page.form("Sign in").select("input[type=hidden]")
    return {field.get("name"): field.get("value") for field in fields}
