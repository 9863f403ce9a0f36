"""What may be linked unasked, and who comes first."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from app.xero.candidates import Candidates
from app.xero.fit import BooksFacts, ClientFacts, Verdict, judge

BAKERY = ClientFacts("Bright Bakery Ltd", "company", "08123401", id=1)
BOOKS = BooksFacts("Bright Bakery", "Bright Bakery Limited", "08123401", country_code="GB", id=1)

# Few words and numbers, so that much is alike and much contradicts.
NAMES = st.lists(
    st.sampled_from(
        ["Elm", "Oak", "Holdings", "2", "II", "Ltd", "LLP", "Trust", "t/a", "(UK)", "The", "&", "é"]
    ),
    max_size=4,
).map(" ".join)
NUMBERS = st.sampled_from([None, "08123401", "8123401", "SC081234", "TBC", "O8123401"])
VAT_NUMBERS = st.sampled_from([None, "425876718", "GB418258151", "425876719"])
PLACES = st.sampled_from(["GB", "IE", "", None])
CLIENT_TYPES = st.sampled_from(
    [None, "company", "llp", "sole_trader", "partnership", "charity", "trust", "other"]
)
TYPES = st.sampled_from([None, "COMPANY", "SOLE_TRADER", "PARTNERSHIP", "TRUST", "CHARITY", "UNSPECIFIED"])
CLIENTS = st.builds(ClientFacts, NAMES, CLIENT_TYPES, NUMBERS, VAT_NUMBERS, PLACES)
ORGANISATIONS = st.builds(
    BooksFacts, NAMES, st.none() | NAMES, NUMBERS, VAT_NUMBERS, PLACES, TYPES, st.booleans()
)
PRACTICES = st.builds(
    lambda clients, books: ([replace(c, id=i) for i, c in enumerate(clients)], books),
    st.lists(CLIENTS, max_size=6),
    st.lists(ORGANISATIONS, min_size=1, max_size=6),
)
ANY_TEXT = st.text(max_size=30)


def test_the_one_certain_client_is_linked():
    assert Candidates([BAKERY, ClientFacts("Elm Ltd", id=2)], [BOOKS]).automatic(BOOKS) == BAKERY


def test_two_clients_with_one_company_number_are_for_a_person_to_tell_apart():
    assert Candidates([BAKERY, replace(BAKERY, id=2)], [BOOKS]).automatic(BOOKS) is None


def test_two_sets_of_books_of_one_company_are_for_a_person_to_choose_from():
    old_books = replace(BOOKS, name="Bright Bakery (old)", id=2)

    assert Candidates([BAKERY], [BOOKS, old_books]).automatic(BOOKS) is None


def test_a_name_that_two_clients_bear_links_nobody():
    clients = [ClientFacts("Elm Ltd", id=1), ClientFacts("The ELM Limited", id=2)]
    books = BooksFacts("Elm Ltd")

    assert Candidates(clients[:1], [books]).automatic(books) == clients[0]
    assert Candidates(clients, [books]).automatic(books) is None


def test_a_name_that_two_organisations_bear_links_nobody():
    books = BooksFacts("Elm Ltd", id=1)

    assert Candidates([ClientFacts("Elm Ltd")], [books, replace(books, id=2)]).automatic(books) is None


def test_initials_find_the_client_among_many():
    clients = [ClientFacts(f"Bristol Docks {n} Ltd", id=n) for n in range(60)]
    wanted = ClientFacts("Bristol Dock Services Ltd", id=99)
    best, _ = Candidates([*clients, wanted], []).clients_for(BooksFacts("BDS"))[0]

    assert best == wanted


def test_organisations_are_ranked_for_a_client_as_clients_for_an_organisation():
    others = [BooksFacts("Elm Ltd"), BooksFacts("Bright Baker Ltd"), BooksFacts("Bright Bakery Holdings Ltd")]
    ranked = Candidates([BAKERY], [*others, BOOKS]).organisations_for(BAKERY)

    assert ranked[0][0] == BOOKS
    assert ranked[0][1].verdict is Verdict.CERTAIN
    assert [fit.score for _, fit in ranked] == sorted((fit.score for _, fit in ranked), reverse=True)


@settings(deadline=None)
@given(
    st.builds(ClientFacts, ANY_TEXT, ANY_TEXT, ANY_TEXT, ANY_TEXT, ANY_TEXT),
    st.builds(BooksFacts, ANY_TEXT, ANY_TEXT, ANY_TEXT, ANY_TEXT, ANY_TEXT, ANY_TEXT, st.booleans()),
    st.booleans(),
)
def test_any_text_is_judged(client, books, is_unique):
    fit = judge(client, books, name_is_unique=is_unique)

    assert 0 <= fit.score <= 100
    assert fit.reason
    if client.reading.names and books.reading.names:
        assert Candidates([client], [books]).clients_for(books) == [
            (client, Candidates([client], [books]).judge(client, books))
        ]


@settings(deadline=None)
@given(NAMES, NAMES)
def test_two_bare_names_are_judged_alike_in_both_directions(one, other):
    there = judge(ClientFacts(one), BooksFacts(other), name_is_unique=True)
    back = judge(ClientFacts(other), BooksFacts(one), name_is_unique=True)

    assert (there.verdict, there.score) == (back.verdict, back.score)


@settings(deadline=None)
@given(PRACTICES)
def test_what_is_linked_unasked_is_the_only_certain_one(practice):
    clients, organisations = practice
    candidates = Candidates(clients, organisations)
    for books in organisations:
        certain = [one for one in clients if candidates.judge(one, books).verdict is Verdict.CERTAIN]

        assert candidates.automatic(books) in ([None, *certain] if len(certain) == 1 else [None])


@settings(deadline=None)
@given(PRACTICES, st.text("xyz", min_size=3, max_size=9))
def test_an_unrelated_client_changes_nothing(practice, name):
    clients, organisations = practice
    more = [*clients, ClientFacts(name, id=99)]
    for books in organisations:
        before = Candidates(clients, organisations).automatic(books)

        assert Candidates(more, organisations).automatic(books) == before


@settings(deadline=None)
@given(PRACTICES, CLIENTS)
def test_another_client_never_takes_over_but_by_its_number(practice, newcomer):
    clients, organisations = practice
    newcomer = replace(newcomer, company_number=None, vat_number=None, id=99)
    for books in organisations:
        before = Candidates(clients, organisations).automatic(books)
        after = Candidates([*clients, newcomer], organisations).automatic(books)

        assert before is None or after in (before, None)
