"""What happens to notes: writing and checking, messages, and the tick that forgets names."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from services.contracts.roles import Role
from services.notes import commands, pages, store
from services.notes.commands import ApproveNote, ReturnNote, SaveDraft
from tests.faults import events as said
from tests.faults.playing import Path, hearing
from tests.faults.stage import DONE, Stage

WRITER, REVIEWER, MEMBER = "writer", "reviewer", "member"
TEXT = "One member described how letters went out late.\n\n- Call first"
NAMES_SOMEBODY = "Aled Bevanson said that letters went out late."
A_YEAR = timedelta(days=366)
GONE = frozenset({404})
"""A published draft is not there any more, and the sentence says that it may be published."""


def network(stage: Stage) -> None:
    """A network with a writer and a reviewer."""
    for event in (
        said.opened(), said.named(), said.approved(WRITER, Role.FACILITATOR),
        said.approved(REVIEWER, Role.REVIEWER),
    ):  # fmt: skip
        assert stage.hear("notes", event) == DONE


def task(stage: Stage) -> None:
    """A session was held: its note can be written."""
    network(stage)
    for event in (said.held(), said.session_titled()):
        assert stage.hear("notes", event) == DONE
    stage.publish("NOTES")
    assert stage.do(lambda: stage.facts.update(draft=store.draft_id_of(said.SESSION))) == DONE


def in_review(stage: Stage) -> None:
    """A note waits for a second person, whose yes will publish it."""
    task(stage)
    assert stage.do(lambda: _submit(stage)) == DONE
    stage.publish("NOTES")


def in_review_by_three(stage: Stage) -> None:
    """A note waits for two more people."""
    in_review(stage)
    assert stage.hear("notes", said.rights(MEMBER)[-2]) == DONE


def in_review_with_a_name(stage: Stage) -> None:
    """Somebody has joined whose name is in a note that waits."""
    task(stage)
    assert stage.do(lambda: _submit(stage, NAMES_SOMEBODY)) == DONE
    stage.publish("NOTES")
    assert stage.hear("notes", said.contact(MEMBER)) == DONE


def a_year_on(stage: Stage) -> None:
    """Names are due: of somebody who is here, and of somebody who left long ago.

    The stream has missed an event.
    """
    network(stage)
    for event in (
        said.approved(MEMBER), said.contact(MEMBER, name="Aled"), said.approved("gone"),
        said.contact("gone", name="Aled"), said.left("gone"), said.held(),
    ):  # fmt: skip
        assert stage.hear("notes", event) == DONE
    stage.clock.advance(A_YEAR + timedelta(days=2))


# --- requests -----------------------------------------------------------------------------------


def _wording(stage: Stage, text: str = TEXT) -> SaveDraft:
    version = commands.desk(said.SLUG, stage.facts["draft"], by=WRITER).draft.version
    return SaveDraft(title="What we tell families", text=text, version=version)


def _submit(stage: Stage, text: str = TEXT) -> None:
    wish = _wording(stage, text)
    commands.submit(said.SLUG, stage.facts["draft"], wish, by=WRITER)


def _save(stage: Stage) -> None:
    wish = SaveDraft(title="What we tell families", text=TEXT, version=1)
    commands.save(said.SLUG, stage.facts["draft"], wish, by=WRITER)


def _hand_in(stage: Stage) -> None:
    """From the page that was opened before the first try."""
    wish = SaveDraft(title="What we tell families", text=TEXT, version=1)
    commands.submit(said.SLUG, stage.facts["draft"], wish, by=WRITER)


def _approve(stage: Stage) -> None:
    draft = commands.desk(said.SLUG, stage.facts["draft"], by=REVIEWER).draft
    wish = ApproveNote(text_hash=commands.text_hash(draft), intruder_checked=True)
    commands.approve(said.SLUG, stage.facts["draft"], wish, by=REVIEWER)


def _send_back(stage: Stage) -> None:
    wish = ReturnNote(comment="Say more.")
    commands.send_back(said.SLUG, stage.facts["draft"], wish, by=REVIEWER)


def _do(command: Callable[[Stage], object]) -> Callable[[Stage, int], int]:
    return lambda stage, _number: stage.do(lambda: command(stage), pages.handler)


def _tick(stage: Stage, _number: int) -> int:
    return stage.tick("notes")


def the_next_tick(stage: Stage) -> None:
    """What comes in the minutes after a tick, whatever became of it."""
    stage.clock.advance(timedelta(minutes=3))
    stage.tick("notes")


PATHS = [
    Path("save a draft", task, _do(_save)),
    Path("submit a draft", task, _do(_hand_in)),
    Path("approve, one of two", in_review_by_three, _do(_approve)),
    Path("approve and publish", in_review, _do(_approve), repeated=GONE),
    Path("send back", in_review, _do(_send_back)),
    *(
        hearing("notes", network, event)
        for event in (
            said.approved(MEMBER), *said.rights(MEMBER), said.contact(MEMBER), said.organisation(),
            said.held(), said.session_titled(),
        )
    ),
    hearing("notes", task, said.cancelled(reminded=False)),
    Path("notes' tick", a_year_on, _tick, the_next_tick),
]  # fmt: skip
