"""What the register of organisations costs: to be made, to tell who is meant, to suggest.

All of it with a thousand fictional organisations, or with those of the published files and as many
fictional ones as are missing, if `CANDOUR_ODS` names the folder that holds them.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Iterator, Sequence
from itertools import product
from pathlib import Path
from random import Random
from statistics import median, quantiles
from time import process_time

from infra.bench.figures import Chapter, Figure
from services.membership.organisations import Organisation, Register, Sector

COUNT = 1000
ASKED = 1000
ROUNDS = 3
GATE = 5.0
BEGINNINGS = (
    "Ash", "Bracken", "Calder", "Dun", "Eller", "Fern", "Hazel", "Kel", "Lang", "Mar", "Nether",
    "Otter", "Pender", "Raven", "Sallow", "Thorn", "Under", "Wither", "Yarrow",
)  # fmt: skip
ENDINGS = ("beck", "bridge", "combe", "dale", "ford", "holme", "leigh", "moor", "wick", "worth")
FORMS = (
    ("{} Hospitals NHS Foundation Trust", Sector.TRUST),
    ("{} and {} University Hospitals NHS Trust", Sector.TRUST),
    ("University Hospitals of {} NHS Foundation Trust", Sector.TRUST),
    ("{} Community Healthcare NHS Trust", Sector.TRUST),
    ("{} and {} Mental Health Partnership NHS Foundation Trust", Sector.TRUST),
    ("North {} Integrated Care Board", Sector.COMMISSIONER),
    ("{} Hospice", Sector.CHARITY),
    ("University of {}", Sector.UNIVERSITY),
    ("{} Independent Hospital", Sector.INDEPENDENT),
)


def measure() -> Chapter:
    """Making, resolving and suggesting; the floor is rapidfuzz over all names."""
    rng = Random(0)  # noqa: S311 - it must be repeatable
    known = organisations(rng)
    register = Register.of(known)
    asked = texts(rng, known)
    typed = [text[: rng.randint(2, len(text))] for text in asked]
    floor = _best(_floor([one.name for one in known]), typed)
    figures = [
        Figure("made", "median, ms", _made(known)),
        Figure("first suggestion", "median, ms", _first(known)),
    ]
    for subject, ask in (("suggest while typing", register.suggest), ("resolve", register.resolve)):
        times = _best(ask, typed if ask == register.suggest else asked)
        slowest = quantiles(times, n=100)[98]
        figures += [
            Figure(subject, "median, ms", median(times)),
            Figure(subject, "p99, ms", slowest, gate=GATE),
            Figure(subject, "in a second", 1000 * len(times) / sum(times)),
            Figure(subject, "times the floor", median(times) / median(floor)),
        ]
    return Chapter(
        f"Organisations ({len(known):,})",
        f"The floor is rapidfuzz's WRatio over all names: {median(floor):.2f} ms; by the time of"
        " one processor.",
        figures,
    )


def organisations(rng: Random, count: int = COUNT) -> list[Organisation]:
    """As many organisations, each with a name of its own."""
    folder = os.environ.get("CANDOUR_ODS")
    known = list(_published(Path(folder)))[:count] if folder else []
    places = ["".join(parts) for parts in product(BEGINNINGS, ENDINGS)]
    names = {one.name for one in known}
    while len(known) < count:
        form, sector = rng.choice(FORMS)
        name = form.format(*rng.sample(places, 2))
        if name not in names:
            names.add(name)
            known.append(Organisation(f"local-{len(known)}", name, sector=sector))
    return known


def texts(rng: Random, known: Sequence[Organisation]) -> list[str]:
    """What people in a hurry type; every fourth has a slip of the finger."""
    hurried = []
    for number in range(ASKED):
        text = rng.choice(known).name.replace("Foundation Trust", "FT").replace(" and ", " & ")
        at = rng.randrange(1, len(text))
        hurried.append(text[:at] + text[at + 1 :] if number % 4 == 0 else text.lower())
    return hurried


def _published(folder: Path) -> Iterator[Organisation]:
    with (
        (folder / "ods-trusts.csv").open(encoding="utf-8", newline="") as trusts,
        (folder / "ods-successions.csv").open(encoding="utf-8", newline="") as successions,
    ):
        yield from Register.from_ods(csv.reader(trusts), csv.reader(successions))


def _made(known: Sequence[Organisation]) -> float:
    return median(_milliseconds(lambda _: Register.of(known), "") for _ in range(5))


def _first(known: Sequence[Organisation]) -> float:
    return median(_milliseconds(Register.of(known).suggest, "bracken") for _ in range(5))


def _floor(names: Sequence[str]) -> Callable[[str], object]:
    from rapidfuzz.fuzz import WRatio
    from rapidfuzz.process import extract

    return lambda text: extract(text, names, scorer=WRatio, limit=8)


def _best(ask: Callable[[str], object], asked: Sequence[str]) -> list[float]:
    """For each text the least of several rounds, in milliseconds: others use the machine too."""
    rounds = [[_milliseconds(ask, text) for text in asked] for _ in range(ROUNDS)]
    return [min(times) for times in zip(*rounds, strict=True)]


def _milliseconds(ask: Callable[[str], object], text: str) -> float:
    began = process_time()
    ask(text)
    return (process_time() - began) * 1000
