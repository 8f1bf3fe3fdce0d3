"""The register of organisations: who is meant by a text, and what became of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property

from services.membership.organisations.loading import Row, RowError, read_ods
from services.membership.organisations.normalising import LONGEST, as_code, plain
from services.membership.organisations.organisation import Ending, Organisation
from services.membership.organisations.resolving import How, Resolution, Wordings
from services.membership.organisations.suggesting import Way

CANDIDATES = 5
SUGGESTIONS = 8
BRACKETS = "()[],;:-/ "

Found = dict[str, Organisation]


class Register:
    """Organisations by every name they have; made of what is stored, or of the published files.

    Names are compared in the end by the words of all of them: that is prepared when first asked.
    """

    def __init__(
        self, organisations: Iterable[Organisation], errors: tuple[RowError, ...] = ()
    ) -> None:
        self._all = {one.organisation_id: one for one in organisations}
        self.errors = errors
        """The rows that were left out when it was loaded."""
        self._codes: dict[str, Found] = defaultdict(dict)
        self._names: dict[str, Found] = defaultdict(dict)
        self._aliases: dict[str, Found] = defaultdict(dict)
        for one in self._all.values():
            self._list(one, self._survivor(one))

    @classmethod
    def of(cls, organisations: Iterable[Organisation]) -> Register:
        """The register of these organisations, local and merged ones among them."""
        return cls(organisations)

    @classmethod
    def from_ods(cls, rows: Iterable[Row], successions: Iterable[Row] = ()) -> Register:
        """The register of the published files; `errors` names the rows that were left out."""
        loaded = read_ods(rows, successions)
        return cls(loaded.organisations, loaded.errors)

    def __len__(self) -> int:
        return len(self._all)

    def __iter__(self) -> Iterator[Organisation]:
        return iter(self._all.values())

    def organisation(self, organisation_id: str) -> Organisation | None:
        """The one of this id, also if it was merged away."""
        return self._all.get(organisation_id)

    # --- who is meant -----------------------------------------------------------------------

    def resolve(self, text: str) -> Resolution:
        """Who is meant: by code, then name, then alias, then however else it is written (M9)."""
        how, found = self._understood(text)
        beside = None if found else self._beside_code(text)
        if beside:
            coded, rest = beside
            _, named = self._understood(rest)
            if named.keys() != {coded.organisation_id}:
                likely = {coded.organisation_id: coded} | named
                return self._asked(text, list(likely.values()))
            how, found = How.CODE, named
        if len(found) == 1:
            (one,) = found.values()
            return Resolution(one, (one,), how, self.current(one))
        return self._asked(text, list(found.values()))

    def _asked(self, text: str, likely: Sequence[Organisation]) -> Resolution:
        """Candidates of which a person picks: those that may be meant, then those like it."""
        ranked = self._wordings.suggestions.rank(text, CANDIDATES)
        first = sorted(likely, key=lambda one: ranked.index(one) if one in ranked else CANDIDATES)
        candidates = [*first, *(one for one in ranked if one not in first)][:CANDIDATES]
        how = How.SUGGESTED if candidates else How.UNKNOWN
        return Resolution(None, tuple(candidates), How.AMBIGUOUS if len(likely) > 1 else how)

    def suggest(self, text: str, most: int = SUGGESTIONS) -> tuple[Organisation, ...]:
        """Whom somebody may be about to type, the likeliest first."""
        coded = self._codes.get(as_code(text), {})
        ranked = self._wordings.suggestions.rank(text, most, typing=True)
        others = [one for one in ranked if one.organisation_id not in coded]
        return (*coded.values(), *others)[:most]

    def _understood(self, text: str) -> tuple[How, Found]:
        how, found = self._named(text)
        if found:
            return how, found
        how, wordings = self._wordings.understood(text)
        return how, {one.organisation_id: one for one in wordings}

    def _beside_code(self, text: str) -> tuple[Organisation, str] | None:
        """A code in capitals beside other words, and these: a name must agree with it."""
        words = text.split() if len(text) <= LONGEST else []
        bare = [word.strip(BRACKETS) for word in words]
        at = [n for n, code in enumerate(bare) if code.isupper() and code in self._codes]
        if len(at) != 1 or len(words) < 2 or len(self._codes[bare[at[0]]]) != 1:
            return None
        (coded,) = self._codes[bare[at[0]]].values()
        return coded, " ".join(words[: at[0]] + words[at[0] + 1 :])

    def _named(self, text: str) -> tuple[How, Found]:
        known, coded = plain(text), self._codes.get(as_code(text), {})
        names, aliases = self._names.get(known, {}), self._aliases.get(known, {})
        if coded:
            return How.CODE, coded | names | aliases
        if names:
            return How.EXACT, names
        return How.ALIAS, aliases

    # --- what became of them ----------------------------------------------------------------

    def current(
        self, organisation: Organisation, on: date | None = None
    ) -> tuple[Organisation, ...]:
        """What it is on a day, or in the end: itself, what came after, or nothing (M12, M13).

        Several mean that it was split: which of them somebody went to is theirs to say.
        """
        found: Found = {}
        self._follow(organisation, on, found, set())
        return tuple(found.values())

    def _follow(
        self, organisation: Organisation, on: date | None, found: Found, seen: set[str]
    ) -> None:
        if organisation.organisation_id in seen:
            return
        seen.add(organisation.organisation_id)
        after = organisation.succession
        begun = after is not None and (on is None or after.since is None or after.since <= on)
        if after is not None and begun:
            for successor in after.into:
                if successor in self._all:
                    self._follow(self._all[successor], on, found, seen)
        elif organisation.closed is None or (on is not None and on <= organisation.closed):
            found[organisation.organisation_id] = organisation

    def _survivor(self, organisation: Organisation) -> Organisation:
        """Under whom its names are listed: the other one if it was merged into that."""
        seen = {organisation.organisation_id}
        after = organisation.succession
        while after and after.ending is Ending.MERGED and len(after.into) == 1:
            (into,) = after.into
            if into in seen or into not in self._all:
                break
            seen.add(into)
            organisation = self._all[into]
            after = organisation.succession
        return organisation

    # --- by what they are known -------------------------------------------------------------

    def _list(self, one: Organisation, meant: Organisation) -> None:
        own = one is meant
        names = self._names if own else self._aliases
        names[plain(one.name)][meant.organisation_id] = meant
        for alias in one.aliases:
            self._aliases[plain(alias)][meant.organisation_id] = meant
        if one.code:
            self._codes[as_code(one.code)][meant.organisation_id] = meant

    @cached_property
    def _wordings(self) -> Wordings:
        ways = []
        for one in self._all.values():
            meant = self._survivor(one)
            ways += [Way.called(meant, name) for name in (one.name, *one.aliases)]
            ways += [Way.called(meant, site, is_site=True) for site in one.sites]
        return Wordings(ways)
