"""Ways in which people write the name of a trust, made of the published name with a seed.

Each kind takes the name as published and gives a text, or None where it changes nothing. The kinds
in `HELD_OUT` were written before the rules were fitted to the others, and nothing was fitted to
them.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from services.membership.organisations import Organisation

Kind = Callable[[random.Random, Organisation], str | None]

LEGAL = re.compile(
    r",?\s*(?:NHS|National Health Service)?\s*(?:and Social Care Partnership )?"
    r"(?:Foundation )?Trust$",
    re.IGNORECASE,
)
SHORT_WORDS = {
    "university": ("Univ", "Uni", "Univ."), "hospitals": ("Hosps", "Hosp", "Hospital"),
    "hospital": ("Hosp", "Hosp.", "Hospitals"), "general": ("Gen",), "district": ("Dist",),
    "community": ("Comm",), "teaching": ("Teach",), "healthcare": ("Health Care", "HC"),
    "partnership": ("P'ship", "Partnership"), "ambulance": ("Amb",), "service": ("Svc", "Services"),
    "services": ("Svcs", "Service"), "north": ("N", "Nth"), "south": ("S", "Sth"), "east": ("E",),
    "west": ("W",), "county": ("Co", "Cty"), "royal": ("Roy",), "st": ("Saint", "St."),
    "saint": ("St",), "birmingham": ("B'ham",), "hertfordshire": ("Herts",),
    "nottinghamshire": ("Notts",), "lancashire": ("Lancs",), "buckinghamshire": ("Bucks",),
    "gloucestershire": ("Glos",), "lincolnshire": ("Lincs",), "hampshire": ("Hants",),
    "cambridgeshire": ("Cambs",), "bedfordshire": ("Beds",), "northamptonshire": ("Northants",),
    "staffordshire": ("Staffs",), "leicestershire": ("Leics",), "berkshire": ("Berks",),
    "worcestershire": ("Worcs",), "yorkshire": ("Yorks",), "mental": ("Mental",),
    "liverpool": ("L'pool",), "integrated": ("Int",), "orthopaedic": ("Ortho",),
    "national": ("Nat",), "street": ("St",),
}  # fmt: skip
ENDINGS = (
    "", " FT", " NHS FT", " Trust", " NHS Trust", " Foundation Trust", " NHS", " NHSFT",
    " NHS F.T.", " N.H.S. Trust", " NHS Foundation", " NHS foundation trust",
)  # fmt: skip
LETTERS = "abcdefghijklmnopqrstuvwxyz"
SMALL = {"and", "of", "the", "for", "in", "upon", "&"}
EVERYWHERE = SMALL | {
    "acute", "ambulance", "care", "central", "children", "college", "community", "county",
    "district", "east", "general", "great", "group", "health", "healthcare", "hospital",
    "hospitals", "mental", "mid", "north", "northern", "partnership", "queen", "royal", "service",
    "services", "south", "southern", "st", "teaching", "united", "university", "west",
}  # fmt: skip
"""Words without any of which nobody would leave a name: they are in too many."""


@dataclass(frozen=True)
class Variant:
    """One text, which kind made it, and the organisation that it means."""

    text: str
    kind: str
    means: Organisation


def core(name: str) -> str:
    """The name without its legal form."""
    return LEGAL.sub("", name).strip(" ,") or name


def words_of(name: str) -> list[str]:
    return core(name).replace(",", "").split()


# --- kinds that the rules were fitted to --------------------------------------------------------


def legal_form(rng: random.Random, o: Organisation) -> str:
    return core(o.name) + rng.choice(ENDINGS)


def ampersand(_rng: random.Random, o: Organisation) -> str | None:
    if " & " in o.name:
        return o.name.replace(" & ", " and ")
    return o.name.replace(" and ", " & ") if " and " in o.name else None


def case(rng: random.Random, o: Organisation) -> str:
    return rng.choice([str.lower, str.upper, str.title, str.swapcase])(o.name)


def spaces(rng: random.Random, o: Organisation) -> str:
    gaps = [rng.choice([" ", "  ", "   ", "\t"]) for _ in o.name.split()]
    text = "".join(word + gap for word, gap in zip(o.name.split(), gaps, strict=True))
    return rng.choice(["", " "]) + text


def punctuation(rng: random.Random, o: Organisation) -> str | None:
    text = re.sub(r"[',]", rng.choice(["", "’" if "'" in o.name else ""]), o.name)
    text = text.replace(" and ", ", ", 1) if rng.random() < 0.2 else text
    return text if text != o.name else None


def short_words(rng: random.Random, o: Organisation) -> str | None:
    words = words_of(o.name)
    at = [i for i, word in enumerate(words) if word.lower() in SHORT_WORDS]
    for i in rng.sample(at, rng.randint(1, len(at))) if at else ():
        words[i] = rng.choice(SHORT_WORDS[words[i].lower()])
    return " ".join(words) + rng.choice(["", " FT", " NHS FT", " NHS Trust"]) if at else None


def missing_word(rng: random.Random, o: Organisation) -> str | None:
    words = words_of(o.name)
    main = [i for i, word in enumerate(words) if word.lower() not in SMALL]
    if len(main) < 3:
        return None
    del words[rng.choice(main)]
    while words and words[-1].lower() in SMALL:
        words.pop()
    if EVERYWHERE.issuperset(word.lower() for word in words):
        return None
    return " ".join(words) + rng.choice(["", " NHS Trust", " FT"])


def article(rng: random.Random, o: Organisation) -> str:
    if o.name.startswith("The "):
        return o.name.removeprefix("The ")
    return rng.choice(["The ", "the "]) + core(o.name) + rng.choice(["", " Trust"])


def swapped(rng: random.Random, o: Organisation) -> str | None:
    words = words_of(o.name)
    if len(words) < 2:
        return None
    at = rng.randint(1, len(words) - 1)
    return " ".join(words[at:] + words[:at]) + rng.choice(["", " FT", " NHS Trust"])


def typo(rng: random.Random, text: str) -> str:
    """One slip of the finger anywhere but in the first letter."""
    at = rng.randrange(1, max(2, len(text) - 1))
    before, after = text[:at], text[at:]
    other = rng.choice(LETTERS)
    return rng.choice(
        [
            before + after[1:],
            before + other + after,
            before + other + after[1:],
            before + after[1:2] + after[:1] + after[2:],
        ]
    )


def mistyped(rng: random.Random, o: Organisation) -> str:
    return typo(rng, o.name)


def mistyped_short(rng: random.Random, o: Organisation) -> str:
    return typo(rng, core(o.name)) + rng.choice(["", " FT", " NHS Trust"])


def town_behind(rng: random.Random, o: Organisation) -> str | None:
    return f"{core(o.name)}{rng.choice([', ', ' ', ' - '])}{o.town}" if o.town else None


def initials(rng: random.Random, o: Organisation) -> str | None:
    small = rng.random() < 0.5
    words = [w for w in words_of(o.name) if small or w.lower() not in SMALL]
    letters = "".join(word[0] for word in words if word[0].isalpha())
    return letters.upper() + rng.choice(["", "FT", "T", " NHS FT"]) if len(letters) > 2 else None


def beginning(rng: random.Random, o: Organisation) -> str | None:
    words = words_of(o.name)
    count = rng.randint(2, max(2, len(words) - 1))
    while count < len(words) and words[count - 1].lower() in SMALL:
        count += 1
    if count >= len(words) or EVERYWHERE.issuperset(word.lower() for word in words[:count]):
        return None
    return " ".join(words[:count])


def several(rng: random.Random, o: Organisation) -> str | None:
    text = short_words(rng, o) or legal_form(rng, o)
    text = text.replace(" and ", " & ") if rng.random() < 0.5 else text
    text = text.lower() if rng.random() < 0.5 else text
    return typo(rng, text) if rng.random() < 0.3 else text


FITTED: Mapping[str, Kind] = {
    kind.__name__: kind
    for kind in (
        legal_form, ampersand, case, spaces, punctuation, short_words, missing_word, article,
        swapped, mistyped, mistyped_short, town_behind, initials, beginning, several,
    )
}  # fmt: skip


# --- kinds that nothing was fitted to -----------------------------------------------------------


def two_slips(rng: random.Random, o: Organisation) -> str:
    return typo(rng, typo(rng, core(o.name) + rng.choice(["", " NHS Trust", " NHS FT"])))


def word_beginnings(rng: random.Random, o: Organisation) -> str:
    return " ".join(
        word if word.lower() in SMALL else word[: rng.randint(4, 7)] for word in words_of(o.name)
    )


def place_of_work(rng: random.Random, o: Organisation) -> str:
    where = rng.choice(["Pharmacy, {}", "{} - HR", "{} (Guardian Service)", "Ward 7, {}", "{} HQ"])
    return where.format(core(o.name) + rng.choice(["", " NHS Trust", " FT"]))


def doubled_letter(rng: random.Random, o: Organisation) -> str:
    """A double letter made single, or a single one double: how a name sounds."""
    text = core(o.name)
    doubles = [m.start() for m in re.finditer(r"([a-z])\1", text)]
    singles = [m.start() for m in re.finditer(r"(?<=[a-z])[lmnrst](?=[a-z])", text)]
    if doubles and rng.random() < 0.6:
        at = rng.choice(doubles)
        return text[:at] + text[at + 1 :]
    at = rng.choice(singles) if singles else 1
    return text[:at] + text[at] + text[at:]


def without_small_words(rng: random.Random, o: Organisation) -> str | None:
    words = words_of(o.name)
    kept = [word for word in words if word.lower() not in SMALL]
    return " ".join(kept) + rng.choice(["", " NHS"]) if len(kept) < len(words) else None


def run_together(rng: random.Random, o: Organisation) -> str | None:
    words = words_of(o.name)
    if len(words) < 2:
        return None
    at = rng.randrange(len(words) - 1)
    return " ".join([*words[:at], words[at] + words[at + 1], *words[at + 2 :]])


def hyphens(rng: random.Random, o: Organisation) -> str:
    return "-".join(words_of(o.name)) + rng.choice(["", " nhs trust"])


def first_letter(rng: random.Random, o: Organisation) -> str:
    text = core(o.name)
    return rng.choice(LETTERS) + text[1:] + rng.choice([" NHS FT", " Trust", ""])


def former_kind(rng: random.Random, o: Organisation) -> str:
    """With the legal form that it has not, as before it became what it is."""
    other = "NHS Trust" if "foundation" in o.name.lower() else "NHS Foundation Trust"
    return f"{core(o.name)} {other}" if rng.random() < 0.7 else f"{other} {core(o.name)}"


HELD_OUT: Mapping[str, Kind] = {
    kind.__name__: kind
    for kind in (
        two_slips, word_beginnings, place_of_work, doubled_letter, without_small_words,
        run_together, hyphens, first_letter, former_kind,
    )
}  # fmt: skip


def variants(
    organisations: Sequence[Organisation], kinds: Mapping[str, Kind], seed: int, rounds: int
) -> Iterator[Variant]:
    """For each organisation and kind a text, as many times over; no text twice."""
    rng, seen = random.Random(seed), set[tuple[str, str]]()
    for _ in range(rounds):
        for organisation in organisations:
            for name, kind in kinds.items():
                text = kind(rng, organisation)
                if text and (organisation.organisation_id, text) not in seen:
                    seen.add((organisation.organisation_id, text))
                    yield Variant(text, name, organisation)
