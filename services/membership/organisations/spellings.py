"""Words of organisations' names and the short ways in which people write them.

Only what stands for one thing wherever it is found: "UHB" may be several trusts and is none of it.
"""

from __future__ import annotations

SMALL = frozenset({"and", "at", "for", "in", "of", "on", "the", "upon"})
LEGAL = frozenset({"foundation", "nhs", "trust"})
HOUSES = frozenset(
    {"ambulance", "care", "health", "healthcare", "hospital", "infirmary", "partnership"}
)
"""Words that say that a body of the health service is meant, and not only where it is."""
COMPASS = frozenset(
    {
        "central", "east", "eastern", "great", "greater", "mid", "north", "northern", "south",
        "southern", "west", "western",
    }
)  # fmt: skip
GENERIC = (
    HOUSES
    | COMPASS
    | {
        "acute", "and", "board", "children", "clinical", "college", "combined", "commissioning",
        "community", "county", "district", "general", "group", "integrated", "isle", "mental",
        "queen", "royal", "service", "social", "st", "teaching", "united", "university", "valley",
        "women",
    }
)  # fmt: skip
"""Words of many names, by which alone nobody is known."""
OTHER_KINDS = frozenset({"board", "commissioning", "council"})
"""Kinds of body that share their place's name with a trust: only who says so means one."""

SHORT: dict[str, str] = {
    # kinds of house
    "amb": "ambulance", "hc": "healthcare", "hlth": "health", "hlthcare": "healthcare",
    "hos": "hospital", "hosp": "hospital", "hospl": "hospital", "hsp": "hospital",
    "hsptl": "hospital", "inf": "infirmary", "pship": "partnership", "ptnrship": "partnership",
    "ptnership": "partnership", "partnrship": "partnership", "uni": "university",
    "univ": "university", "uh": "university hospital", "uth": "university teaching hospital",
    "th": "teaching hospital", "gh": "general hospital", "dgh": "district general hospital",
    "ri": "royal infirmary", "mh": "mental health", "chc": "community healthcare",
    # legal forms
    "fdn": "foundation", "fndn": "foundation", "fnd": "foundation", "found": "foundation",
    "ft": "foundation trust", "fts": "foundation trust", "nhsft": "nhs foundation trust",
    "nhst": "nhs trust", "nhsfoundation": "nhs foundation", "nhstrust": "nhs trust",
    "nft": "nhs foundation trust", "trst": "trust", "tst": "trust",
    # other kinds of body
    "ccg": "clinical commissioning group", "csu": "commissioning support unit",
    "icb": "integrated care board",
    # other words
    "child": "children", "childs": "children", "co": "county", "comm": "community",
    "commty": "community", "cty": "county",
    "dist": "district", "gen": "general", "grp": "group", "gt": "great", "gtr": "greater",
    "int": "integrated", "nat": "national", "natl": "national", "orth": "orthopaedic",
    "ortho": "orthopaedic", "orthopedic": "orthopaedic", "roy": "royal", "saint": "st",
    "street": "st", "soc": "social", "qe": "queen elizabeth", "svc": "service",
    "svcs": "service", "serv": "service",
    "servs": "service", "tchg": "teaching", "teach": "teaching", "utd": "united",
    # the compass
    "n": "north", "e": "east", "s": "south", "w": "west", "nth": "north", "sth": "south",
    "ne": "north east", "nw": "north west", "se": "south east", "sw": "south west",
    "northeast": "north east", "northwest": "north west", "southeast": "south east",
    "southwest": "south west", "mids": "midland", "wmids": "west midland", "emids": "east midland",
    # places
    "beds": "bedfordshire", "berks": "berkshire", "bham": "birmingham", "bucks": "buckinghamshire",
    "cambs": "cambridgeshire", "derbys": "derbyshire", "glos": "gloucestershire",
    "gloucs": "gloucestershire", "hants": "hampshire", "herts": "hertfordshire",
    "lancs": "lancashire", "leics": "leicestershire", "lincs": "lincolnshire",
    "lpool": "liverpool", "mcr": "manchester", "middx": "middlesex", "ncl": "newcastle",
    "northants": "northamptonshire", "notts": "nottinghamshire", "oxon": "oxfordshire",
    "salop": "shropshire", "soton": "southampton", "staffs": "staffordshire",
    "warks": "warwickshire", "wilts": "wiltshire", "wolves": "wolverhampton",
    "worcs": "worcestershire", "yorks": "yorkshire",
}  # fmt: skip
"""What is written short, and what it stands for."""
