"""What a real browser can tell about a page: accessibility, errors, and whether it fits."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Response

AXE = (Path(__file__).parent / "vendor" / "axe-4.14.1.min.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN = "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})"
# A refused form is no fault of the page; what a page asks for itself is checked by `hear_answer`.
REFUSED = "Failed to load resource: the server responded with a status of 4"


def axe(page: Page) -> None:
    """Fail where axe finds a breach of WCAG 2.2 AA, in light or in dark."""
    # Words may be there before the stylesheet is: without it everything is too small to touch.
    page.wait_for_load_state()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        if not page.evaluate("() => 'axe' in window"):
            page.evaluate(AXE)
        violations = page.evaluate(RUN, TAGS)["violations"]
        found = [f"{v['id']}: {v['help']}\n    {node['html']}" for v in violations for node in v["nodes"]]
        assert not found, "\n  ".join([f"{page.url} in {scheme} breaks WCAG:", *found])


def fits(page: Page) -> None:
    """Fail where the page is wider than the window."""
    page.wait_for_load_state()
    width, window = page.evaluate(
        "() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert width <= window, f"{page.url} is {width} wide in a window of {window}"


class Watch:
    """Listens to every page of a browser and keeps what went wrong there."""

    def __init__(self, context: BrowserContext) -> None:
        self.faults: list[str] = []
        context.on("console", self.hear)
        context.on("weberror", lambda error: self.faults.append(f"script error: {error.error}"))
        context.on("response", self.hear_answer)

    def hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(REFUSED):
            self.faults.append(f"console: {message.text}")

    def hear_answer(self, response: Response) -> None:
        is_file = urlsplit(response.url).path.startswith("/static/")
        if response.status >= 500 or (is_file and response.status >= 400):
            self.faults.append(f"{response.status}: {response.url}")
