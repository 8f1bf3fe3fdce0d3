"""Initials of names, with and without what people leave out: UHB, UHBFT, GSTT, SLAM."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from services.membership.organisations.spellings import LEGAL, SMALL

FORMS = ("nhsft", "nhst", "nft", "ft", "nt", "t")
HONOURS = frozenset({"university", "teaching"})


def initials(name: Sequence[str]) -> set[str]:
    """The initials that a name of these words may be known by, without its legal form."""
    words = [word for word in name if word not in LEGAL]
    main = [word for word in words if word not in SMALL]
    plainer = [word for word in main if word not in HONOURS]
    without_article = words[1:] if words[:1] == ["the"] else words
    forms = ("".join(word[0] for word in way) for way in (words, without_article, main, plainer))
    return {form for form in forms if len(form) > 1}


def without_form(word: str) -> Iterator[tuple[str, float]]:
    """What initials may be without the letters of a legal form, the likelier the higher."""
    yield word, 1.0
    for form in FORMS:
        if word.endswith(form) and len(word) - len(form) > 1:
            yield word.removesuffix(form), 0.95


def are_among(some: str, letters: str) -> bool:
    """Whether initials are others of which some were left out, but not the first."""
    ahead = iter(letters)
    return some[0] == letters[0] and all(letter in ahead for letter in some)
