"""The clients of the story's two practices; numbers, like everything else in it, are invented."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DemoClient:
    """One client as the practice wrote it down, which is not always how Xero spells it."""

    code: str
    name: str
    company_number: str | None = None
    vat_number: str | None = None
    email: str | None = None


C = DemoClient

HARBOUR_CLIENTS = (
    C("ALD001", "Alder Lane Bakery", "99120563", "GB555110417", "orders@alderlane.example"),
    C("ANC001", "Anchor & Rope Chandlery Ltd", "99411870", "GB555411212", "office@anchorrope.example"),
    C("BLU001", "Bluebell Day Nursery Ltd", "99131287", None, "hello@bluebellnursery.example"),
    C("BRA001", "Bracken Veterinary Surgery", "99412055"),
    C("COB001", "Cobble and Cart Deliveries Ltd", "99145092", "GB 555 1277 83", "ops@cobblecart.example"),
    C("CRO001", "Mr D. Crowther", email="d.crowther@mail.example"),
    C("DOV001", "Dovecote Dental Care LLP", "OC998214", None, "reception@dovecote.example"),
    C("DRI001", "Driftwood Letting Agency Ltd", "99413904", "GB555413806"),
    C(
        "ELM001",
        "Elm Electrical Contractors Limited",
        "99158830",
        "GB555133106",
        "jobs@elmelectrical.example",
    ),
    C("ESK001", "Eskdale Outdoor Centre CIC", "99414422"),
    C("FER001", "Imogen Tadwell t/a Fern & Foxglove", email="imogen@fernfoxglove.example"),
    C("FIS001", "Fisher Row Residents Association"),
    C("GLA001", "Glasshouse Yoga Studio", email="rhys@glasshouseyoga.example"),
    C("GOA001", "Goathland Tea Rooms", None, "GB555416091", "tea@goathland.example"),
    C("HAR001", "Hartley & Daughters Stonemasons Ltd", "99417308", "GB555417590"),
    C("HER001", "Heron Joinery Ltd", "99166175", "555140405", "ian@heronjoinery.example"),
    C("INK001", "Inkwell Press (Northern) Ltd", "99172048", "GB555151985", "accounts@inkwell.example"),
    C("JET001", "Jet & Amber Jewellers Ltd", "99418861"),
    C("JUN001", "Juniper Café (Leeds)", "99183316", "GB555160103", "leeds@juniper.example"),
    C("JUN002", "Juniper Café (Dublin)", "998412", "IE9982417S", "dublin@juniper.example"),
    C("KEE001", "Retired Lighthouse Keepers’ Association", "SC998127", None, "secretary@keepers.example"),
    C("KEL001", "Kelp & Co Surf School", "998104224", None, "gday@kelpsurf.example"),
    C("KET001", "Kettleness Brewing Co Ltd", "99419476", "GB555419185"),
    C("LAN001", "Lantern Street Theatre", "99194461", None, "box.office@lanternstreet.example"),
    C("LIL001", "Lilla Howe Alpacas", email="herd@lillahowe.example"),
    C("MEL001", "Meltemi Kafeneio Ltd", "99205738", "GB555171487", "kali.orexi@meltemi.example"),
    C("MOO001", "Moonrise Marrow & Pickle", "99238894", "GB555201119", "jars@moonrise.example"),
    C("MOO002", "Moorjock Coaches Ltd", "99420119", "GB555420297"),
    C("OLD001", "Old Mill Holdings Ltd", "99249177", "GB555225980"),
    C("PEN001", "Pennywhistle Toys", "99250642", "GB555236287", "play@pennywhistle.example"),
    C("QUA001", "Quayside Property Lettings Ltd", "99261058", "GB555247476", "keys@quayside.example"),
    C("ROO001", "Rookery Farm", None, "GB 555 2586 65", "farm@rookery.example"),
    C("RUN001", "Runswick Bay Ice Cream", email="cones@runswickbay.example"),
    C("SAN001", "Sandsend Physiotherapy LLP", "OC998390"),
    C("SCO001", "Dr Y. Scoresby"),
    C("STA001", "Staithes Net Lofts Ltd", "99421333", "GB555421404"),
    C("TEA001", "Jasmine Teahouse Ltd", "99227305", "GB555193375", "cha@jasmineteahouse.example"),
    C("UGG001", "Ugglebarnby Village Hall"),
    C("WRE001", "Wrenfield Upholstery Ltd", "99407735", "GB555404491", "nadia.wren@wrenfield.example"),
    C("ZAY001", "Zaytouna Bakery Ltd", "99216920", "GB555182088", "khubz@zaytouna.example"),
    C("ZET001", "Zetland Lifeboat Museum", email="curator@zetlandmuseum.example"),
)

SALTMARSH_CLIENTS = (
    C("BRO001", "Broadland Boat Hire Ltd", "99422710", "GB555422608", "hire@broadlandboats.example"),
    C("CLE001", "Cley Windmill Guest House"),
    C("HOL001", "Holkham Picture Framing", email="frames@holkham.example"),
    C("REE001", "Reedham Thatchers Ltd", "99423925"),
    C("SAM001", "Samphire Seafoods Ltd", "99313370", "GB555315685", "catch@samphire.example"),
    C("TER001", "Tern & Tide Boatbuilders Ltd", "99324859", "GB555326972", "yard@terntide.example"),
    C("UMB001", "Umber Pottery", email="josie@umberpottery.example"),
    C("VIO001", "Viola House Care Homes Ltd", "99335104", None, "matron@violahouse.example"),
    C("WAL001", "Walsingham Candle Works", None, "GB555424103"),
    C("WIN001", "Windpump Cycles Ltd", "99346627", "GB555338276", "workshop@windpump.example"),
)
