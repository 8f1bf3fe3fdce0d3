"""A fictional list of members such as a chair would upload, with problems of every kind in it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from random import Random

from services.membership.importing import Class, Known

HEADINGS = ("Full Name", "E-mail address", "Organisation / Trust", "Job Title", "Telephone")
GIVEN = (
    "Ann", "Bea", "Callum", "Daniel", "Eleri", "Fiona", "Gareth", "Helen", "Imran", "Joanne",
    "Kwame", "Lavinia", "Maeve", "Nadia", "Oscar", "Priya", "Quentin", "Ruth", "Siân", "Tom",
    "Una", "Vikram", "Wendy", "Xenia", "Yusuf", "Zoë", "Anaïs", "Björn", "Chloë", "Mary Ann",
)  # fmt: skip
FAMILY = (
    "Ashworth", "Braithwaite", "Cholmondeley", "Drummond", "Ellwood", "Fairclough", "Gill",
    "Hardcastle", "Ibsen", "Jowett", "Kershaw", "Lister", "Macrae", "Nuñez", "O’Neill", "Penrose",
    "Quayle", "Rahimi", "Smith-Jones", "Tully", "Underhill", "van der Berg", "Winstanley", "Yoxall",
    "Zeller", "Adeyemi", "Boateng", "Chaudhry", "Dubois", "Eze", "Farooq", "Green", "Hughes",
    "Iqbal", "Jansen", "Khan", "Lee", "Müller", "Novák", "Okonjo", "Patel", "Qureshi", "Raghavan",
    "Sørensen", "Turner", "Usman", "Vaughan", "Ward", "Xu", "Young", "Zhang", "Prosser",
    "Pemberton", "Grace",
)  # fmt: skip
PLACES = (
    "Alderfen", "Brackenmoor", "Cawdale", "Dunmarsh", "Ellerbeck", "Fennick", "Garsdon", "Holmeby",
    "Ilderton", "Jarrowby", "Kelder", "Lothersby", "Marchwick", "Netherfold", "Oakenshaw",
    "Penhallow", "Quernmoor", "Ravensgill", "Saltholme", "Thornleigh", "Ulverby", "Vennmoor",
    "Wolds and Holme", "Yarrowdale", "Zelah", "Askrigg Vale", "Birkside", "Corvedale", "Dovemere",
    "Eskmouth", "Farnlow", "Greythwaite", "Harbourne Wick", "Inglebeck", "Kirkmere", "Langwith",
    "Mossdale", "Nunwick", "Ottermouth", "Pikeholme", "Rushmere", "Skelbrook", "Tarnside",
    "Upperby", "Wharram", "Yealand", "Ambleforth", "Bramwith", "Coverham", "Denholme",
    "Elmswick", "Foxholes", "Gunnerby", "Hollinside",
)  # fmt: skip
KINDS = (
    "University Hospitals NHS Foundation Trust", "Community Health NHS Trust", "Hospice",
    "Integrated Care Board", "Ambulance Service NHS Trust", "Mental Health NHS Foundation Trust",
    "Independent Hospital", "Primary Care Network", "Dental Practice", "Care Homes",
    "School of Nursing", "Patient Voices",
)  # fmt: skip
JOBS = ("Nurse", "Head of patient safety", "Pharmacist", "Governance officer", "Analyst", "")
ORGANISATIONS = tuple(f"{place} {kind}" for kind, place in product(KINDS, PLACES))[:641]

MALFORMED: Mapping[str, Mapping[int, str]] = {
    "no name": {0: ""},
    "no address": {1: "  "},
    "no @": {1: "ann.lee"},
    "a space in it": {1: "ann lee@kelder.example"},
    "a comma for a dot": {1: "ann.lee@kelder,example"},
    "two addresses": {1: "ann@kelder.example; bea@kelder.example"},
    "no domain": {1: "ann@kelder"},
    "a hidden letter": {1: "ann\u200b@kelder.example"},
    "a letter of another alphabet": {1: "ann@k\u0435lder.example"},
    "a name too long": {0: "Ann " * 51},
    "a formula": {0: '=HYPERLINK("https://kelder.example","Ann")'},
    "an error of the spreadsheet": {2: "#N/A"},
    "a name on two lines": {0: "Ann\nLee"},
}
KNOWN: tuple[tuple[Known, Class], ...] = (
    (Known.MEMBER, Class.MEMBER),
    (Known.SUSPENDED, Class.MEMBER),
    (Known.WAITING, Class.MEMBER),
    (Known.UNSUBSCRIBED, Class.SUPPRESSED),
    (Known.UNSUBSCRIBED, Class.SUPPRESSED),
    (Known.UNDELIVERABLE, Class.SUPPRESSED),
    (Known.REMOVED, Class.REMOVED),
    (Known.DECLINED, Class.REMOVED),
    (Known.LEFT, Class.GONE),
    (Known.LEFT, Class.GONE),
    (Known.ERASED, Class.GONE),
    (Known.ERASED, Class.GONE),
)
UNRESOLVED = ("Self-employed", "Retired", "", "I work for several", "Somewhere else altogether")
TWICE = (
    ("ann.lee@kelder.example", "ann.lee@kelder.example"),
    ("bea.lee@kelder.example", "BEA.Lee@Kelder.EXAMPLE"),
    ("joe.lee@kelder.example", "\u00a0 joe.lee@kelder.example "),
    ("zo\u00eb.lee@kelder.example", "zoe\u0308.lee@kelder.example"),
    ("max.lee@b\u00fccher.example", "max.lee@xn--bcher-kva.example"),
)
"""An address and another way to write it; the first pair comes a third time."""
TAGGED = ("una.lee+network@kelder.example", "una.lee@kelder.example")
"""An address, and that of the same mailbox by which somebody was erased."""
PROBLEMS = len(MALFORMED) + len(KNOWN) + len(UNRESOLVED) + len(TWICE) + 1 + 1
FIRST_ROW = 2


@dataclass(frozen=True, slots=True)
class MemberList:
    """Rows below the headings, which of them are a problem, and what is known of addresses."""

    rows: Sequence[Sequence[str]]
    planted: Mapping[int, Class]
    known: Mapping[str, Known]


def member_list(dice: Random, rows: int = 1600) -> MemberList:
    """So many rows, 37 of them a problem, from all of the 641 organisations."""
    known: dict[str, Known] = {TAGGED[1]: Known.ERASED}
    problems = list(_problems(known))
    twice = [list(_person(number, email)) for number, (email, _) in enumerate(TWICE)]
    people = twice + [list(_person(n)) for n in range(len(twice), rows - len(problems))]
    # The rows that are met twice stay above their doubles.
    below = range(len(twice), rows)
    places = set(dice.sample(below, len(problems)))
    dice.shuffle(problems)
    planted: dict[int, Class] = {}
    made: list[Sequence[str]] = []
    ordinary, special = iter(people), iter(problems)
    for place in range(rows):
        if place in places:
            what, row = next(special)
            planted[FIRST_ROW + place] = what
        else:
            row = next(ordinary)
        made.append(row)
    return MemberList(made, planted, known)


def as_csv(listed: MemberList, delimiter: str = ",", encoding: str = "utf-8-sig") -> bytes:
    """The list as a spreadsheet program saves it as text."""
    made = io.StringIO(newline="")
    csv.writer(made, delimiter=delimiter).writerows([HEADINGS, *listed.rows])
    return made.getvalue().encode(encoding)


def as_workbook(listed: MemberList) -> bytes:
    """The list as a workbook."""
    import openpyxl

    book = openpyxl.Workbook()
    for row in (HEADINGS, *listed.rows):
        book.active.append(row)
    for (cell,) in book.active.iter_rows(min_row=FIRST_ROW, max_col=1):
        # As people type it: a text, also if it begins like a formula.
        cell.data_type = "s"
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _person(number: int, email: str = "") -> Sequence[str]:
    given, family = GIVEN[number % len(GIVEN)], FAMILY[number // len(GIVEN) % len(FAMILY)]
    organisation = ORGANISATIONS[number % len(ORGANISATIONS)]
    address = email or f"member{number}@{organisation.split()[0].lower()}.example"
    return [f"{given} {family}", address, organisation, JOBS[number % len(JOBS)], f"0{number:06}"]


def _problems(known: dict[str, Known]) -> Iterator[tuple[Class, Sequence[str]]]:
    for number, wrong in enumerate(MALFORMED.values()):
        row = list(_person(number, f"malformed{number}@kelder.example"))
        for place, text in wrong.items():
            row[place] = text
        yield Class.MALFORMED, row
    for number, (fact, what) in enumerate(KNOWN):
        email = f"known{number}@kelder.example"
        known[email] = fact
        yield what, _person(number, email)
    yield Class.GONE, _person(0, TAGGED[0])
    for number, text in enumerate(UNRESOLVED):
        row = list(_person(number, f"unresolved{number}@kelder.example"))
        row[2] = text
        yield Class.UNRESOLVED, row
    for number, (_, again) in enumerate((*TWICE, TWICE[0])):
        yield Class.DUPLICATE, _person(number, again)
