"""The checker: shapes, the register, capitals that nobody has approved, and short forms."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Literal

from services.notes.anonymise import patterns, register
from services.notes.anonymise.findings import Finding, Tier, merged
from services.notes.anonymise.register import SMALL_WORDS, Known
from services.notes.anonymise.words import Word, approved_spans, short_forms, words

TITLES = frozenset({"dr", "mr", "mrs", "ms", "mx", "prof", "professor"})


def check(
    text: str, *, key: str, known: Known, part: Literal["title", "text"] = "text"
) -> list[Finding]:
    """Everything in a text that could identify somebody, in order; findings do not overlap.

    `key` is the key of the register's hashes, and `known` what lies under `heads` of the text.
    """
    found = words(text)
    all_found = [
        *patterns.found(text),
        *register.found(text, found, key, known),
        *_capitals(text, found),
        *_titled(text, found),
        *_strange_letters(found),
    ]
    return [finding.model_copy(update={"part": part}) for finding in merged(text, all_found)]


@cache
def rules_version() -> str:
    """Changes with every list and every line that decides what is found (C5)."""
    here = Path(__file__).parent
    files = sorted([*here.glob("*.py"), *here.glob("data/*.txt")])
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()[:16]


def _capitals(text: str, found: Sequence[Word]) -> Iterator[Finding]:
    """Names and short forms that are on no list: better one question too many (C9, C13)."""
    fine = approved_spans(found)
    explained = _explained(text, found)
    run: list[Word] = []
    for position, word in enumerate(found):
        if position in fine or not word.is_name_like:
            continue
        if word.is_acronym_like:
            if word.short not in explained:
                yield _acronym(word)
        elif not (word.begins and word.is_ordinary):
            if run and not _joined(text, found, run[-1], word):
                yield _unknown(text, run)
                run = []
            run.append(word)
    if run:
        yield _unknown(text, run)


def _titled(text: str, found: Sequence[Word]) -> Iterator[Finding]:
    """Whoever is called Mr or Dr something, in large or small letters."""
    for position, title in enumerate(found):
        if title.normal not in TITLES:
            continue
        end = position
        for word in found[position + 1 : position + 4]:
            is_near = len(text[found[end].end : word.start].strip(".")) <= 1
            if not is_near or (word.is_ordinary and not word.is_name_like and len(word.text) > 1):
                break
            end += 1
        if end > position:
            yield _unknown(text, found[position : end + 1])


def _joined(text: str, found: Sequence[Word], before: Word, word: Word) -> bool:
    """Whether two names are one: Kelder and Ouse, Harm Review, Smith-Jones."""
    between = text[before.end : word.start]
    if len(between) > 12 or "\n" in between:
        return False
    link = between.replace("-", " ").replace("&", " and ").split()
    return not link or (len(link) == 1 and link[0] in SMALL_WORDS)


def _explained(text: str, found: Sequence[Word]) -> set[str]:
    """Short forms that stand in brackets behind the words that they stand for (C13)."""
    explained = set()
    for position, word in enumerate(found):
        brackets = text[max(0, word.start - 1) : word.start] + text[word.end : word.end + 1]
        if brackets == "()" and word.is_acronym_like:
            before = found[max(0, position - 12) : position]
            big = [earlier for earlier in before if earlier.normal not in SMALL_WORDS]
            count = len(word.short)
            if word.short in (_initials(before, count), _initials(big, count)):
                explained.add(word.short)
    return explained


def _initials(run: Sequence[Word], count: int) -> str:
    return "".join(word.normal[:1] for word in run[-count:])


def _acronym(word: Word) -> Finding:
    long = short_forms().get(word.short)
    return Finding(
        start=word.start,
        end=word.end,
        words=word.text,
        kind="short form",
        tier=Tier.ACRONYM,
        rules=("C13-acronym",),
        reason="Short forms shut people out, and some name an organisation. Write it in full.",
        suggestions=(long,) if long else (),
    )


def _unknown(text: str, run: Sequence[Word]) -> Finding:
    start, end = run[0].start, run[-1].end
    return Finding(
        start=start,
        end=end,
        words=text[start:end],
        kind="unknown name",
        tier=Tier.ASK,
        rules=("C9-capital",),
        reason="This is written like a name, and it is not on the list of names that are fine.",
        suggestions=("a colleague", "a trust", "a place"),
    )


def _strange_letters(found: Sequence[Word]) -> Iterator[Finding]:
    """Letters of another alphabet can imitate ours, and then no list knows the word."""
    for word in found:
        if not word.normal.isascii():
            yield Finding(
                start=word.start,
                end=word.end,
                words=word.text,
                kind="unusual letters",
                tier=Tier.ASK,
                rules=("C9-letters",),
                reason="This holds letters that English does not use, so it cannot be checked.",
            )
