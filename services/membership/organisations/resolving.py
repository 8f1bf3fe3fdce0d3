"""From a text to the organisation that it means, by rules that never guess (M9).

A text that says only where, names another kind of body, or may be two organisations decides
nothing: then there are candidates in rank, and a person picks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from services.membership.organisations.normalising import (
    LONGEST,
    Phrase,
    again,
    read,
)
from services.membership.organisations.organisation import Organisation
from services.membership.organisations.spellings import COMPASS, GENERIC, HOUSES, OTHER_KINDS
from services.membership.organisations.suggesting import Suggestions, Way

LONGEST_TOWN = 4


class How(StrEnum):
    """The rule by which a text was understood, or why it was not."""

    CODE = "code"
    EXACT = "exact"
    ALIAS = "alias"
    NORMALISED = "normalised"
    CLOSEST = "closest"
    """One word was mistyped, and the others are those of no other organisation."""
    AMBIGUOUS = "ambiguous"
    """Several are called so."""
    SUGGESTED = "suggested"
    """None is called so, some are called like it."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a text means: one organisation, or candidates in rank of which a person picks.

    `organisation` is the one that is named, even if it is closed; `now` is what became of it:
    itself, its successor, several of which to ask, or nothing.
    """

    organisation: Organisation | None
    candidates: tuple[Organisation, ...]
    how: How
    now: tuple[Organisation, ...] = ()


class Wordings:
    """What organisations are called, without how it is spelt."""

    def __init__(self, ways: Sequence[Way]) -> None:
        self.suggestions = Suggestions(ways)
        self._named: dict[frozenset[str], dict[str, Organisation]] = defaultdict(dict)
        self._working_at: dict[frozenset[str], dict[str, Organisation]] = defaultdict(dict)
        self._full: dict[frozenset[str], set[object]] = defaultdict(set)
        self._in: dict[tuple[str, ...], set[str]] = defaultdict(set)
        for way in ways:
            known = way.organisation.organisation_id
            by = self._working_at if way.is_site else self._named
            by[way.phrase.key][known] = way.organisation
            if not way.is_site:
                self._full[way.phrase.key].add((way.phrase.words, way.phrase.form))
            if way.organisation.town:
                self._in[read(way.organisation.town).words].add(known)
        self._places = {word for town in self._in for word in town}

    def understood(self, text: str) -> tuple[How, Sequence[Organisation]]:
        """Who may be meant and by which rule; only one who certainly is stands alone."""
        asked = read(text)
        if len(text) > LONGEST or not asked.key:
            return How.UNKNOWN, ()
        if found := self._called(asked):
            return How.NORMALISED, found
        mended, typed = self._mended(asked)
        if not typed and (mended.key, mended.form) == (asked.key, asked.form):
            return How.UNKNOWN, ()
        found = self._called(mended)
        if not typed:
            return How.NORMALISED, found
        return How.CLOSEST, found if self._alone(mended, typed, found) else ()

    def _called(self, asked: Phrase) -> Sequence[Organisation]:
        """Those of this name, if the text says enough to mean an organisation by it."""
        found = self._named.get(asked.key, {})
        if not found:
            return self._called_with_town(asked)
        if not self._says_enough(asked):
            return ()
        if not asked.says_trust:
            found = found | self._working_at.get(asked.key, {})
        return [*found.values(), *self._longer(asked, found)]

    def _longer(self, asked: Phrase, found: Mapping[str, Organisation]) -> list[Organisation]:
        """Trusts with all these words and more, unless the whole name is said as it is.

        Who writes "East London FT" or "Sussex University Hospitals" may have left out the North,
        or Brighton.
        """
        if self._in_full(asked):
            return []
        others = self.suggestions.named_with(asked.words)
        return [
            one
            for known, one in others.items()
            if known not in found and OTHER_KINDS.isdisjoint(read(one.name).words)
        ]

    def _called_with_town(self, asked: Phrase) -> Sequence[Organisation]:
        """A name with the town behind it is that name, of the one who is there."""
        for count in range(1, min(LONGEST_TOWN, len(asked.words))):
            there = self._in.get(asked.words[-count:], ())
            if there:
                name = again(asked.words[:-count])
                rest = asked._replace(words=name.words, key=name.key)
                found = [o for o in self._called(rest) if o.organisation_id in there]
                if found:
                    return found
        return ()

    def _says_enough(self, asked: Phrase) -> bool:
        """Bolton is a town, "NHS Somerset" a commissioner, and "Manchester University" is one."""
        if asked.says_trust or self._in_full(asked):
            return True
        words = set(asked.words)
        if words & HOUSES:
            return True
        if asked.begins_nhs or "university" in words:
            return False
        own = words - GENERIC
        return len(own) > 1 and any(self._is_own(word) for word in own)

    def _in_full(self, asked: Phrase) -> bool:
        return (asked.words, asked.form) in self._full.get(asked.key, ())

    def _is_own(self, word: str) -> bool:
        """Whether one organisation alone has the word, and it is no place."""
        return word not in self._places and len(self.suggestions.named_with([word])) == 1

    # --- slips of the finger ----------------------------------------------------------------

    def _mended(self, asked: Phrase) -> tuple[Phrase, set[str]]:
        """The phrase with what was mistyped put right, and which words of names were."""
        vocabulary = self.suggestions.vocabulary
        mended, typed = list[str](), set[str]()
        for word in vocabulary.spaced(asked.words):
            right = word if word in vocabulary else vocabulary.mended(word) or word
            mended.append(right)
            tells_apart = right in COMPASS or right not in GENERIC
            if right != word and right in vocabulary and tells_apart:
                typed.add(right)
        meant = again(mended)
        return meant._replace(form=asked.form | meant.form, begins_nhs=asked.begins_nhs), typed

    def _alone(self, asked: Phrase, typed: set[str], found: Iterable[Organisation]) -> bool:
        """Whether without the mistyped word nobody else could be meant."""
        rest = [word for word in asked.words if word not in typed]
        own = [word for word in rest if word not in GENERIC]
        others = self.suggestions.named_with(rest) if len(typed) == 1 and own else {}
        return set(others) == {organisation.organisation_id for organisation in found}
