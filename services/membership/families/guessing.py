"""Guesses a family from a title, and says by which words; rather not at all than wrongly.

Whoever wrote the title sees the guess and has the last word. Nothing that decides reads it (M7).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from services.membership.families.family import Family

WORDS = Path(__file__).parent / "titles.txt"
KINDS = ("about", "trade", "post")
"""What counts first: what the work is about, then what was learned, then the post."""
SENIORITY, UNCLEAR = "seniority", "unclear"
WORD = re.compile(r"[^\W\d_]+")
LONGEST = 120
LONG_ENOUGH_TO_MEND = 6

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Guess:
    """A family, or None if it could not be told; `likely` are those that it may be.

    `because` are the words that said so, never one that says how high somebody stands (N01).
    """

    family: Family | None
    likely: tuple[Family, ...] = ()
    because: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Known:
    """What the file of words says; `words` are all words of all phrases."""

    phrases: dict[Phrase, list[tuple[str, Family | None]]]
    longest: int
    words: frozenset[str]


def guess(title: str) -> Guess:
    """What somebody's work is about, by the words of their title."""
    found = list(_phrases(_words(title[:LONGEST])))
    if any(kind == UNCLEAR for kind, *_ in found):
        return Guess(None)
    for kind in KINDS:
        said = [(family, phrase) for of, family, phrase in found if of == kind and family]
        if said:
            likely = tuple(dict.fromkeys(family for family, _ in said))
            because = tuple(dict.fromkeys(" ".join(phrase) for _, phrase in said))
            return Guess(likely[0] if len(likely) == 1 else None, likely, because)
    return Guess(None)


def _phrases(words: Sequence[str]) -> Iterator[tuple[str, Family | None, Phrase]]:
    """The known phrases from left to right, the longest first; other words are passed over."""
    known, at = _known(), 0
    while at < len(words):
        for length in range(min(known.longest, len(words) - at), 0, -1):
            phrase = tuple(words[at : at + length])
            if phrase in known.phrases:
                for kind, family in known.phrases[phrase]:
                    yield kind, family, phrase
                at += length
                break
        else:
            at += 1


def _words(title: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", title).casefold().replace("&", " and ")
    return [_mended(_singular(word)) for word in WORD.findall(plain)]


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _mended(word: str) -> str:
    """The only known word that is one slip of the finger away, if this one is not known.

    Hardly anybody mistypes the first letter, and "mental" is not "dental".
    """
    known = _known().words
    if word in known or len(word) < LONG_ENOUGH_TO_MEND:
        return word
    # Loading it costs more than a hundred titles without a slip.
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import extract

    alike = [one for one in known if one[0] == word[0] and len(one) >= LONG_ENOUGH_TO_MEND]
    near = extract(word, alike, scorer=OSA.distance, score_cutoff=1, limit=2)
    return str(near[0][0]) if len(near) == 1 else word


@cache
def _known() -> _Known:
    phrases: dict[Phrase, list[tuple[str, Family | None]]] = {}
    for line in WORDS.read_text(encoding="utf-8").splitlines():
        heading, colon, listed = line.partition(":")
        if not colon or line.startswith("#"):
            continue
        kind, _, family = heading.partition(" ")
        for text in listed.split(","):
            phrase = tuple(_singular(word) for word in WORD.findall(text.casefold()))
            phrases.setdefault(phrase, []).append((kind, Family(family) if family else None))
    words = frozenset(word for phrase in phrases for word in phrase)
    return _Known(phrases, max(map(len, phrases)), words)
