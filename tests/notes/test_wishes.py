"""What can be asked for at the desk, and what cannot be meant."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from services.notes.commands import ApproveNote, SaveDraft


@pytest.mark.parametrize("tick", [{}, {"intruder_checked": False}, {"intruder_checked": ""}])
def test_the_question_must_be_answered(tick: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        ApproveNote(text_hash="0" * 64, **tick)


@pytest.mark.parametrize(
    "wish",
    [
        {"title": "x" * 201},
        {"text": "x" * 50_001},
        {"text": "hidden\u200btext"},
        {"keep": ["because:aled"]},
        {"keep": [{"words": "aled"}]},
        {"keep": "aled"},
        {"keep": [f"false_alarm:{n}" for n in range(401)]},
        {"writers": ["x"]},
        {"version": "x"},
    ],
    ids=str,
)
def test_a_wish_that_cannot_be_meant_is_refused(wish: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        SaveDraft.model_validate({"title": "T", "text": "x", "version": 1, **wish})


def test_what_a_form_sends_about_words_that_are_to_be_changed_is_nothing() -> None:
    wish = SaveDraft.model_validate({"version": 1, "keep": ["", "false_alarm:a: b"]})
    assert [(keep.words, keep.reason) for keep in wish.wording().keeps] == [("a: b", "false_alarm")]
