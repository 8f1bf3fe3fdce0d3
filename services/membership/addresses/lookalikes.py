"""Addresses that are made to look like another one: letters of two alphabets, or imitations.

A name in any one alphabet is a name. What is refused follows Unicode Technical Standard 39
("highly restrictive", https://www.unicode.org/reports/tr39/) and, for domains, what browsers do
not show in its own letters.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import groupby

SENTENCE = (
    "Check the address: some of its letters look like others but are not the same."
    " Type it by hand, without pasting."
)
WRITTEN_TOGETHER = (
    frozenset({"LATIN", "CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"}),
    frozenset({"LATIN", "CJK", "HANGUL"}),
    frozenset({"LATIN", "CJK", "BOPOMOFO"}),
)
"""Alphabets that one word may mix: those of Japanese, Korean and Chinese, each with ours."""

IMITATIONS = frozenset("ɑɡɪʟɴʀʏʙɢʜꞁꜱᴀᴄᴅᴇᴊᴋᴍᴏᴘᴛᴜᴠᴡᴢ")
"""Letters of phonetic writing that pass for ours and that no language spells names with."""

LIKE_LATIN = frozenset("аысԁеԍһіюјӏорԗԛѕԝхуъьҽпгѵѡαικνορυωϲաոսօզցհյ")
"""Cyrillic, Greek and Armenian letters that pass for Latin ones."""

MOST_MARKS = 2


def refuse(local: str, labels: Sequence[str]) -> None:
    """Raise ValueError, with a sentence for the person, if the address could pass for another.

    `local` is what stands before the @ and `labels` are the parts of the domain, in own letters.
    """
    if any(_imitates(part) for part in (local, *labels)) or _passes_for_latin(labels):
        raise ValueError(SENTENCE)


def _imitates(part: str) -> bool:
    return (
        unicodedata.normalize("NFKC", part) != part
        or not IMITATIONS.isdisjoint(part)
        or _mixes(set(_alphabets(part)))
        or len(set(_zeros(part))) > 1
        or _piles_marks(part)
    )


def _mixes(alphabets: set[str]) -> bool:
    return len(alphabets) > 1 and not any(alphabets <= some for some in WRITTEN_TOGETHER)


def _alphabets(part: str) -> Iterator[str]:
    """The alphabet of each letter: the first word of its name in Unicode."""
    return (unicodedata.name(ch, "?").split()[0] for ch in part if ch.isalpha())


def _zeros(part: str) -> Iterator[int]:
    """For each digit where the zero of its kind lies."""
    return (ord(ch) - unicodedata.digit(ch) for ch in part if ch.isdecimal())


def _piles_marks(part: str) -> bool:
    """Whether accents are piled up; one or two on a letter are found in real names."""
    runs = groupby(part, lambda ch: unicodedata.name(ch, "").startswith("COMBINING"))
    return any(is_mark and len(list(run)) > MOST_MARKS for is_mark, run in runs)


def _passes_for_latin(labels: Sequence[str]) -> bool:
    """Whether a label of the domain is foreign in every letter and looks like ours, under ours."""
    *names, top = labels
    foreign = [name for name in names if not name.isascii()] if top.isascii() else []
    letters = [[ch for ch in name if ch.isalpha()] for name in foreign]
    return any(found and LIKE_LATIN.issuperset(found) for found in letters)
