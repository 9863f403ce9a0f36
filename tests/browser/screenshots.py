"""Pictures of the main screens for the documentation: `make screenshots` writes docs/screenshots/."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Browser, Page, expect

from app import create_app
from app.commands import demo_story
from app.demo_accounts import DEMO_ACCOUNTS
from sandbox.server import running_sandbox
from sandbox.settings import Settings
from tests.browser.chromium import find_chromium, running_chromium
from tests.browser.live import address_at, settings_for
from tests.browser.steps import be_priya, choose, connect, open_picker, set_out
from tests.databases import migrated

FOLDER = Path(__file__).resolve().parent.parent.parent / "docs" / "screenshots"
# A desk by day, a telephone by night.
VIEWS = ((1280, "light"), (360, "dark"))
HEIGHT = 800
SHEET = """Code,Name,Type,Company number,E-mail,Manager
ALD001,Alder Lane Bakery,Company,99120563,orders@alderlane.example,
HER001,Heron Joinery (Whitby) Ltd,Company,99166175,ian@heronjoinery.example,
TID001,Tideline Kayaks Ltd,Company,99431177,hello@tideline.example,
ELM001,Elm Electrical Contractors Limited,Company,99158830,jobs@elmelectrical.example,Nobody we know
"""


def sign_in(page: Page) -> None:
    account = DEMO_ACCOUNTS[0]
    page.goto("/sign-in")
    page.get_by_label("E-mail address").fill(account.email)
    page.get_by_label("Password").fill(account.password)
    page.get_by_role("button", name="Sign in").click()


def settle_in(page: Page) -> None:
    sign_in(page)
    page.goto("/settings/xero")


def go_to_xero(page: Page) -> None:
    set_out(page)
    be_priya(page)


def authorise(*names: str) -> Callable[[Page], None]:
    """Allow access to these organisations, the last of which the practice is then linked to."""

    def visit(page: Page) -> None:
        for name in names:
            connect(page, name)

    return visit


def client(name: str) -> Callable[[Page], None]:
    """The page of a client."""

    def visit(page: Page) -> None:
        page.goto(f"/clients?q={quote(name)}")
        page.get_by_role("link", name=name, exact=True).click()

    return visit


def client_picker(name: str) -> Callable[[Page], None]:
    """The window in which a client’s company is chosen, over the client’s page."""

    def visit(page: Page) -> None:
        client(name)(page)
        page.get_by_role("link", name="Connect with Xero").click()
        expect(page.get_by_role("dialog")).to_be_visible()

    return visit


def leave_for_xero(page: Page) -> None:
    page.get_by_role("dialog").get_by_role("button", name="Connect to Xero").click()


def linked_client(name: str, organisation: str) -> Callable[[Page], None]:
    """The page of a client that was linked in the picker, without a trip."""

    def visit(page: Page) -> None:
        client_picker(name)(page)
        choose(page, organisation)
        page.get_by_role("button", name="OK").click()
        expect(page.locator("#xero-card .status")).to_have_text("Connected")
        page.reload()

    return visit


def client_trip(name: str, organisation: str | None) -> Callable[[Page], None]:
    """What came of a client’s trip, in which one company was chosen, or Continue was pressed."""

    def visit(page: Page) -> None:
        client_picker(name)(page)
        leave_for_xero(page)
        if organisation is None:
            page.get_by_role("button", name="Continue").click()
            return
        option = page.get_by_role("option").filter(has_text=organisation).first
        page.get_by_role("combobox").select_option(value=option.get_attribute("value"))
        page.get_by_role("button", name="Allow access").click()
        expect(page.get_by_role("heading", level=1)).to_be_visible()

    return visit


def ask_client(page: Page) -> None:
    """The link that was made for a client to connect on their own."""
    client("Bluebell Day Nursery Ltd")(page)
    page.locator("summary").click()
    page.get_by_role("button", name="link").click()


def asked_client(page: Page) -> None:
    ask_client(page)
    page.get_by_role("link", name="Back to").click()


def open_invitation(page: Page) -> None:
    """The page that the client sees, who is not signed in."""
    link = page.get_by_label("Link to copy").input_value()
    page.context.clear_cookies()
    page.goto(link)


def preview_import(page: Page) -> None:
    page.goto("/clients/import")
    sheet = {"name": "clients.csv", "mimeType": "text/csv", "buffer": SHEET.encode()}
    page.get_by_label("CSV file").set_input_files([sheet])  # type: ignore[list-item]
    page.get_by_role("button", name="Show what it would do").click()


# Name of the picture → what leads to the screen from the one before.
SCREENS: dict[str, Callable[[Page], object]] = {
    "sign-in": lambda page: page.goto("/sign-in"),
    "settings-first": settle_in,
    "picker-first": open_picker,
    "at-xero": go_to_xero,
    "result": authorise("Alder Lane Bakery Ltd", "Elm Electrical Contractors Ltd", "Harbour & Pine Ltd"),
    "settings": lambda page: page.goto("/settings/xero"),
    "picker": open_picker,
    "connections": lambda page: page.goto("/settings/xero/organisations"),
    "disconnect": lambda page: page.goto("/settings/xero/link/delete"),
    "not-found": lambda page: page.goto("/nothing/stands/here"),
    "client-picker": client_picker("Elm Electrical Contractors Limited"),
    "at-xero-again": leave_for_xero,
    "client": linked_client("Alder Lane Bakery", "Alder Lane Bakery Ltd"),
    "client-linked": client_trip("Dovecote Dental Care LLP", "Dovecote Dental Care LLP"),
    "client-compared": client_trip("Juniper Café (Leeds)", "Juniper Café Ltd"),
    "client-nothing-new": client_trip("Inkwell Press (Northern) Ltd", None),
    "client-waiting": asked_client,
    "clients": lambda page: page.goto("/clients"),
    "import-preview": preview_import,
    "client-invitation": ask_client,
    "invitation": open_invitation,
}


# Cut off at the fold, these would show too little.
LONG = ("client-compared", "client-nothing-new", "invitation", "import-preview")


@contextmanager
def story(folder: Path) -> Iterator[str]:
    """The demo's story, running; yields the app's address."""
    database = migrated(f"sqlite:///{folder}/ledgerline.db", folder)
    with address_at("localhost") as address:
        settings = Settings(redirect_uris=(f"{address.url}/xero/callback",), story=True)
        with running_sandbox(settings, host="localhost") as xero:
            app = create_app(settings_for(address.url, xero.url, database))
            with app.app_context():
                demo_story.tell()
            address.move_in(app)
            yield address.url


def take_all(browser: Browser, url: str) -> Iterator[Path]:
    """Walk through the screens once, and picture each in every view."""
    page = browser.new_context(base_url=url, reduced_motion="reduce").new_page()
    for name, lead_there in SCREENS.items():
        page.set_viewport_size({"width": VIEWS[0][0], "height": HEIGHT})
        lead_there(page)
        for width, scheme in VIEWS:
            page.set_viewport_size({"width": width, "height": HEIGHT})
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            path = FOLDER / f"{name}-{scheme}-{width}.png"
            page.screenshot(path=path, full_page=name in LONG)
            yield path


def main() -> int:
    chromium = find_chromium()
    if chromium is None:
        print("Chromium is not on this machine; make test-deps installs it.", file=sys.stderr)
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        story(Path(folder)) as url,
        running_chromium(chromium) as browser,
    ):
        for path in take_all(browser, url):
            print(path.relative_to(FOLDER.parent.parent))
    return 0


if __name__ == "__main__":
    sys.exit(main())
