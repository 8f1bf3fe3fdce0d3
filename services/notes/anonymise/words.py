"""Texts as words with their places, in a form that spelling cannot hide behind."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"

APOSTROPHES = "'’ʼ‘`´′"  # noqa: RUF001 - all of them are typed as apostrophes
# Joiners and loose accents are inside a word: without them one could be cut in two, unseen.
LETTERS = r"[^\W_](?:[^\W_]|[\u0300-\u036f\u200c\u200d])*"
WORD = re.compile(rf"{LETTERS}(?:[{APOSTROPHES}]{LETTERS})*")
POSSESSIVE = re.compile(rf"[{APOSTROPHES}]s?$", re.IGNORECASE)
CONTRACTED = re.compile(rf"(?:n[{APOSTROPHES}]t|[{APOSTROPHES}](?:m|ve|d|ll|re|s))$", re.IGNORECASE)
WITHOUT_NOT = ("wo", "sha", "ca")
# A colon, a new line, a bracket or a quotation mark begins a sentence as a full stop does.
SENTENCE_ENDS = re.compile(r"[.!?:;…]['\")\]”’]*\s|\n|[“\"(]\s*$")
SHORTENED = frozenset({"dr", "mr", "mrs", "ms", "prof", "rev", "st", "sr", "jr"})


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: as written, where, in normal form, and whether it begins a sentence."""

    text: str
    start: int
    end: int
    normal: str
    begins: bool

    @property
    def is_name_like(self) -> bool:
        """Whether it is written with a capital first letter, as names are; I and I'm are not."""
        return self.text[0].isupper() and self.stem != "i"

    @property
    def stem(self) -> str:
        """The word in small letters without what was contracted into it: I'm → i, don't → do."""
        return CONTRACTED.sub("", self.text).casefold()

    @property
    def is_acronym_like(self) -> bool:
        """Whether it has at least two capitals and hardly anything else: NHS, PSIRF, ICBs, A2B."""
        bare = POSSESSIVE.sub("", self.text)
        bare = bare[:-1] if bare.endswith("s") else bare
        return sum(ch.isupper() for ch in bare) >= 2 and not any(ch.islower() for ch in bare)

    @property
    def short(self) -> str:
        """A short form without its plural and possessive: ICBs → icb."""
        is_plural = POSSESSIVE.sub("", self.text).endswith("s")
        return self.normal.removesuffix("s") if is_plural else self.normal

    @property
    def is_ordinary(self) -> bool:
        """Whether it is a word of everyday English, contracted or not."""
        if self.normal in ordinary():
            return True
        is_contracted = self.stem != self.text.casefold()
        return is_contracted and (self.stem in ordinary() or self.stem in {*WITHOUT_NOT, "i"})


def words(text: str) -> list[Word]:
    """The words of a text in order; positions are those of the text as given."""
    found: list[Word] = []
    for match in WORD.finditer(text):
        before = found[-1] if found else None
        found.append(
            Word(
                text=match.group(),
                start=match.start(),
                end=match.end(),
                normal=normal(match.group()),
                begins=before is None or _begins(before, text[before.end : match.start()]),
            )
        )
    return found


def normal(word: str) -> str:
    """A word without case, accents, apostrophes and possessive: O’Brien's → obrien."""
    word = POSSESSIVE.sub("", unicodedata.normalize("NFKC", word)) or word
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(ch for ch in decomposed if ch.isalnum())


@cache
def ordinary() -> frozenset[str]:
    """Words of everyday British English; names are not in it."""
    return frozenset((DATA / "ordinary-words.txt").read_text(encoding="utf-8").split())


@cache
def approved() -> frozenset[tuple[str, ...]]:
    """Names that identify nobody, each as its words in normal form.

    A term is approved as a whole: that a rule is named after Martha approves no other Martha.
    """
    return frozenset(
        tuple(word.normal for word in words(term)) for term in lines("approved-terms.txt")
    )


@cache
def short_forms() -> Mapping[str, str]:
    """What common short forms of the field stand for, by their normal form."""
    pairs = (line.partition(":") for line in lines("short-forms.txt"))
    return {normal(short.strip()): long.strip() for short, _, long in pairs}


def approved_spans(text_words: Sequence[Word]) -> dict[int, tuple[int, int]]:
    """For each word inside an approved term, from which word up to which the term goes."""
    spans: dict[int, tuple[int, int]] = {}
    start = 0
    while start < len(text_words):
        length = next(
            (
                length
                for length in _lengths().get(text_words[start].normal, ())
                if tuple(word.normal for word in text_words[start : start + length]) in approved()
            ),
            0,
        )
        spans.update({n: (start, start + length) for n in range(start, start + length)})
        start += length or 1
    return spans


def lines(name: str) -> list[str]:
    """The lines of a list, without remarks."""
    content = (DATA / name).read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in content if line.strip() and not line.startswith("#")]


@cache
def _lengths() -> Mapping[str, Sequence[int]]:
    """How long approved terms are that begin with a word, the longest first."""
    found: dict[str, set[int]] = {}
    for term in approved():
        found.setdefault(term[0], set()).add(len(term))
    return {first: sorted(lengths, reverse=True) for first, lengths in found.items()}


def _begins(before: Word, gap: str) -> bool:
    """Whether a word begins a sentence; the point of "Dr." and of initials ends none.

    Q. and A. are not initials, but question and answer.
    """
    if gap.startswith(".") and "\n" not in gap:
        is_initial = len(before.text) == 1 and before.text.isupper() and before.text not in "QA"
        if is_initial or before.normal in SHORTENED:
            return False
    return SENTENCE_ENDS.search(gap) is not None
