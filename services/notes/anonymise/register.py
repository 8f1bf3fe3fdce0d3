"""Names of members and organisations, as keyed hashes of the ways in which they are written.

The register never holds a name. It is a tree of words: under each beginning of a registered name
lies a hash too, so that a text is looked up word by word and goes on only where a name may follow.
A lookup costs what the text costs, however many names there are.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

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
BEGINNING, PERSON, ORGANISATION = "beginning", "person", "organisation"
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
LookUp = Callable[[Sequence[str]], Mapping[str, str]]
"""From hashes to what they are, for those that are registered."""


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
    stored: dict[str, str] = {}
    for run in runs:
        stored[hashed(key, run)] = kind
        for length in range(1, len(run)):
            stored[hashed(key, run[:length], BEGINNING)] = BEGINNING
    return stored


def hashed(key: str, run: Sequence[str], purpose: str = "name") -> str:
    """A run of words in normal form as a keyed hash."""
    text = f"{purpose}\0{' '.join(run)}"
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()


@dataclass(frozen=True, slots=True)
class Hit:
    """A registered way of writing, found from word `start` up to word `end`."""

    start: int
    end: int
    kind: str


def hits(text_words: Sequence[Word], key: str, look_up: LookUp) -> Iterator[Hit]:
    """Every run of words that is registered, shorter ones inside longer ones too."""
    normals = tuple(word.normal for word in text_words)
    starts: Sequence[int] = range(len(normals))
    for length in range(1, LONGEST + 1):
        runs = {start: normals[start : start + length] for start in starts}
        runs = {start: run for start, run in runs.items() if len(run) == length}
        names = {run: hashed(key, run) for run in set(runs.values())}
        beginnings = {run: hashed(key, run, BEGINNING) for run in names}
        known = look_up([*names.values(), *beginnings.values()]) if names else {}
        for start, run in runs.items():
            if names[run] in known:
                yield Hit(start, start + length, known[names[run]])
        starts = [start for start, run in runs.items() if beginnings[run] in known]
        if not starts:
            return


def found(text: str, text_words: Sequence[Word], key: str, look_up: LookUp) -> Iterator[Finding]:
    """What the register knows of a text."""
    terms = approved_spans(text_words)
    for hit in hits(text_words, key, look_up):
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
