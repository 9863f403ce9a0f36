"""What only admins may do, and how staff learn who can."""

import pytest
from flask import Flask, render_template_string
from flask.typing import ResponseReturnValue

from app.guards import admins_only
from tests.auth.form import change
from tests.page import Page, Visitor
from tests.people import Firm


@pytest.fixture
def app(own_app: Flask) -> Flask:
    """The app with one page more, for admins only."""

    @own_app.get("/vault")
    @admins_only
    def vault() -> ResponseReturnValue:
        return render_template_string(
            "{% extends 'base.html' %}{% block title %}Vault{% endblock %}"
            "{% block content %}<h1>The vault</h1>{% endblock %}"
        )

    return own_app


def test_an_admin_comes_in(visitor: Visitor, harbour: Firm) -> None:
    assert visitor.sign_in(harbour.admin).get("/vault").h1 == "The vault"


def test_staff_learn_who_can(visitor: Visitor, harbour: Firm, saltmarsh: Firm) -> None:
    page = visitor.sign_in(harbour.staff).get("/vault")

    assert page.status == 403
    assert "Only an administrator of your practice can do this. Ask Maren Holt." in page
    assert "Ines Duarte" not in page


def test_staff_learn_it_in_the_messages_where_htmx_asked(visitor: Visitor, harbour: Firm) -> None:
    page: Page = visitor.sign_in(harbour.staff).htmx("/vault", page="/clients")

    assert page.status == 403
    assert page.response.headers["HX-Retarget"] == "#messages"
    assert "Ask Maren Holt." in page


def test_a_deactivated_admin_is_not_named(app: Flask, visitor: Visitor, harbour: Firm) -> None:
    change(app, harbour.admin, is_enabled=False)

    assert "Maren Holt" not in visitor.sign_in(harbour.staff).get("/vault")


def test_nobody_learns_anything_before_signing_in(visitor: Visitor, harbour: Firm) -> None:
    assert visitor.get("/vault").h1 == "Sign in"
