"""How a name is read: in one spelling, and as the key that all ways of writing it share (M9)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from services.membership.organisations.spellings import HOUSES, LEGAL, SHORT, SMALL

LONGEST = 300
"""Longer than any name; what is longer is no name, and costs no more than one."""
APOSTROPHE = r"['\u2018\u2019\u02bc\u00b4`]"
POSSESSIVE = re.compile(rf"{APOSTROPHE}s\b|{APOSTROPHE}")
DOTTED = re.compile(r"\b(?:\w\.)+\w\b\.?")
CODE = re.compile(r"[A-Z0-9]{2,12}")
WORD = re.compile(r"[^\W_]+")
SERVICE_IN_FULL = re.compile(r"\bnational health service\b")
UNIVERSITY_HOSPITAL = "university hospital"


class Phrase(NamedTuple):
    """A text as words in one spelling: `words` without small words and legal forms.

    What these were is in `form`. `key` is what ways of writing one name share.
    """

    words: tuple[str, ...]
    key: frozenset[str]
    form: frozenset[str] = frozenset()
    begins_nhs: bool = False

    @property
    def says_trust(self) -> bool:
        """Whether it must mean a trust of the health service: "Trust" alone is many things."""
        return "trust" in self.form and len(self.form) > 1


def plain(text: str) -> str:
    """The text without what nobody means: case, doubled spaces, ways to encode a letter."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def as_code(text: str) -> str:
    """The text as a code is written: in capitals and without spaces."""
    return "".join(text.split()).upper()


def read(text: str) -> Phrase:
    """Read a name however it is written."""
    return phrase(raw_words(text))


def raw_words(text: str) -> list[str]:
    """The words as typed, but for case, accents and marks."""
    folded = text[:LONGEST].casefold()
    if not folded.isascii():
        folded = POSSESSIVE.sub("", folded)
        folded = unicodedata.normalize("NFKD", folded).casefold()
        folded = "".join(c for c in folded if unicodedata.category(c) not in ("Mn", "Cf"))
    if "'" in folded or "`" in folded:
        folded = POSSESSIVE.sub("", folded)
    if "." in folded:
        folded = DOTTED.sub(lambda found: found.group().replace(".", ""), folded)
    folded = folded.replace("&", " and ").replace("+", " and ")
    if "national health" in folded:
        folded = SERVICE_IN_FULL.sub("nhs", folded)
    return WORD.findall(folded)


def phrase(raw: Sequence[str]) -> Phrase:
    """Words as typed, in one spelling."""
    spelt: list[str] = []
    for word in raw:
        for one in spellings(word):
            if one == "care" and spelt and spelt[-1] == "health":
                spelt[-1] = "healthcare"
            else:
                spelt.append(one)
    return _of(spelt)


def again(words: Sequence[str]) -> Phrase:
    """Words that were read before: "health" and "care" had a word between them, and stay two."""
    return _of([one for word in words for one in spellings(word)])


def _of(spelt: list[str]) -> Phrase:
    words = tuple(word for word in spelt if word not in SMALL and word not in LEGAL)
    return Phrase(words, _key(words), LEGAL.intersection(spelt), spelt[:1] == ["nhs"])


@lru_cache(maxsize=8192)
def spellings(word: str) -> tuple[str, ...]:
    """The word in full and in the singular: "hosps" and "hospitals" are both "hospital"."""
    return tuple(_singular(one) for one in SHORT.get(word, word).split())


def _singular(word: str) -> str:
    plural = len(word) > 3 and word.endswith("s") and not word.endswith("ss")
    if plural and word[:-1] in SHORT and " " not in SHORT[word[:-1]]:
        return SHORT[word[:-1]]
    return word[:-1] if plural else word


def _key(words: tuple[str, ...]) -> frozenset[str]:
    """Forms of university hospitals are one; elsewhere "university" is an honour, not a name."""
    key = frozenset(words)
    if not key & {"university", "teaching"}:
        return key
    if "hospital" in key:
        return key - {"university", "teaching", "hospital"} | {UNIVERSITY_HOSPITAL}
    return key - {"university"} if key & HOUSES else key
