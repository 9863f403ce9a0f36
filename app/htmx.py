"""Every HX- header, spelled once."""

from __future__ import annotations

import json

from flask import Response, make_response, request

from app.addresses import path_on_this_host


def wants_fragment() -> bool:
    """Whether htmx asked, and not for a page that it restores from history."""
    return (
        request.headers.get("HX-Request") == "true"
        and request.headers.get("HX-History-Restore-Request") != "true"
    )


def target() -> str:
    """The id of the element that htmx is going to swap, or an empty text."""
    return request.headers.get("HX-Target", "")


def trigger_name() -> str:
    """The name of the field that made htmx ask, or an empty text."""
    return request.headers.get("HX-Trigger-Name", "")


def current_path() -> str | None:
    """Path and query of the page that htmx asked from, when it is one of ours."""
    return path_on_this_host(request.headers.get("HX-Current-URL", ""))


def move_browser_to(address: str, status: int = 200) -> Response:
    """Have the whole browser go to an address, instead of painting that page into a fragment."""
    response = make_response("", status)
    response.headers["HX-Redirect"] = address
    return response


def retarget(response: Response, selector: str, swap: str = "innerHTML") -> Response:
    """Have htmx put this answer elsewhere than it meant to."""
    response.headers["HX-Retarget"] = selector
    response.headers["HX-Reswap"] = swap
    return response


def push_address(response: Response, address: str) -> Response:
    """Have the browser show this address, as a new step to go back from."""
    response.headers["HX-Push-Url"] = address
    return response


def replace_address(response: Response, address: str) -> Response:
    """Have the browser show this address in place of the present one."""
    response.headers["HX-Replace-Url"] = address
    return response


def trigger(response: Response, **happenings: object) -> Response:
    """Raise events in the browser once the answer has been swapped in."""
    response.headers["HX-Trigger-After-Swap"] = json.dumps(happenings)
    return response


def vary_on_fragment(response: Response) -> Response:
    """Keep caches from giving a fragment to a browser that wants the page."""
    response.vary.add("HX-Request")
    return response
