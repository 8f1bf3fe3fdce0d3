"""Plain text as paragraphs and lists."""

from __future__ import annotations

import pytest

from services.notes.anonymise import Finding, Tier
from services.notes.layout import Block, blocks, marked


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("", [], id="nothing"),
        pytest.param("One.\nTwo.", [("paragraph", ("One.", "Two."))], id="lines"),
        pytest.param(
            "One.\n\n \n\nTwo.",
            [("paragraph", ("One.",)), ("paragraph", ("Two.",))],
            id="empty lines",
        ),
        pytest.param("- a\n* b\n• c", [("list", ("a", "b", "c"))], id="list"),
        pytest.param(
            "They said:\n- a\n- b\nThen more.",
            [("paragraph", ("They said:",)), ("list", ("a", "b")), ("paragraph", ("Then more.",))],
            id="list within a paragraph",
        ),
        pytest.param("-5 degrees", [("paragraph", ("-5 degrees",))], id="a minus is no bullet"),
    ],
)
def test_how_a_text_is_shown(text: str, shown: list[tuple[str, tuple[str, ...]]]) -> None:
    assert [(block.kind, block.lines) for block in blocks(text)] == shown


def test_no_word_is_lost_on_the_way() -> None:
    text = "a\n\n- b\n- c\nd\n\n* e"
    assert [line for block in blocks(text) for line in block.lines] == ["a", "b", "c", "d", "e"]
    assert blocks(text)[0] == Block("paragraph", ("a",))


def test_what_was_found_is_marked_where_it_stands() -> None:
    text = "then Aled spoke to Aled"
    found = [
        Finding(
            start=start, end=start + 4, words="Aled", kind="t", tier=Tier.ASK, rules=(), reason="T"
        )
        for start in (5, 19)
    ]
    pieces = list(marked(text, found))
    assert "".join(piece for piece, _ in pieces) == text
    assert [piece for piece, hit in pieces if hit] == ["Aled", "Aled"]
