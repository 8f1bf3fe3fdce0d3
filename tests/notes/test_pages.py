"""The pages of notes: what is shown to whom, and that nothing typed is lost."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest

from services.contracts.roles import Role
from services.notes import store
from services.notes.model import Draft, Note
from tests.notes import desk, network
from tests.notes.desk import DESK, NOTES, agree, hidden, options, path, send
from tests.notes.network import (
    CHAIR,
    DIRTY_TEXT,
    FACILITATOR,
    MEMBER,
    NOTE_TAKER,
    REVIEWER,
    SECOND_REVIEWER,
    STRANGER,
    hear,
)
from tests.world import World


@pytest.fixture
def story(world: World) -> World:
    return desk.ready(world)


class Outline(HTMLParser):
    """The headings, ids, links within the page and labelled fields of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.levels: list[int] = []
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.labels: list[str] = []
        self.fields: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what matters of a tag."""
        said: dict[str, Any] = dict(attrs)
        if re.fullmatch(r"h[1-6]", tag):
            self.levels.append(int(tag[1]))
        if "id" in said:
            self.ids.append(said["id"])
        if tag == "a" and said.get("href", "").startswith("#"):
            self.targets.append(said["href"][1:])
        if tag == "label":
            self.labels.append(said["for"])
        if tag in ("input", "textarea", "select") and said.get("type") != "hidden":
            self.fields.append(said["id"])


def assert_sound(html: str) -> None:
    """Headings in order, ids once, links that lead somewhere, a label for every field."""
    page = Outline(html)
    assert page.levels.count(1) == 1
    steps = zip([1, *page.levels], page.levels, strict=False)
    assert all(level <= before + 1 for before, level in steps), page.levels
    assert len(set(page.ids)) == len(page.ids)
    assert set(page.targets) <= set(page.ids)
    assert set(page.fields) <= set(page.labels)


# --- the desk -----------------------------------------------------------------------------------


@pytest.mark.parametrize("by", [FACILITATOR, NOTE_TAKER, REVIEWER, CHAIR])
def test_the_desk_shows_everybody_at_it_what_to_do(story: World, by: str) -> None:
    """C1."""
    page = story.get(DESK, by=by)
    assert page.status == 200 and "Families" in page.text
    assert ("Write the note" in page.text) is (by != REVIEWER)
    assert_sound(page.text)


@pytest.mark.parametrize("then", ["", "/review"])
@pytest.mark.parametrize(("by", "status"), [(MEMBER, 403), (STRANGER, 403), (None, 303)])
def test_a_draft_is_shown_to_nobody_else(
    story: World, then: str, by: str | None, status: int
) -> None:
    """C1."""
    assert story.get(path(then), by=by).status == status


def test_a_reviewer_reads_and_does_not_write(story: World) -> None:
    assert story.get(path(), by=REVIEWER).status == 403
    assert send(story, by=REVIEWER).status == 403


@pytest.mark.parametrize("then", ["", "/submit", "/approve", "/return"])
@pytest.mark.parametrize("by", [MEMBER, STRANGER])
def test_a_bad_form_from_outside_is_refused_as_a_good_one_is(
    story: World, then: str, by: str
) -> None:
    assert story.post(path(then), {"nonsense": "x"}, by=by).status == 403


def test_somebody_signed_out_while_writing_keeps_the_text(story: World) -> None:
    answer = story.post(path(), {"title": "T", "text": "Long thought.", "version": "1"})
    assert answer.status == 403 and "Long thought." in answer.text


def test_saving_goes_back_to_the_editor_with_the_findings_beside_the_text(story: World) -> None:
    saved = send(story, text=DIRTY_TEXT)
    assert (saved.status, saved.header("Location")) == (303, path())
    page = story.get(path(), by=FACILITATOR)
    assert "To settle: 3 of 3" in page.text
    assert "You could write “a colleague” or “a member”" in unescape(page.text)
    assert "<mark>943 476 5919</mark>" in page.text
    assert page.text.count("This has to go.") == 3
    assert "Friday 8 January 2027" not in page.text and "4 January 2027" in page.text
    assert_sound(page.text)


def test_a_refusal_keeps_what_was_typed_and_shows_what_to_settle(story: World) -> None:
    """C7, C18."""
    answer = send(story, "/submit", title="At Thirsk", text=DIRTY_TEXT)
    assert answer.status == 422
    assert "Settle 1 finding in the title." in answer.text
    assert "Settle 3 findings in the text." in answer.text
    assert 'value="At Thirsk"' in answer.text and "was told late" in answer.text
    assert hidden(answer, "version") == "2"
    assert_sound(answer.text)


def test_words_are_kept_by_choosing_a_reason_beside_them(story: World) -> None:
    """C7."""
    text = "We spoke about the Helsingborg method, and Helsingborg again."
    refused = send(story, "/submit", text=text)
    assert "2 times" in refused.text
    reason = next(value for value in options(refused) if value.startswith("public_document:"))
    assert send(story, text=text, keep=[reason]).status == 303
    page = story.get(path(), by=FACILITATOR)
    assert "Everything is settled" in page.text
    assert re.search(r'value="public_document:helsingborg" selected', page.text)
    assert send(story, "/submit", text=text, keep=[reason, ""]).status == 303
    review = story.get(path("/review"), by=REVIEWER)
    assert "helsingborg" in review.text and "From a published document" in review.text
    assert_sound(review.text)


def test_a_reason_that_is_not_on_the_list_is_refused_and_the_text_kept(story: World) -> None:
    answer = send(story, text="Long thought.", keep=["because:thirsk"])
    assert answer.status == 422 and "Long thought." in answer.text


def test_two_writers_see_both_texts_and_lose_neither(story: World) -> None:
    form = {"title": "T", "version": "1"}
    assert story.post(path(), {**form, "text": "The first."}, by=FACILITATOR).status == 303
    answer = story.post(path(), {**form, "text": "The second."}, by=NOTE_TAKER)
    assert answer.status == 409
    assert "The second." in answer.text and "The first." in answer.text
    assert "Somebody else saved this note" in answer.text
    again = {**form, "text": "Both.", "version": hidden(answer, "version")}
    assert story.post(path(), again, by=NOTE_TAKER).status == 303


def test_a_text_that_is_too_long_comes_back_whole(story: World) -> None:
    long = "word " * 10_500
    answer = send(story, text=long)
    assert answer.status == 422 and long.strip() in answer.text


def test_text_typed_into_a_draft_that_is_gone_is_shown_to_be_copied(story: World) -> None:
    version = hidden(story.get(path(), by=FACILITATOR), "version")
    hear(network.cancelled())
    for then in ("", "/submit"):
        form = {"title": "T", "text": "Long thought.", "version": version}
        answer = story.post(path(then), form, by=FACILITATOR)
        assert answer.status == 404 and "Long thought." in answer.text
        assert_sound(answer.text)


def test_a_note_in_review_is_locked_and_what_is_typed_meanwhile_comes_back(story: World) -> None:
    send(story, "/submit")
    assert story.get(path(), by=FACILITATOR).header("Location") == path("/review")
    late = {"title": "T", "text": "Too late.", "version": "2"}
    answer = story.post(path(), late, by=FACILITATOR)
    assert answer.status == 409 and "Too late." in answer.text and "being checked" in answer.text


# --- review -------------------------------------------------------------------------------------


def test_the_reviewer_sees_the_note_as_it_would_be_and_the_question(story: World) -> None:
    send(story, "/submit")
    page = story.get(path("/review"), by=REVIEWER)
    assert "<li>Call first</li>" in page.text
    assert "could somebody find out who it was" in page.text
    assert "Agree to exactly this text" in page.text
    assert_sound(page.text)


def test_returning_says_why_to_whoever_writes_next(story: World) -> None:
    send(story, "/submit")
    assert story.post(path("/return"), {"comment": " "}, by=REVIEWER).status == 422
    assert story.post(path("/return"), {"comment": "Say less."}, by=REVIEWER).status == 303
    assert "Say less." in story.get(path(), by=FACILITATOR).text
    assert "It came back to be changed" in story.get(DESK, by=FACILITATOR).text


def test_agreeing_to_what_was_changed_meanwhile_is_refused(story: World) -> None:
    """U4."""
    send(story, "/submit")
    read = hidden(story.get(path("/review"), by=REVIEWER), "text_hash")
    story.post(path("/return"), {"comment": "Wait."}, by=FACILITATOR)
    send(story, "/submit", text="Something else.")
    form = {"text_hash": read, "intruder_checked": "yes"}
    answer = story.post(path("/approve"), form, by=REVIEWER)
    assert answer.status == 409 and "Read it again" in answer.text


def test_one_of_two_approvals_waits_for_the_other(story: World) -> None:
    hear(network.changed_quorum(3))
    send(story, "/submit")
    assert agree(story).header("Location") == DESK
    assert "You have agreed to it" in story.get(path("/review"), by=REVIEWER).text
    assert agree(story, SECOND_REVIEWER).header("Location") == NOTES


def test_a_note_that_a_new_name_stops_goes_back_and_says_so(story: World) -> None:
    send(story, "/submit", text="We heard that lovelock told the family.")
    hear(network.contact(STRANGER, "Caoimhe Lovelock"))
    answer = agree(story)
    assert answer.status == 409 and "found something new" in answer.text
    assert "lovelock" in story.get(path(), by=FACILITATOR).text


# --- reading ------------------------------------------------------------------------------------


def test_markup_in_a_note_is_shown_and_not_obeyed(story: World) -> None:
    text = 'the sign "<script>alert(1)</script>" was <b>bold</b> & plain'
    send(story, "/submit", title="<i>on signs</i>", text=text)
    assert agree(story).status == 303
    (note,) = store.notes_of(network.NETWORK)[0]
    for address in (NOTES, f"{NOTES}/{note.note_id}"):
        page = story.get(address, by=MEMBER)
        assert "<script>alert" not in page.text and "<b>bold" not in page.text
        assert "&lt;i&gt;on signs" in page.text
        assert_sound(page.text)


def test_who_left_reads_nothing_from_then_on(story: World) -> None:
    """C21."""
    send(story, "/submit")
    agree(story)
    (note,) = store.notes_of(network.NETWORK)[0]
    assert story.get(f"{NOTES}/{note.note_id}", by=MEMBER).status == 200
    hear(network.left(MEMBER))
    assert story.get(f"{NOTES}/{note.note_id}", by=MEMBER).status == 403
    assert story.get(NOTES, by=MEMBER).status == 403


def test_a_note_of_another_network_is_not_found_here(story: World) -> None:
    send(story, "/submit")
    agree(story)
    (note,) = store.notes_of(network.NETWORK)[0]
    hear(network.opened().model_copy(update={"network_id": "other"}))
    hear(network.place(MEMBER, Role.CHAIR).model_copy(update={"network_id": "other"}))
    assert story.get(f"/networks/other/notes/{note.note_id}", by=MEMBER).status == 404
    assert story.get("/networks/other/notes", by=MEMBER).status == 200


def test_many_notes_are_read_page_by_page_and_a_cursor_is_for_one_person(story: World) -> None:
    for number in range(60):
        draft = Draft(f"{number:032x}", network.NETWORK, "2026-W01", story.now)
        store.add(draft, [])
        note = Note(f"{number:032x}", network.NETWORK, f"2026-W{number % 50 + 1:02d}", "T", "x")
        store.publish(note, draft, [], [])
    first = story.get(NOTES, by=MEMBER)
    more = re.search(r'href="([^"]*\?next=[^"]+)"', first.text)
    assert more and first.text.count("nhsuk-heading-s") == 50
    assert story.get(unescape(more[1]), by=MEMBER).text.count("nhsuk-heading-s") == 10
    assert story.get(unescape(more[1]), by=CHAIR).status == 422


@pytest.mark.parametrize(
    "address", ["/networks/nowhere/notes", f"{NOTES}/unknown", f"{DESK}/unknown"]
)
def test_what_is_not_there_is_not_found(story: World, address: str) -> None:
    assert story.get(address, by=FACILITATOR).status == 404
