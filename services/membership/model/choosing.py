"""The rules of what people are asked when something becomes of their organisation (M12, M13).

Which of several that came after is theirs, where they work now if it has closed, and whether they
have an address that does not end with it: the old one's domain may be switched off.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from services.membership.organisations import Organisation

ADDRESSES_LAST = timedelta(days=365)
"""For so long after its last day somebody is asked about addresses."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody is asked about their organisation, whose last day is known or has been.

    `current` is what it is today: several to choose from, one that came after, itself while it is
    there, or nothing. `address` says that they should add another address.
    """

    organisation: Organisation
    last_day: date
    current: tuple[Organisation, ...]
    after: tuple[Organisation, ...]
    address: bool

    @property
    def choices(self) -> tuple[Organisation, ...]:
        """Of which of these it is theirs to say which is their own."""
        return self.current if len(self.current) > 1 else ()

    @property
    def has_closed(self) -> bool:
        """Whether it is for them to say where they work now."""
        return not self.current


def asked(
    organisation: Organisation,
    current: Sequence[Organisation],
    after: Sequence[Organisation],
    domains: Collection[str],
    today: date,
) -> Asked | None:
    """What somebody from there is asked today, if anything; `domains` are those of their mail."""
    last_day = organisation.closed
    if last_day is None:
        return None
    address = len(domains) == 1 and today - ADDRESSES_LAST <= last_day
    found = Asked(organisation, last_day, tuple(current), tuple(after), address)
    return found if found.choices or found.has_closed or address else None
