"""How well texts are understood: `python -m tests.membership.organisations.measuring FOLDER`."""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from services.membership.organisations import Organisation, Register
from tests.membership.organisations.variants import FITTED, HELD_OUT, Variant, variants

SEED = 20261124


@dataclass
class Tally:
    """What became of the variants of one kind."""

    resolved: int = 0
    first: int = 0
    listed: int = 0
    missed: int = 0
    wrong: list[str] = field(default_factory=list)
    examples: list[str] = field(default_factory=list)

    @property
    def all(self) -> int:
        return self.resolved + self.first + self.listed + self.missed + len(self.wrong)

    @property
    def good(self) -> float:
        """The share that is resolved to the right organisation or has it first."""
        return (self.resolved + self.first) / self.all


def measure(register: Register, asked: Iterable[Variant]) -> dict[str, Tally]:
    """By kind, and under "all" together."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    for variant in asked:
        for tally in (tallies[variant.kind], tallies["all"]):
            count(tally, register, variant)
    return dict(tallies)


def count(tally: Tally, register: Register, variant: Variant) -> None:
    found = register.resolve(variant.text)
    meant = variant.means.organisation_id
    ids = [one.organisation_id for one in found.candidates]
    said = f"{variant.text!r} means {variant.means.name}, and not"
    if found.organisation is not None and found.organisation.organisation_id == meant:
        tally.resolved += 1
    elif found.organisation is not None:
        tally.wrong.append(f"{said} {found.organisation.name} by {found.how}")
    elif ids[:1] == [meant]:
        tally.first += 1
    else:
        tally.listed += meant in ids
        tally.missed += meant not in ids
        tally.examples.append(f"{said} {[one.name for one in found.candidates[:2]]}")


def read_folder(folder: Path) -> tuple[list[list[str]], list[list[str]]]:
    """The two published files as rows."""
    names = ("ods-trusts.csv", "ods-successions.csv")
    trusts, successions = (
        list(csv.reader((folder / name).open(encoding="utf-8", newline=""))) for name in names
    )
    return trusts, successions


def main(folder: str, seed: int = SEED, rounds: int = 3) -> None:
    trusts, successions = read_folder(Path(folder))
    register = Register.from_ods(trusts, successions)
    codes = {row[0] for row in trusts}
    asked: Sequence[Organisation] = [one for one in register if one.code in codes]
    print(f"{len(asked)} trusts, {len(register)} organisations, seed {seed}")
    for title, kinds in (("fitted", FITTED), ("held out", HELD_OUT)):
        tallies = measure(register, variants(asked, kinds, seed, rounds))
        for kind, tally in sorted(tallies.items(), key=lambda pair: pair[1].good):
            shares = (tally.resolved, tally.first, tally.listed, tally.missed, len(tally.wrong))
            print(f"{title:9}{kind:20}{tally.all:6} {tally.good:7.2%}", *shares)
            for line in tally.wrong[:30] if kind == "all" else ():
                print("   WRONG", line)
            if kind != "all" and "-v" in sys.argv and title == "fitted":
                for line in tally.examples[:14]:
                    print("     ", line)


if __name__ == "__main__":
    main(sys.argv[1], int(next(iter(sys.argv[2:3]), SEED)))
