"""A fictional network of 1,612 people, made the same from the same seed."""

from __future__ import annotations

import random
from datetime import date, timedelta

from services.membership.statistics import Inputs, OrganisationCount, People, SessionCount, Step
from services.membership.statistics.inputs import months

SECTORS = (
    "trust", "commissioner", "support unit", "independent provider", "university",
    "national body", "charity", "other",
)  # fmt: skip
HOW_MANY = {
    "trust": 214, "commissioner": 39, "independent provider": 236, "university": 31,
    "national body": 5, "charity": 88, "other": 28,
}  # fmt: skip
ROLES = (
    "Chaplaincy", "Education and training", "Lived experience and lay", "Management",
    "Medicine", "Midwifery", "Nursing", "Patient safety", "Quality improvement", "Research",
    "Not said",
)  # fmt: skip


def network(seed: int = 20261120, as_of: date = date(2026, 11, 20)) -> Inputs:
    """Three and a half years of it: slow at first, with quiet Decembers."""
    chance = random.Random(seed)
    organisations = [
        OrganisationCount(
            organisation_id=f"organisation-{sector.replace(' ', '-')}-{at:03d}",
            sector=sector,
            members=1 + (int(chance.expovariate(0.55)) if sector != "national body" else at % 2),
            also=chance.randrange(12) // 11,
        )
        for sector, number in HOW_MANY.items()
        for at in range(number)
    ]
    at_work = sum(organisation.members for organisation in organisations)
    members = at_work + 96 + 21
    every_month = months("2023-03", f"{as_of:%Y-%m}")
    joined = dict.fromkeys(every_month, 0)
    joined["2023-03"] = 3
    weights = [
        (0.15 if month.endswith("-12") else 1.0) * min(at, 14)
        for at, month in enumerate(every_month)
    ]
    for month in chance.choices(every_month, weights, k=members - 3):
        joined[month] += 1
    roles = chance.choices(ROLES, [0.3, 9, 12, 8, 11, 6, 30, 26, 14, 7, 13], k=members)
    return Inputs(
        salt=f"{chance.getrandbits(128):032x}",
        as_of=as_of,
        opened="2023-03",
        growth_by=Step.MONTH,
        people=People(
            as_of=as_of,
            sectors=SECTORS,
            organisations=tuple(organisations),
            without_organisation=96,
            unresolved=21,
            joined=joined,
            role_families={role: roles.count(role) for role in ROLES[:-1]},
            role_not_said=roles.count(ROLES[-1]),
        ),
        sessions=_sessions(chance, as_of),
        notes={month: chance.choice((2, 3, 3, 4, 4, 5)) for month in every_month[2:]},
    )


def _sessions(chance: random.Random, as_of: date) -> tuple[SessionCount, ...]:
    """Each Friday but for the turn of the year: three in the room, and in the end about 85."""
    day = date(2023, 3, 10)
    held: list[SessionCount] = []
    while day <= as_of:
        if (day.month, day.day) not in {(12, 26), (12, 29)}:
            usual = 3 + 82 * min(len(held) / 70, 1.0)
            held.append(
                SessionCount(
                    session_id=f"session-{day:%Y%m%d}",
                    held_on=day,
                    headcount=None
                    if chance.random() < 0.03
                    else max(round(chance.gauss(usual, usual / 9)), 3),
                )
            )
        day += timedelta(days=7)
    return tuple(held)
