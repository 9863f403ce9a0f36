"""Countries by their two letters; the names are those of the time zone database."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from app.models.columns import folded

HOME = "GB"
OUR_NAMES = {"GB": "United Kingdom", "CZ": "Czechia"}
OTHER_NAMES = {"uk": "GB", "great britain": "GB", "england": "GB", "scotland": "GB", "wales": "GB"} | {
    "northern ireland": "GB",
    "usa": "US",
    "eire": "IE",
    "republic of ireland": "IE",
    "czech republic": "CZ",
}


@cache
def countries() -> dict[str, str]:
    """Two letters → name, by name."""
    lines = files("tzdata").joinpath("zoneinfo/iso3166.tab").read_text(encoding="utf-8").splitlines()
    named = dict(line.split("\t")[:2] for line in lines if line and not line.startswith("#"))
    return dict(sorted((named | OUR_NAMES).items(), key=lambda country: folded(country[1])))


def country_code(raw: str) -> str | None:
    """The two letters of a country that was written as letters or by name; None where it is neither."""
    if raw.upper() in countries():
        return raw.upper()
    return codes_by_name().get(folded(raw))


@cache
def codes_by_name() -> dict[str, str]:
    return OTHER_NAMES | {folded(name): code for code, name in countries().items()}
