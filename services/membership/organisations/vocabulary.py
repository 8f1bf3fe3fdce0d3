"""The words of all names: which a typed word may be, and what a mistyped one was meant to be."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from services.membership.organisations.normalising import spellings
from services.membership.organisations.spellings import GENERIC, LEGAL, SMALL

NEAR = 0.7
"""How alike two words are at least, of which one may be the other mistyped."""
NEAR_IF_SHORT = 0.66
SHORT_WORD = 3
LONG_ENOUGH_TO_MEND = 5
LONG_ENOUGH_TO_PART = 3


class Vocabulary:
    """The words of names, in one spelling."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(words)

    def __contains__(self, word: str) -> bool:
        return word in self._words

    @cached_property
    def _sorted(self) -> Sequence[str]:
        return sorted(self._words)

    @cached_property
    def _all(self) -> Sequence[str]:
        return sorted(self._words | LEGAL | GENERIC)

    def beginning_with(self, start: str) -> Iterator[str]:
        """Words that somebody may be about to type."""
        at = bisect_left(self._sorted, start)
        while at < len(self._sorted) and self._sorted[at].startswith(start):
            yield self._sorted[at]
            at += 1

    def near(self, word: str) -> dict[str, float]:
        """Words of names that this one may be, mistyped, with how alike they are."""
        if len(word) < SHORT_WORD:
            return {}
        # Loading it costs more than a hundred answers that do without.
        from rapidfuzz.distance import OSA
        from rapidfuzz.process import extract

        least = NEAR_IF_SHORT if len(word) == SHORT_WORD else NEAR
        scorer = OSA.normalized_similarity
        found = extract(word, self._sorted, scorer=scorer, score_cutoff=least, limit=None)
        return {match: likeness for match, likeness, _ in found}

    def mended(self, word: str) -> str | None:
        """The only word that is one slip of the finger away; None if there are several or none."""
        if len(word) < LONG_ENOUGH_TO_MEND:
            return None
        from rapidfuzz.distance import OSA
        from rapidfuzz.process import extract

        found = extract(word, self._all, scorer=OSA.distance, score_cutoff=1, limit=2)
        if len(found) != 1 or len(found[0][0]) < LONG_ENOUGH_TO_MEND:
            return None
        return str(found[0][0])

    def spaced(self, words: Sequence[str]) -> list[str]:
        """The words with a space where one was forgotten, and without one that was too much."""
        spaced: list[str] = []
        for word in words:
            before = spaced[-1] if spaced else ""
            if before and not (before in self and word in self) and before + word in self:
                spaced[-1] = before + word
            else:
                spaced += self._parted(word)
        return spaced

    def _parted(self, word: str) -> Sequence[str]:
        """Two words with no space between them, or with a letter in its place."""
        if word in self or any(True for _ in self.beginning_with(word)):
            return [word]
        for at in range(LONG_ENOUGH_TO_PART, len(word) - 1):
            for gap in (0, 1):
                one, other = self._spelt(word[:at]), self._spelt(word[at + gap :])
                if one and other and self.mended(word) is None:
                    return [part for part in (*one, *other) if part in self]
        return [word]

    def _spelt(self, part: str) -> Sequence[str]:
        if part in SMALL or (part in LEGAL and len(part) >= LONG_ENOUGH_TO_PART):
            return (part,)
        spelt = spellings(part) if len(part) >= LONG_ENOUGH_TO_PART else ()
        return spelt if all(word in self for word in spelt) else ()
