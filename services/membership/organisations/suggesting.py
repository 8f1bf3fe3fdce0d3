"""Organisations that a text may mean, in rank: first by how words begin, then by how near they are.

Every word of a text is compared with the words of the names, not every text with every name: a word
that some name has, or that begins one, costs a look-up. Only for others is rapidfuzz asked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import takewhile
from math import log
from typing import NamedTuple

from services.membership.organisations.initials import FORMS, are_among, initials, without_form
from services.membership.organisations.normalising import Phrase, phrase, raw_words, read, spellings
from services.membership.organisations.organisation import Organisation
from services.membership.organisations.spellings import GENERIC, LEGAL, OTHER_KINDS
from services.membership.organisations.vocabulary import Vocabulary

BEGINS, CONTINUES, LENGTH = 0.55, 0.2, 0.4
"""What a word counts that begins one of a name, what it does if it is whole, and for its length."""
ONE_SLIP = 0.9
WHOLE = 5
"""From this length on an unknown word is more likely mistyped than cut short."""
UNKNOWN = 0.7
SITE, SITE_OF_A_TRUST = 0.9, 0.7
"""What is left to a hospital at the address, and what if the text says that a trust is meant."""
CLOSED = 0.97
OTHER_FORM = 0.9
SAME_BEGINNING = 0.08
"""What each word earns by which text and name begin alike: people start at the start."""
COMMON = 0.5
"""What a word of many kinds of name says, beside one that is somebody's own."""
IN_TOWN = 0.7
MISSING = 0.35
"""What a word of the name that the text does not have counts, beside one that it has too much."""
OTHER_KIND = 0.6
"""What is left to a body of another kind than a trust, if the text does not say so."""
ENOUGH = 0.3
"""What scores less would only puzzle."""

Scores = dict[int, tuple[float, float]]
"""By the number of the way: what a word earns there, and what of the name it accounts for."""


class Way(NamedTuple):
    """One way in which an organisation is called; `is_site` if that is only where it works.

    `raw` are its words as they are written, `phrase` the same in one spelling.
    """

    organisation: Organisation
    raw: Sequence[str]
    phrase: Phrase
    is_site: bool = False

    @classmethod
    def called(cls, organisation: Organisation, name: str, *, is_site: bool = False) -> Way:
        """The way that this name is."""
        raw = raw_words(name)
        return cls(organisation, raw, phrase(raw), is_site)


class Suggestions:
    """All ways of all organisations, ready to be asked."""

    def __init__(self, ways: Sequence[Way]) -> None:
        self._ways = ways
        self._having: dict[str, list[int]] = defaultdict(list)
        for number, way in enumerate(ways):
            for word in dict.fromkeys(way.phrase.words):
                self._having[word].append(number)
        self.vocabulary = Vocabulary(self._having)

    def named_with(self, words: Iterable[str]) -> dict[str, Organisation]:
        """Those with all of these words in a name, by id."""
        numbers = [set(self._having.get(word, ())) for word in words]
        both = set.intersection(*numbers) if numbers else set()
        found = [self._ways[number] for number in both if not self._ways[number].is_site]
        return {way.organisation.organisation_id: way.organisation for way in found}

    def rank(self, text: str, most: int, *, typing: bool = False) -> list[Organisation]:
        """The likeliest first; while somebody is typing, the last word may be unfinished."""
        raw = raw_words(text)
        unfinished = raw.pop() if typing and raw and not text[-1].isspace() else ""
        if unfinished and not self._may_become(unfinished):
            raw.append(unfinished)
            unfinished = ""
        asked = phrase(raw)
        words = list(dict.fromkeys((*self._meant(raw, asked), unfinished)))
        best: dict[str, tuple[float, int]] = {}
        for number, found in self._scores(words, unfinished).items():
            score = found * self._standing(self._ways[number], words, asked)
            known = self._ways[number].organisation.organisation_id
            if score >= ENOUGH and score > best.get(known, (0.0, 0))[0]:
                best[known] = (score, number)
        ranked = sorted(best.values(), key=lambda found: (-found[0], self._order(found[1])))
        return [self._ways[number].organisation for _, number in ranked[:most]]

    def _may_become(self, word: str) -> bool:
        return next(self.vocabulary.beginning_with(word), None) is not None

    def _meant(self, raw: Sequence[str], asked: Phrase) -> Iterable[str]:
        """The words that say who is meant: initials alone, or all but mistyped legal forms."""
        own = [word for word in raw if word not in LEGAL and word not in FORMS]
        if len(own) == 1 and any(letters in self._initials for letters, _ in without_form(own[0])):
            yield own[0]
            return
        for word in self.vocabulary.spaced(asked.words):
            known = word in self.vocabulary or word in self._initials or self._may_become(word)
            if known or self.vocabulary.mended(word) not in LEGAL:
                yield word

    def _standing(self, way: Way, words: Sequence[str], asked: Phrase) -> float:
        pairs = zip(way.phrase.words, words, strict=False)
        alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
        standing = 1.0 + SAME_BEGINNING * alike
        if way.is_site:
            standing *= SITE_OF_A_TRUST if asked.says_trust else SITE
        if way.organisation.closed is not None:
            standing *= CLOSED
        if "foundation" in asked.form - way.phrase.form:
            standing *= OTHER_FORM
        if not OTHER_KINDS.isdisjoint(way.phrase.words) and OTHER_KINDS.isdisjoint(words):
            standing *= OTHER_KIND
        return standing

    def _order(self, number: int) -> tuple[int, str, str]:
        organisation = self._ways[number].organisation
        return len(organisation.name), organisation.name, organisation.organisation_id

    # --- scores -----------------------------------------------------------------------------

    def _scores(self, words: Sequence[str], unfinished: str) -> Mapping[int, float]:
        got: dict[int, float] = defaultdict(float)
        missing: dict[int, float] = {}
        asked = 0.0
        for word in filter(None, words):
            alone = len(words) == 1
            letters = {} if word == unfinished and not alone else self._by_initials(word, alone)
            matches = self._matches(word, word == unfinished, near=not letters)
            worth = self._worth(word, matches)
            asked += worth
            earned = self._by_words(matches)
            for number in self._in_town.get(word, ()):
                earned.setdefault(number, (worth * IN_TOWN, 0.0))
            for number, likeness in letters.items():
                said = (worth * likeness, self._length[number])
                earned[number] = max(earned.get(number, said), said)
            for number, (value, accounted) in earned.items():
                got[number] += value
                missing[number] = missing.get(number, self._length[number]) - accounted
        return {n: value / (asked + max(0.0, missing[n])) for n, value in got.items()}

    def _by_words(self, matches: Mapping[str, float]) -> Scores:
        earned: Scores = {}
        for match, likeness in matches.items():
            weight = self._weight[match]
            said = (weight * likeness, MISSING * weight * likeness)
            for number in self._having[match]:
                earned[number] = max(earned.get(number, said), said)
        return earned

    def _by_initials(self, word: str, alone: bool) -> dict[int, float]:
        """Ways that have these initials, or have them among theirs if nothing else is said."""
        if not alone and word in self.vocabulary:
            return {}
        found: dict[int, float] = {}
        said = dict(without_form(word))
        for letters, likeness in said.items():
            for number in self._initials.get(letters, ()):
                found[number] = max(found.get(number, 0.0), likeness)
        if found or not alone:
            return found
        for letters, numbers in self._initials.items():
            some = [some for some in said if len(some) > 2 and are_among(some, letters)]
            if some:
                likeness = BEGINS * len(max(some, key=len)) / len(letters)
                found |= {n: max(found.get(n, 0.0), likeness) for n in numbers}
        return found

    def _matches(self, word: str, unfinished: bool, *, near: bool) -> Mapping[str, float]:
        """Words of names that a word may be: itself, one that it begins, one that it is near to."""
        if word in self.vocabulary:
            more = self._begun(word, CONTINUES) if len(word) > 3 or unfinished else {}
            return {**more, word: 1.0}
        matches = self._begun(word, BEGINS) if len(word) > 1 or unfinished else {}
        if unfinished:
            short = [full for full in spellings(word) if full in self.vocabulary]
            return matches | dict.fromkeys(short, 1.0)
        if near and (not matches or len(word) >= WHOLE):
            for match, alike in self.vocabulary.near(word).items():
                is_slip = (1 - alike) * max(len(word), len(match)) < 1.5
                value = ONE_SLIP if is_slip else alike**2
                matches[match] = max(value, matches.get(match, 0.0))
        return matches

    def _begun(self, start: str, least: float) -> dict[str, float]:
        found = self.vocabulary.beginning_with(start)
        return {word: least + LENGTH * len(start) / len(word) for word in found}

    def _worth(self, word: str, matches: Mapping[str, float]) -> float:
        if word in self.vocabulary:
            return self._weight[word]
        if matches:
            return self._weight[max(matches, key=matches.__getitem__)]
        return UNKNOWN * log(len(self._ways) + 1)

    # --- made when first asked --------------------------------------------------------------

    @cached_property
    def _weight(self) -> Mapping[str, float]:
        """A word of few names says more than one of many."""
        most = len(self._ways) + 1
        return {
            word: (log(most / len(found)) + 0.2) * (COMMON if word in GENERIC else 1.0)
            for word, found in self._having.items()
        }

    @cached_property
    def _length(self) -> Sequence[float]:
        weight = self._weight
        return [MISSING * sum(weight[word] for word in set(way.phrase.words)) for way in self._ways]

    @cached_property
    def _in_town(self) -> Mapping[str, Sequence[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        towns = {way.organisation.town for way in self._ways}
        words = {town: read(town).words for town in towns}
        for number, way in enumerate(self._ways):
            for word in words[way.organisation.town]:
                found[word].append(number)
        return found

    @cached_property
    def _initials(self) -> Mapping[str, Sequence[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for number, way in enumerate(self._ways):
            if not way.is_site:
                for letters in initials(way.raw):
                    found[letters].append(number)
        return found
