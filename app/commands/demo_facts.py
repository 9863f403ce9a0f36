"""What else the story's practices wrote down about their clients, by code."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class DemoFacts:
    """Columns of a client beside its name and numbers."""

    type: str
    year_end_day: int
    year_end_month: int
    address: str
    phone: str | None = None
    country_code: str = "GB"


def facts_by_code(code: str) -> dict[str, str | int | None]:
    """The columns of one client."""
    return asdict(FACTS[code])


FACTS = {
    "ALD001": DemoFacts("company", 31, 3, "York", "01632 960100"),
    "ANC001": DemoFacts("company", 31, 3, "Whitby"),
    "BLU001": DemoFacts("company", 31, 12, "Leeds", "01632 960102"),
    "BRA001": DemoFacts("partnership", 30, 6, "Pickering", "01632 960103"),
    "COB001": DemoFacts("company", 31, 3, "Hull"),
    "CRO001": DemoFacts("sole_trader", 5, 4, "Whitby", "01632 960105"),
    "DOV001": DemoFacts("llp", 30, 4, "Harrogate", "01632 960106"),
    "DRI001": DemoFacts("company", 31, 3, "Scarborough"),
    "ELM001": DemoFacts("company", 31, 3, "Wakefield", "01632 960108"),
    "ESK001": DemoFacts("company", 31, 12, "Egton Bridge", "01632 960109"),
    "FER001": DemoFacts("sole_trader", 5, 4, "Ripon"),
    "FIS001": DemoFacts("other", 31, 3, "Whitby", "01632 960111"),
    "GLA001": DemoFacts("sole_trader", 5, 4, "Scarborough", "01632 960112"),
    "GOA001": DemoFacts("partnership", 30, 4, "Goathland"),
    "HAR001": DemoFacts("company", 31, 3, "Hinderwell", "01632 960114"),
    "HER001": DemoFacts("company", 31, 3, "Whitby", "01632 960115"),
    "INK001": DemoFacts("company", 31, 12, "York"),
    "JET001": DemoFacts("company", 30, 6, "Whitby", "01632 960117"),
    "JUN001": DemoFacts("company", 31, 3, "Leeds", "01632 960118"),
    "JUN002": DemoFacts("company", 31, 12, "Dublin", country_code="IE"),
    "KEE001": DemoFacts("company", 30, 4, "Lerwick", "01632 960120"),
    "KEL001": DemoFacts("company", 30, 6, "Fremantle", country_code="AU"),
    "KET001": DemoFacts("company", 31, 3, "Sandsend"),
    "LAN001": DemoFacts("charity", 31, 12, "Sheffield", "01632 960123"),
    "LIL001": DemoFacts("sole_trader", 5, 4, "Goathland", "01632 960124"),
    "MEL001": DemoFacts("company", 31, 3, "London"),
    "MOO001": DemoFacts("company", 30, 9, "Hebden Bridge", "01632 960126"),
    "MOO002": DemoFacts("company", 30, 4, "Guisborough", "01632 960127"),
    "OLD001": DemoFacts("company", 31, 3, "Skipton"),
    "PEN001": DemoFacts("company", 31, 3, "Beverley", "01632 960129"),
    "QUA001": DemoFacts("company", 31, 12, "Hull", "01632 960130"),
    "ROO001": DemoFacts("partnership", 30, 6, "Pickering"),
    "RUN001": DemoFacts("sole_trader", 5, 4, "Runswick Bay", "01632 960132"),
    "SAN001": DemoFacts("llp", 30, 9, "Sandsend", "01632 960133"),
    "SCO001": DemoFacts("sole_trader", 5, 4, "Whitby"),
    "STA001": DemoFacts("company", 31, 3, "Staithes", "01632 960135"),
    "TEA001": DemoFacts("company", 31, 3, "Manchester", "01632 960136"),
    "UGG001": DemoFacts("charity", 31, 12, "Ugglebarnby"),
    "WRE001": DemoFacts("company", 30, 6, "Malton", "01632 960138"),
    "ZAY001": DemoFacts("company", 31, 3, "Bradford", "01632 960139"),
    "ZET001": DemoFacts("charity", 30, 9, "Redcar"),
    "BRO001": DemoFacts("company", 31, 3, "Wroxham", "01632 960160"),
    "CLE001": DemoFacts("partnership", 30, 9, "Cley next the Sea"),
    "HOL001": DemoFacts("sole_trader", 5, 4, "Holkham", "01632 960162"),
    "REE001": DemoFacts("company", 31, 3, "Reedham", "01632 960163"),
    "SAM001": DemoFacts("company", 31, 3, "Cromer"),
    "TER001": DemoFacts("company", 31, 12, "Wells-next-the-Sea", "01632 960165"),
    "UMB001": DemoFacts("sole_trader", 5, 4, "Holt", "01632 960166"),
    "VIO001": DemoFacts("company", 31, 3, "Great Yarmouth"),
    "WAL001": DemoFacts("partnership", 30, 9, "Walsingham", "01632 960168"),
    "WIN001": DemoFacts("company", 30, 4, "Norwich", "01632 960169"),
}
