"""Words that no person is called by: a name that has one is a business, whoever owns it."""

from __future__ import annotations

from collections.abc import Iterable

# Words that are surnames, too, are left out: Glass, Law, Plant, Steel, Wood.
TRADES = frozenset(
    """
    academy accountancy accountants accounting advertising advisers advisors aerospace agencies agency
    agricultural agriculture alarms analytics antiques apparel appliances architects architecture
    associates auctions auto automation automotive autos aviation bakeries bakery banking bathrooms
    beauty bikes bistro boatbuilders bookshop boutique brewery brewing builders building butchers cafe
    cakes candles care carpentry carpets cars catering ceramics charters childcare chiropractic cider
    cinema civils cladding cleaners cleaning clinic clothing coaching coffee college communications
    components computers computing confectionery construction consultancy consultants consulting
    contracting contractors couriers crafts creative cycles dairy dance data decorating decorators
    deli deliveries delivery dental dentistry design designs developments diagnostics digital
    distillery distribution drycleaners education electrical electricals electronics energy
    engineering engineers enterprises entertainment environmental equestrian equipment estates events
    excavations export exports fabrication fabrications facilities farm farming farms fashion fashions
    fencing films finance financial fireplaces fisheries fishmongers fitness flooring florist florists
    foods footwear forestry foundry framing freight furnishings furniture galleries gallery games
    garage gardening gardens glazing graphics greengrocers groceries groundworks guesthouse gym hair
    hairdressing handyman hardware haulage healthcare heating hire hosiery hospitality hostel hotel
    hotels housing hygiene import imports industrial industries innovations installations insulation
    insurance interiors international investments ironmongers ironworks jewellers jewellery joiners
    joinery kitchens laboratories landscapes landscaping laundry leisure lettings lighting locksmiths
    logistics machinery maintenance management manufacturing marketing masonry meats mechanical media
    medical metals midwives minerals mining mobility mortgages motorcycles motors music nurseries
    nursery nursing opticians optics organics osteopathy outdoors packaging paints paper partners
    paving payroll pharmaceuticals pharmacy photography physiotherapy pizzeria plasterers plastering
    plastics plumbers plumbing podiatry pottery press printers printing produce production productions
    productivity products projects properties property publishing pubs recruitment recycling
    refrigeration refurbishments removals rentals repairs research residential restaurant restaurants
    restorations retail roasters robotics roofers roofing saddlery salon salvage scaffolding school
    seafoods security seeds services shipping shipyard shoes shop signs skincare software solar
    solicitors solutions sports stables stationers stationery steels stoneworks storage stores studio
    studios supplies support surfacing surveying surveyors sweets systems tailoring tailors takeaway
    tattoo teahouse tech technical technologies technology telecom telecoms textiles theatre therapies
    therapy tiles tiling timber tools tourism tours toys trade traders trading training transport
    travel trees tuition tyres upholstery utilities vehicles ventures veterinary vets video vineyard
    vineyards vintners warehouse waste watches web welding wellbeing wellness wholesale windows wines
    woodwork woodworking workshop yacht yachts yoga
    """.split()  # noqa: SIM905
)


def is_a_business(words: Iterable[str]) -> bool:
    """Whether a name in lower-case words says what somebody does, so that it cannot be their own name."""
    return any(word in TRADES for word in words)
