"""Somebody objects to a note: hidden everywhere at once, then withdrawn for real or restored."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest

from infra.embedded.events import Answer
from services.contracts.membership import MemberContactChanged, MembershipApproved
from services.contracts.roles import Standing
from services.runtime import platform
from services.runtime.ports import Entry, Letter, Outcome, Recipient
from tests.flows.network import SLUG, Network, Person, hidden
from tests.flows.test_publishing_notes import CLEAN, approve, published, write
from tests.page import Page

TITLE = "Telling families first"
WHY = "The second paragraph says whose trust it was."


@pytest.fixture
def note(network: Network) -> str:
    """The address of a published note, below the network."""
    draft = in_writing(network)
    return published(network, draft)


def in_writing(network: Network) -> str:
    """The address of the draft of a session that was held."""
    session_id = network.plan("What helps after an incident?")
    network.clock_to("2026-11-27T15:05:00+00:00")
    network.post(
        f"/desk/sessions/{session_id}/run-sheet",
        {"recording_off": "yes", "headcount": "87"},
        by=network.facilitator,
    )
    desk = network.get("/desk/notes", by=network.facilitator).text
    (draft,) = set(re.findall(r"/desk/notes/\w{32}", desk))
    return str(draft)


def object_as_member(network: Network, note: str, by: Person, why: str = WHY) -> Answer:
    page = network.get(f"{note}/object", by=by)
    assert page.status == 200, page.text
    return network.post(f"{note}/object", {"text": why, **hidden(page)}, by=by)


def object_from_outside(network: Network, note: str, why: str = WHY) -> Answer:
    page = network.world.get("/object")
    address = f"https://candour.example/networks/{SLUG}{note}"
    form = {"address": address, "text": why, **hidden(page)}
    return network.world.post("/object", form)


def case_of(note: str) -> str:
    return f"/desk/objections/{note.rpartition('/')[2]}"


def decide(network: Network, note: str, how: str, by: Person) -> Answer:
    page = network.get(case_of(note), by=by)
    assert page.status == 200, page.text
    fields = Page(page.text).form(f"/{how}").fields
    return network.post(f"{case_of(note)}/{how}", fields, by=by)


def dismissed(network: Network, note: str) -> None:
    for by in (network.chair, network.reviewer):
        assert decide(network, note, "dismiss", by).status == 303


def latest_titles(network: Network, by: Person) -> str:
    return network.get("", by=by).text


def test_a_note_is_hidden_everywhere_before_the_answer_is_read(network: Network, note: str) -> None:
    """U5, C17."""
    reader = network.members[0]
    assert TITLE in latest_titles(network, reader)
    sent = object_as_member(network, note, by=network.members[1])
    assert sent.status == 303
    assert TITLE not in network.get("/notes", by=reader).text
    assert TITLE not in latest_titles(network, reader)
    shown = network.get(note, by=reader)
    assert shown.status == 409
    assert "hidden" in Page(shown.text).text
    assert TITLE not in shown.text
    assert "hear first" not in shown.text
    program = network.world.api("GET", f"/api/notes/networks/{SLUG}{note}", by=reader.member_id)
    assert (program.status, program.json()["type"]) == (409, "urn:candour:problem:hidden")


def test_anybody_can_object_without_signing_in_and_sees_what_became_of_it(
    network: Network, note: str
) -> None:
    sent = object_from_outside(network, note)
    assert sent.status == 303
    receipt = sent.header("Location") or ""
    assert re.fullmatch(r"/object/[0-9a-f]{32}", receipt)
    assert "has arrived" in network.world.get(receipt).text
    assert decide(network, note, "uphold", network.reviewer).status == 303
    assert "gone for good" in network.world.get(receipt).text


def test_the_answer_is_the_same_whether_or_not_there_is_such_a_note(
    network: Network, note: str
) -> None:
    """X7: status, headers, cookies and page, but for the secret."""
    there = object_from_outside(network, note)
    nowhere = object_from_outside(network, f"/notes/{'0' * 32}")

    def seen(answer: Answer) -> tuple[int, str, str]:
        receipt = answer.header("Location") or ""
        page = network.world.get(receipt)
        headers = re.sub(r"[0-9a-f]{32}", "secret", str(sorted(answer.headers)))
        return answer.status, headers, page.text

    assert seen(there) == seen(nowhere)


def test_those_who_check_notes_are_told_without_a_name_a_title_or_a_word_of_it(
    network: Network, note: str
) -> None:
    object_as_member(network, note, by=network.members[1])
    object_from_outside(network, note, "Once more.")
    network.replay()
    told = [mail for mail in network.world.mail() if mail["subject"].startswith("A note is hidden")]
    assert sorted(mail["to"] for mail in told) == sorted(
        person.email for person in (network.chair, network.facilitator, network.reviewer)
    )
    for mail in told:
        assert case_of(note) in mail["text"]
        for secret in (TITLE, WHY, "Siân", network.members[1].member_id, "hear first"):
            assert secret not in mail["text"] + mail["html"] + mail["subject"]


def test_what_is_withdrawn_is_gone_for_real(network: Network, note: str) -> None:
    """C18: gone for members, nothing for others, and in no table a word or its title."""
    object_as_member(network, note, by=network.members[1])
    assert decide(network, note, "uphold", network.chair).status == 303
    network.replay()
    assert network.get(note, by=network.members[0]).status == 410
    applicant = network.join("Beatriz Quill", "beatriz@elsewhere.example")
    assert network.get(note, by=applicant).status == 404
    assert network.get(note).status == 303, "whoever is signed out signs in first, as everywhere"
    kept = json.dumps(network.dump(), ensure_ascii=False)
    for gone in (TITLE, WHY, *CLEAN.split("\n\n")):
        assert gone not in kept
    assert TITLE not in network.get("/desk/mail", by=network.chair).text
    assert network.world.dead_letters() == []


def test_a_dismissed_objection_restores_the_note_and_nobody_is_mailed(
    network: Network, note: str
) -> None:
    """C19: quorum and one more; C17: the same person does not hide it again, another does."""
    objector = network.members[1]
    object_as_member(network, note, by=objector)
    dismissed(network, note)
    assert network.get(note, by=objector).status == 409
    before = len(network.world.mail())
    done = decide(network, note, "restore", network.facilitator)
    assert done.header("Location") == f"/networks/{SLUG}{note}"
    network.replay()
    network.world.advance(timedelta(hours=1))
    assert len(network.world.mail()) == before
    for page in ("/notes", "", note):
        assert TITLE in network.get(page, by=objector).text
    again = object_as_member(network, note, by=objector, why="And yet.")
    assert again.status == 409
    assert "And yet." in again.text, "nothing typed is lost"
    assert network.get(note, by=objector).status == 200
    object_as_member(network, note, by=network.members[0])
    assert network.get(note, by=objector).status == 409


def test_a_chair_hides_a_note_without_an_objection(network: Network, note: str) -> None:
    for by, may in ((network.members[0], False), (network.reviewer, False), (network.chair, True)):
        assert ("/hide" in network.get(note, by=by).text) is may
    assert network.post(f"{case_of(note)}/hide", {}, by=network.chair).status == 303
    assert network.get(note, by=network.members[0]).status == 409


def test_no_path_leads_from_an_objection_to_a_person(network: Network, note: str) -> None:
    """C17, U2: every row of every table and every time, while it is open and once it is decided."""
    objector = network.members[1]
    network.world.advance(timedelta(minutes=17, seconds=7))
    moment = network.world.now
    object_as_member(network, note, by=objector)
    _no_path(network, note, moment.isoformat()[:19], str(int(moment.timestamp())))
    network.world.advance(timedelta(minutes=5, seconds=13))
    dismissed(network, note)
    network.world.advance(timedelta(minutes=3, seconds=19))
    decide(network, note, "uphold", network.facilitator)
    _no_path(network, note, moment.isoformat()[:19], str(int(moment.timestamp())))


def _no_path(network: Network, note: str, *moments: str) -> None:
    """From the note over all that shares an id or the moment; a row holds all who check, or none.

    Those who dismissed are on the case until it is decided, and nowhere else. News of a note goes
    to everybody, mail about a hidden one to everybody who checks notes.
    """
    rows = [json.dumps(row) for row in network.everything()]
    everybody = {person.member_id for person in network.everybody}
    checkers = {p.member_id for p in (network.chair, network.facilitator, network.reviewer)}
    reached = {note.rpartition("/")[2]}
    while True:
        touched = [row for row in rows if any(one in row for one in reached)]
        more = {found for row in touched for found in re.findall(r"[0-9a-f]{32,64}", row)}
        if more - everybody <= reached:
            break
        reached |= more - everybody
    assert len(touched) >= 5, "a search that finds nothing proves nothing"
    touched += [row for row in rows if any(time in row for time in moments)]
    for row in touched:
        people = {member_id for member_id in everybody if member_id in row}
        assert people in (set(), checkers, everybody), row


# --- while the mail of the note is on its way ----------------------------------------------------


class Overtaker:
    """The Mail port; lets something happen between the first and the second handful of a note."""

    def __init__(self, port: Any) -> None:
        self._port = port
        self.then: Callable[[], object] | None = None

    def send(self, letter: Letter, recipients: Sequence[Recipient]) -> list[Outcome]:
        """Send, and perhaps be overtaken before it is written down."""
        outcomes: list[Outcome] = self._port.send(letter, recipients)
        if self.then and letter.subject.startswith("New note:"):
            then, self.then = self.then, None
            then()
        return outcomes

    def __getattr__(self, name: str) -> Any:
        return getattr(self._port, name)


def crowd(network: Network, count: int) -> None:
    """So many more members, said as membership says it, long ago."""
    long_ago = network.world.now - timedelta(days=3)
    for number in range(count):
        member_id = f"{number:032x}"
        place = MembershipApproved(
            member_id=member_id, network_id=SLUG, standing=Standing.MEMBER, sequence=2
        )
        contact = MemberContactChanged(
            member_id=member_id, email=f"m{number}@ouseby.example", name="Ada Lunn", sequence=1
        )
        for bus, event in (("PUBLIC_BUS", place), ("PRIVATE_BUS", contact)):
            said = event.stamped(event_id=f"{bus}{number}", occurred_at=long_ago, caused_by=None)
            entry = Entry(platform.setting(bus), said.source, said.detail_type(), said.detail())
            assert platform.current().bus.publish([entry]) == []
    network.world.settle()


@pytest.mark.parametrize("how", ["member", "outside", "withdrawn"])
def test_whoever_is_not_mailed_yet_when_a_note_is_hidden_is_not_mailed_any_more(how: str) -> None:
    """Story 9, A9: the first 50 have the mail, the note is hidden, the rest gets nothing."""
    network = Network(lambda messages: messages)
    overtaker = Overtaker(network.world.platform.mail)
    network.world.platform.mail = overtaker  # type: ignore[assignment]
    crowd(network, 60 - len(network.everybody))

    def hide() -> None:
        (note,) = re.findall(r"/notes/\w{32}", network.get("/notes", by=network.chair).text)
        if how == "outside":
            object_from_outside(network, note)
        else:
            object_as_member(network, note, by=network.members[0])
        if how == "withdrawn":
            decide(network, note, "uphold", network.chair)

    overtaker.then = hide
    draft = in_writing(network)
    assert write(network, draft, CLEAN, by=network.facilitator).status == 303
    assert approve(network, draft, by=network.reviewer).status == 303
    network.world.advance(timedelta(days=4))
    network.replay()
    mails = [mail for mail in network.world.mail() if mail["subject"] == f"New note: {TITLE}"]
    assert len(mails) == 50
    (over,) = [
        event for event in network.world.events()
        if event["detail_type"] == "FanoutFinished.v1" and event["kind"] == "note"
    ]  # fmt: skip
    assert (over["audience"], over["sent"], over["superseded"]) == (60, 50, 10)
    platform.install(None)
