"""The inspection of pages finds what it is there to find."""

import pytest

from tests.answers import policy_faults, secret_faults
from tests.dom import parse
from tests.inspection import faults_of

GOOD = """<!doctype html><html lang="en"><head><title>Clients · Ledgerline</title></head><body>
<main id="main"><h1>Clients</h1><h2 id="t">Find</h2>
<form method="post" action="/x"><input type="hidden" name="csrf_token" value="v">
<label for="q">Name</label><input id="q" name="q" aria-describedby="t">
<label>All <input type="checkbox" name="all"></label><button>Find</button></form>
<p>The bakery’s <bdi>"O'Brien" successfully!</bdi> books</p><a href="#main">Up</a>
</main></body></html>"""


def faults(html: str, is_fragment: bool = False) -> list[str]:
    tree, nesting = parse(html)
    return nesting + faults_of(tree, is_fragment)


def test_a_good_page_passes() -> None:
    assert faults(GOOD) == []


@pytest.mark.parametrize(
    ("good", "bad", "said"),
    [
        ('id="t"', 'id="q"', "the id 'q' stands 2 times"),
        ("Clients · Ledgerline", "Clients", "the title is 'Clients'"),
        ("Clients · Ledgerline", " · Ledgerline", "the title is"),
        ("<h1>Clients</h1>", "", "there are 0 <h1>"),
        ("<h2 id", "<h1>Again</h1><h2 id", "there are 2 <h1>"),
        (' lang="en"', "", "no lang"),
        ('<h2 id="t">Find</h2>', '<h3 id="t">Find</h3>', "comes after <h1>"),
        ('<label for="q">Name</label>', "", "has no label"),
        ("<label>All ", "<label>", "has no label"),
        ('name="csrf_token"', 'name="other"', "lacks the csrf_token"),
        ('method="post"', 'method="get"', "shows the csrf_token"),
        ("<h2 id", '<h2 style="color:red" id', "has the attribute style"),
        ("<button>", '<button onclick="x()">', "has the attribute onclick"),
        ("<button>", '<button hx-on::click="x()">', "has the attribute hx-on::click"),
        ("<main", "<script>x()</script><main", "<script> stands in the page"),
        ("<main", "<style>p{}</style><main", "<style> stands in the page"),
        ('href="#main"', 'href="https://example.com/"', "leads to https://example.com/"),
        ('href="#main"', 'href="//example.com/"', "leads to //example.com/"),
        ('href="#main"', 'href="javascript:x()"', "leads to javascript:x()"),
        ('href="#main"', 'href="#"', "leads nowhere"),
        ('action="/x"', 'action="https://example.com/"', "leads to https://example.com/"),
        ("<main", '<img src="/static/x.png"><main', "has no alt"),
        ("<button>Find</button>", "<button></button>", "has no text"),
        ('aria-describedby="t"', 'aria-describedby="gone"', "points nowhere"),
        ('aria-describedby="t"', 'aria-invalid="true"', "points at no message"),
        ("books", "tokens", "says 'tokens'"),
        ("books", "of this tenant", "says 'tenant'"),
        ("books", "were successfully linked", "says 'successfully'"),
        ("books", "are linked!", "says 'd!'"),
        ("bakery’s", "bakery's", 'says "\'"'),
        ("<p>The", '<p class="message">The', "stands in no paragraph"),
        ("books", 'say "yes"', "says '\"'"),
        ("<button>", '<button title="Don\'t">', 'says "\'"'),
        ("</main>", "", "closes"),
    ],
)
def test_a_broken_page_is_told_what_is_wrong(good: str, bad: str, said: str) -> None:
    assert good in GOOD

    assert any(said in fault for fault in faults(GOOD.replace(good, bad, 1)))


def test_a_fragment_needs_no_frame_but_keeps_the_rules() -> None:
    assert faults('<p id="a">Linked</p>', is_fragment=True) == []
    assert faults('<p id="a">Linked</p><p id="a">Twice</p>', is_fragment=True)


@pytest.mark.parametrize(
    "policy",
    [
        "",
        "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self'; base-uri 'none'",
        "default-src 'none'; script-src 'self'; style-src 'self'; base-uri 'none'; img-src https://cdn.example",
        "default-src 'none'; script-src 'self'; style-src 'self'; base-uri 'none'; img-src data:",
    ],
)
def test_a_loose_content_policy_is_told(policy: str) -> None:
    assert list(policy_faults(policy))


@pytest.mark.parametrize("text", ["xplantedx", "a eyJhbGciOiJS.eyJzdWIiOiIx.sig b", "$argon2id$v=19$"])
def test_a_secret_is_told_without_being_repeated(text: str) -> None:
    (fault,) = secret_faults(text, ["planted"])

    assert text not in fault
