"""Pictures of the main screens for the documentation: `make screenshots` writes docs/screenshots/."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page

from app import create_app
from app.commands import demo_story
from app.demo_accounts import DEMO_ACCOUNTS
from sandbox.server import running_sandbox
from sandbox.settings import Settings
from tests.browser.chromium import find_chromium, running_chromium
from tests.browser.live import address_at, settings_for
from tests.browser.steps import be_priya, connect, open_picker, set_out
from tests.databases import migrated

FOLDER = Path(__file__).resolve().parent.parent.parent / "docs" / "screenshots"
WIDTHS = (1280, 360)
SCHEMES = ("light", "dark")
HEIGHT = 800


def sign_in(page: Page) -> None:
    account = DEMO_ACCOUNTS[0]
    page.goto("/sign-in")
    page.get_by_label("E-mail address").fill(account.email)
    page.get_by_label("Password").fill(account.password)
    page.get_by_role("button", name="Sign in").click()


def go_to_xero(page: Page) -> None:
    set_out(page)
    be_priya(page)


def authorise(*names: str) -> Callable[[Page], None]:
    """Allow access to these organisations, the last of which the practice is then linked to."""

    def visit(page: Page) -> None:
        for name in names:
            connect(page, name)

    return visit


# Name of the picture → what leads to the screen from the one before.
SCREENS: dict[str, Callable[[Page], object]] = {
    "sign-in": lambda page: page.goto("/sign-in"),
    "clients": sign_in,
    "settings-first": lambda page: page.goto("/settings/xero"),
    "picker-first": open_picker,
    "at-xero": go_to_xero,
    "result": authorise("Alder Lane Bakery Ltd", "Elm Electrical Contractors Ltd", "Harbour & Pine Ltd"),
    "settings": lambda page: page.goto("/settings/xero"),
    "picker": open_picker,
    "connections": lambda page: page.goto("/settings/xero/organisations"),
    "disconnect": lambda page: page.goto("/settings/xero/link/delete"),
    "not-found": lambda page: page.goto("/nothing/stands/here"),
}


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
    """Walk through the screens once, and picture each in both colour schemes and both widths."""
    page = browser.new_context(base_url=url, reduced_motion="reduce").new_page()
    for name, lead_there in SCREENS.items():
        page.set_viewport_size({"width": WIDTHS[0], "height": HEIGHT})
        lead_there(page)
        for width in WIDTHS:
            for scheme in SCHEMES:
                page.set_viewport_size({"width": width, "height": HEIGHT})
                page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
                path = FOLDER / f"{name}-{scheme}-{width}.png"
                page.screenshot(path=path)
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
