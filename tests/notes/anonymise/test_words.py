"""Spelling hides nothing, and the lists say what they should."""

from __future__ import annotations

import pytest

from services.notes.anonymise.words import approved, normal, ordinary, short_forms, words


@pytest.mark.parametrize(
    "written", ["O'Brien", "O’Brien", "o`brien", "O'BRIEN'S", "O’Brien’s", "ÓBrien", "O\u2018Brien"]
)
def test_a_name_has_one_normal_form_however_it_is_written(written: str) -> None:
    assert [word.normal for word in words(written)] == ["obrien"]


@pytest.mark.parametrize("cut", ["\u200d", "\u200c", "\u0301"])
def test_an_invisible_joiner_or_a_loose_accent_does_not_cut_a_word_in_two(cut: str) -> None:
    assert [word.normal for word in words(f"Gre{cut}gory")] == ["gregory"]


def test_words_stand_where_they_say() -> None:
    text = "“Well,” she said – it's\u00a0done.\nNext: Smith-Jones"
    assert all(text[word.start : word.end] == word.text for word in words(text))


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        pytest.param("We met. Grace spoke", True, id="full stop"),
        pytest.param("We met, Grace spoke", False, id="comma"),
        pytest.param("- Grace spoke", True, id="bullet"),
        pytest.param("They met\nGrace spoke", True, id="new line"),
        pytest.param("She said “Grace spoke”", True, id="quotation"),
        pytest.param("We asked Dr. Grace", False, id="shortened title"),
        pytest.param("We asked R. Grace", False, id="initial"),
        pytest.param("Q. Grace", True, id="question"),
        pytest.param("We met             Grace", False, id="a long gap begins nothing"),
    ],
)
def test_where_a_sentence_begins(text: str, begins: bool) -> None:
    assert next(word for word in words(text) if word.text == "Grace").begins is begins


@pytest.mark.parametrize("word", ["I'm", "I’ve", "Don't", "can’t", "Won't", "We’ll", "it's"])
def test_contracted_words_are_ordinary(word: str) -> None:
    assert words(word)[0].is_ordinary


@pytest.mark.parametrize(
    ("word", "is_short"),
    [("NHS", True), ("ICBs", True), ("CQC's", True), ("A2B", True), ("Ward", False), ("I", False)],
)
def test_what_a_short_form_looks_like(word: str, is_short: bool) -> None:
    assert words(word)[0].is_acronym_like is is_short


def test_ordinary_words_are_in_normal_form_and_no_names() -> None:
    assert {"ward", "grace", "patient", "organisation"} <= ordinary()
    assert not {"gregory", "kent", "bevanson", "monday"} & ordinary()
    assert all(normal(word) == word for word in ordinary() if word.isascii())


def test_there_are_hundreds_of_approved_terms_and_each_is_approved_as_a_whole() -> None:
    assert len(approved()) > 400
    assert ("care", "quality", "commission") in approved()
    assert ("martha", "rule") in approved() and ("martha",) not in approved()


def test_every_short_form_has_a_long_one() -> None:
    assert len(short_forms()) >= 60
    assert all(long and short.isalnum() for short, long in short_forms().items())
