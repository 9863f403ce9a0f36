"""A visitor's address is what our own proxies vouch for, and nobody else's word."""

import ipaddress

import pytest

from app.security import TrustedProxies

OURS = [
    ipaddress.ip_network("10.0.0.0/8"),
    ipaddress.ip_network("127.0.0.1"),
    ipaddress.ip_network("fd00::/8"),
]


def seen(
    nearest: str, forwarded: str | None = None, scheme: str | None = None, trusted=OURS
) -> tuple[str, str]:
    """The address and scheme that the app sees."""
    found = {}
    environ = {"REMOTE_ADDR": nearest, "wsgi.url_scheme": "http"}
    if forwarded is not None:
        environ["HTTP_X_FORWARDED_FOR"] = forwarded
    if scheme is not None:
        environ["HTTP_X_FORWARDED_PROTO"] = scheme
    TrustedProxies(lambda environ, _start: found.update(environ) or [], trusted)(environ, lambda *_: None)
    return found["REMOTE_ADDR"], found["wsgi.url_scheme"]


@pytest.mark.parametrize(
    ("nearest", "forwarded", "visitor"),
    [
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "192.0.2.66, 198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "198.51.100.1, 10.0.0.2", "198.51.100.1"),
        ("10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"),
        ("10.0.0.1", "198.51.100.1, rubbish, 10.0.0.2", "10.0.0.2"),
        ("10.0.0.1", "rubbish", "10.0.0.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", None, "10.0.0.1"),
        ("fd00::1", "2001:db8::7", "2001:db8::7"),
        ("", "198.51.100.1", ""),
    ],
)
def test_the_visitor_is_the_last_address_that_no_proxy_of_ours_owns(
    nearest: str, forwarded: str | None, visitor: str
) -> None:
    assert seen(nearest, forwarded)[0] == visitor


def test_without_trusted_proxies_nobody_is_believed() -> None:
    assert seen("127.0.0.1", "198.51.100.1", "https", trusted=[]) == ("127.0.0.1", "http")


@pytest.mark.parametrize(
    ("nearest", "said", "scheme"),
    [
        ("10.0.0.1", "https", "https"),
        ("10.0.0.1", "gopher", "http"),
        ("203.0.113.9", "https", "http"),
    ],
)
def test_the_scheme_is_believed_from_our_proxies_only(nearest: str, said: str, scheme: str) -> None:
    assert seen(nearest, scheme=said)[1] == scheme
