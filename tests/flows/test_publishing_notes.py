"""Steps 5 and 6: written, refused, cleaned, checked by somebody else, published, read."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest

from infra.embedded.events import Answer
from tests.flows.network import SLUG, Network, Person
from tests.page import Page

TITLE = "What helps after an incident?"
DIRTY = (
    "Yusuf Lambourne said that Kelder had reviewed its first month.\n\n"
    "The patient with the number 943 476 5919 was told late."
)
CLEAN = (
    "A colleague said that their trust had reviewed its first month.\n\n"
    "A patient was told late. People agreed that families should hear first."
)
NAMES = ("Yusuf Lambourne", "Kelder", "943 476 5919")


@pytest.fixture
def draft(network: Network) -> str:
    """The address of a draft whose session was held, below the desk."""
    session_id = network.plan(TITLE)
    network.clock_to("2026-11-27T15:05:00+00:00")
    held = network.post(
        f"/desk/sessions/{session_id}/run-sheet",
        {"recording_off": "yes", "headcount": "87"},
        by=network.facilitator,
    )
    assert held.status == 303, held.text
    (address,) = {
        found[0]
        for found in re.finditer(
            r"/desk/notes/\w{32}", network.get("/desk/notes", by=network.facilitator).text
        )
    }
    return address


def write(network: Network, draft: str, text: str, *, by: Person, submit: bool = True) -> Answer:
    page = network.get(draft, by=by)
    assert page.status == 200, page.text
    (form,) = [form for form in Page(page.text).forms if form.other_actions]
    fields: dict[str, Any] = {**form.fields, "title": "Telling families first", "text": text}
    return network.post(f"{draft}/submit" if submit else draft, fields, by=by)


def approve(network: Network, draft: str, *, by: Person) -> Answer:
    page = network.get(f"{draft}/review", by=by)
    forms = [form for form in Page(page.text).forms if form.action.endswith("/approve")]
    fields = forms[0].fields if forms else {"text_hash": "0" * 64}
    return network.post(f"{draft}/approve", {**fields, "intruder_checked": "yes"}, by=by)


def published(network: Network, draft: str) -> str:
    """Publish the clean text; the address of the note below the network."""
    assert write(network, draft, CLEAN, by=network.facilitator).status == 303
    assert approve(network, draft, by=network.reviewer).status == 303
    listed = network.get("/notes", by=network.members[1]).text
    return re.search(r"/notes/\w{32}", listed)[0]  # type: ignore[index]


def test_a_draft_that_names_somebody_is_refused_with_the_findings_and_kept(
    network: Network, draft: str
) -> None:
    """U3, C7."""
    answer = write(network, draft, DIRTY, by=network.facilitator)
    assert answer.status == 422
    found = Page(answer.text)
    for name in NAMES:
        assert name in found.text, name
    assert "There is a problem" in found.text
    kept = Page(network.get(draft, by=network.facilitator).text)
    assert any(DIRTY in text for form in kept.forms for text in form.fields.get("text", []))
    assert network.get("/desk/notes", by=network.reviewer).status == 200
    assert approve(network, draft, by=network.reviewer).status == 409


def test_the_author_cannot_approve_and_a_second_person_can(network: Network, draft: str) -> None:
    """C4, U4."""
    assert write(network, draft, CLEAN, by=network.facilitator).status == 303
    assert approve(network, draft, by=network.facilitator).status == 403
    assert approve(network, draft, by=network.members[0]).status == 403
    assert approve(network, draft, by=network.reviewer).status == 303
    assert "Telling families first" in network.get("/notes", by=network.members[0]).text


def test_one_changed_character_voids_what_was_agreed(network: Network, draft: str) -> None:
    """Story 10, C5."""
    write(network, draft, CLEAN, by=network.facilitator)
    page = Page(network.get(f"{draft}/review", by=network.reviewer).text)
    old = page.form("/approve").fields
    network.post(f"{draft}/return", {"comment": "One word."}, by=network.reviewer)
    write(network, draft, CLEAN + "!", by=network.facilitator)
    answer = network.post(
        f"{draft}/approve", {**old, "intruder_checked": "yes"}, by=network.reviewer
    )
    assert answer.status == 409
    assert "Telling families first" not in network.get("/notes", by=network.members[0]).text


def test_a_draft_is_for_those_who_have_a_part_in_it(network: Network, draft: str) -> None:
    """C1."""
    write(network, draft, DIRTY, by=network.facilitator)
    for person in (network.members[0], None):
        for page in (draft, f"{draft}/review", "/desk/notes"):
            assert network.get(page, by=person).status in (303, 403)


def test_the_published_note_is_read_by_members_and_by_nobody_else(
    network: Network, draft: str
) -> None:
    """N36, C21."""
    note = published(network, draft)
    applicant = network.join("Beatriz Quill", "beatriz@elsewhere.example")
    leaver = network.members[2]
    network.world.post(f"/me/networks/{SLUG}/leave", {}, by=leaver.member_id)
    for page in ("/notes", note):
        assert network.get(page, by=network.members[0]).status == 200
        assert network.get(page, by=applicant).status == 403
        assert network.get(page, by=leaver).status == 403
        signed_out = network.get(page)
        assert signed_out.status == 303
        assert (signed_out.header("Location") or "").startswith("/sign-in")
    shown = Page(network.get(note, by=network.members[0]).text).text
    assert "families should hear first" in shown
    assert "week of 23 November 2026" in shown


def test_the_draft_is_gone(network: Network, draft: str) -> None:
    """C2."""
    published(network, draft)
    for page in (draft, f"{draft}/review"):
        assert network.get(page, by=network.facilitator).status == 404
    drafts = [item for item in network.dump() if item["table"].endswith("drafts")]
    assert "Telling families" not in json.dumps(drafts)
    assert network.facilitator.member_id not in json.dumps(drafts)


def test_those_who_want_it_get_one_mail_with_title_and_link_and_no_text(
    network: Network, draft: str
) -> None:
    """A13."""
    unwilling = network.members[2]
    choices = Page(network.world.get("/me/mail", by=unwilling.member_id).text)
    (form,) = [form for form in choices.forms if form.action == "/me/mail"]
    fields = {name: ["off"] if "note" in name else values for name, values in form.fields.items()}
    assert any("note" in name for name in fields), form.fields
    network.world.post("/me/mail", fields, by=unwilling.member_id)
    note = published(network, draft)
    network.replay()
    mails = [mail for mail in network.world.mail() if note in mail["text"]]
    assert sorted(mail["to"] for mail in mails) == sorted(
        person.email for person in network.everybody if person != unwilling
    )
    for mail in mails:
        assert "Telling families first" in mail["subject"] + mail["text"]
        assert "hear first" not in mail["text"] + mail["html"]
    assert network.world.dead_letters() == []


def test_no_path_leads_from_the_note_to_a_person(network: Network, draft: str) -> None:
    """U2: a join over every table, queue, event and mail, by ids and by times to the second.

    Who gets the news of a note is no secret; so a row may hold everybody or nobody, never some.
    """
    write(network, draft, CLEAN, by=network.facilitator)
    network.world.advance(timedelta(minutes=17, seconds=7))
    moment = network.world.now
    assert approve(network, draft, by=network.reviewer).status == 303
    listed = network.get("/notes", by=network.members[1]).text
    note_id = re.search(r"/notes/(\w{32})", listed)[1]  # type: ignore[index]
    rows = [json.dumps(row) for row in network.everything()]
    everybody = {person.member_id for person in network.everybody}
    draft_id = draft.rpartition("/")[2]

    reached = {note_id}
    while True:
        touched = [row for row in rows if any(one in row for one in reached)]
        more = {found for row in touched for found in re.findall(r"[0-9a-f]{32,64}", row)}
        if more - everybody <= reached:
            break
        reached |= more - everybody
    assert len(touched) >= 3, "a search that finds nothing proves nothing"
    assert draft_id not in reached

    at_that_moment = (moment.isoformat(timespec="seconds")[:19], str(int(moment.timestamp())))
    touched += [row for row in rows if any(time in row for time in at_that_moment)]
    for row in touched:
        people = {member_id for member_id in everybody if member_id in row}
        assert people in (set(), everybody), row
