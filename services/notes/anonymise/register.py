"""Names of members and organisations, as keyed hashes of the ways in which they are written.

The register never holds a name. A hash begins with that of the name's first word, its head: a text
asks once, for what is registered under the heads of its words, and compares the rest in memory.
A lookup costs what the text costs, however many names there are.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial

from services.notes.anonymise.findings import Finding, Tier
from services.notes.anonymise.words import (
    APOSTROPHES,
    Word,
    approved,
    approved_spans,
    ordinary,
    words,
)

LONGEST = 8
KINDS = PERSON, ORGANISATION = "person", "organisation"
HEAD, REST = 6, 14
"""How many digits of a hash are the head, and how many tell the names under it apart."""
LEGAL_FORMS = (
    ("nhs", "foundation", "trust"),
    ("foundation", "trust"),
    ("nhs", "trust"),
    ("nhs", "ft"),
    ("trust",),
    ("limited",),
    ("ltd",),
    ("hospital",),
    ("hospitals",),
)
SMALL_WORDS = frozenset({"and", "of", "the", "for", "in", "on", "at"})
# Parts of many names that are no name by themselves.
PARTICLES = frozenset(
    {
        "al", "and", "bin", "da", "dame", "de", "del", "den", "der", "di", "dr", "du", "el", "jr",
        "la", "le", "miss", "mr", "mrs", "ms", "mx", "of", "prof", "professor", "rev", "sir", "sr",
        "st", "the", "van", "von",
    }
)  # fmt: skip
# Also names of somebody, but at the head of a sentence hardly ever meant so.
FUNCTION_WORDS = frozenset(
    {
        "a", "all", "an", "as", "at", "but", "can", "do", "each", "few", "for", "he", "her", "him",
        "how", "if", "in", "is", "it", "its", "just", "long", "lot", "many", "me", "more", "most",
        "much", "my", "no", "not", "now", "of", "on", "one", "or", "our", "out", "she", "so",
        "some", "such", "that", "the", "then", "there", "they", "this", "to", "too", "up", "us",
        "was", "we", "what", "when", "who", "why", "with", "you",
    }
)  # fmt: skip
SPLIT_NAME = re.compile(rf"[{APOSTROPHES}]")

Run = tuple[str, ...]
Known = Mapping[str, str]
"""From hashes to what they are: at least all that is registered under the heads of a text."""


def person(name: str) -> set[Run]:
    """The ways in which somebody's name is written, in normal form."""
    parts = [word.normal for word in words(name) if word.normal]
    names = [part for part in parts if part not in PARTICLES]
    runs: set[Run] = {(name,) for name in names if len(name) > 1}
    if len(names) > 1:
        first, last = names[0], names[-1]
        runs |= {tuple(parts), (first, last), (last, first), (first[0], last), (last, first[0])}
        runs |= {tuple(parts[start:]) for start in range(1, len(parts))}
        runs |= {tuple(names[start:]) for start in range(len(names))}
    runs |= {tuple(_apart(word.text)) for word in words(name) if SPLIT_NAME.search(word.text)}
    return {run for run in runs if len(run) <= LONGEST and not PARTICLES.issuperset(run)}


def organisation(name: str, aliases: Iterable[str] = ()) -> set[Run]:
    """The ways in which an organisation is written: in full, without legal form, in initials."""
    runs: set[Run] = set()
    for way in (name, *aliases):
        parts = tuple(word.normal for word in words(way) if word.normal)
        runs |= set(_shortened(parts))
        if parts[:1] == ("the",):
            runs |= set(_shortened(parts[1:]))
        initials = "".join(part[0] for part in parts if part not in SMALL_WORDS)
        if len(initials) >= 3:
            runs.add((initials,))
    return {run[:LONGEST] for run in runs if run and not _says_nothing(run)}


def entries(key: str, kind: str, runs: Iterable[Run]) -> dict[str, str]:
    """What to store for these ways of writing: hashes, each with what it is."""
    return {hashed(key, run): kind for run in runs}


def hashed(key: str, run: Run) -> str:
    """A run of words in normal form as a keyed hash, its head first."""
    return _head(key, run) + _digest(key, "name", run)[:REST]


def heads(key: str, text: str) -> set[str]:
    """The heads of all that could be registered of a text."""
    normals = tuple(word.normal for word in words(text))
    begun = {normals[start:end] for start in range(len(normals)) for end in (start + 1, start + 2)}
    return {_head(key, run) for run in begun}


def _head(key: str, run: Run) -> str:
    """Where a run of words lies: by its first word, or by two if that is an initial.

    Else all whose name begins with an A lay in one place.
    """
    return _digest(key, "head", run[:2] if len(run[0]) == 1 else run[:1])[:HEAD]


def _digest(key: str, purpose: str, run: Run) -> str:
    text = f"{purpose}\0{' '.join(run)}"
    return hmac.digest(key.encode(), text.encode(), "sha256").hex()


@dataclass(frozen=True, slots=True)
class Hit:
    """A registered way of writing, found from word `start` up to word `end`."""

    start: int
    end: int
    kind: str


def hits(text_words: Sequence[Word], key: str, known: Known) -> Iterator[Hit]:
    """Every run of words that is registered, shorter ones inside longer ones too."""
    normals = tuple(word.normal for word in text_words)
    head = cache(partial(_head, key))
    begun = {hash_[:HEAD] for hash_ in known}
    for start in range(len(normals)):
        for end in range(start + 1, min(start + LONGEST, len(normals)) + 1):
            if head(normals[start : min(end, start + 2)]) not in begun:
                continue
            kind = known.get(hashed(key, normals[start:end]))
            if kind:
                yield Hit(start, end, kind)


def found(text: str, text_words: Sequence[Word], key: str, known: Known) -> Iterator[Finding]:
    """What the register knows of a text."""
    terms = approved_spans(text_words)
    for hit in hits(text_words, key, known):
        run = text_words[hit.start : hit.end]
        first, end = terms.get(hit.start, (hit.start, hit.start))
        if hit.end <= end and len(run) < end - first:
            continue  # a rule that is named after Martha says nothing about another Martha
        if not _is_plainly_words(run):
            yield _finding(text, run, hit.kind, asked=hit.end <= end or _is_ordinary(run))


def _is_plainly_words(run: Sequence[Word]) -> bool:
    """Whether these are everyday words: somebody called Day may be a member, and so may A. Page."""
    if len(run) > 1:
        has_initial = any(len(word.normal) == 1 for word in run)
        return has_initial and not all(word.is_name_like for word in run)
    word = run[0]
    if not _is_common(word):
        return False
    return not word.is_name_like or (word.begins and word.normal in FUNCTION_WORDS)


def _is_ordinary(run: Sequence[Word]) -> bool:
    """Whether the run may well mean no one: asked about, not condemned (C9).

    One everyday word always may; several may unless they are written as a name is.
    """
    if not all(_is_common(word) for word in run):
        return False
    return len(run) == 1 or not all(word.is_name_like or word.normal in SMALL_WORDS for word in run)


def _is_common(word: Word) -> bool:
    return word.is_ordinary or (word.normal,) in approved()


def _finding(text: str, run: Sequence[Word], kind: str, *, asked: bool) -> Finding:
    is_person = kind == PERSON
    start, end = run[0].start, run[-1].end
    return Finding(
        start=start,
        end=end,
        words=text[start:end],
        kind=f"name of a {'member' if is_person else 'registered organisation'}",
        tier=Tier.ASK if asked else Tier.CERTAIN,
        rules=("C9-register",) if is_person else ("C10-register",),
        reason=(
            "This is a name that somebody in the register has." if is_person else
            "This is the name of an organisation that members come from."
        ),
        suggestions=("a colleague", "a member") if is_person else ("a trust", "an organisation"),
    )  # fmt: skip


def _apart(name: str) -> Iterator[str]:
    """O'Brien as O Brien."""
    return (word.normal for part in SPLIT_NAME.split(name) for word in words(part))


def _shortened(parts: Run) -> Iterator[Run]:
    yield parts
    for form in LEGAL_FORMS:
        if parts[-len(form) :] == form and len(parts) > len(form):
            yield from _shortened(parts[: -len(form)])


def _says_nothing(run: Run) -> bool:
    """One ordinary word alone, such as "community", is not the name of an organisation."""
    return len(run) == 1 and (run[0] in ordinary() or run in approved())
