"""What happens to notes: writing and checking, messages, and the tick that forgets names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from services.contracts.roles import Role
from services.notes import commands, objecting, pages, store
from services.notes.commands import ApproveNote, ReturnNote, SaveDraft
from services.notes.objecting import AgreeToNote, ObjectFromOutside, ObjectToNote
from tests.faults import events as said
from tests.faults.playing import Path, hearing
from tests.faults.stage import DONE, Stage

WRITER, REVIEWER, MEMBER = "writer", "reviewer", "member"
CHAIR, SECOND = "chair", "second"
TEXT = "One member described how letters went out late.\n\n- Call first"
NAMES_SOMEBODY = "Aled Bevanson said that letters went out late."
A_YEAR = timedelta(days=366)
GONE = frozenset({404})
"""A published draft is not there any more, and the sentence says that it may be published."""
WITHDRAWN = frozenset({410})
DECIDED = frozenset({404, 409})
"""There is nothing to decide any more."""


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


def published(stage: Stage) -> None:
    """A note can be read."""
    in_review(stage)
    assert stage.do(lambda: _approve(stage)) == DONE
    stage.publish("NOTES")
    assert stage.do(lambda: stage.facts.update(note=_note())) == DONE


def published_with_member(stage: Stage) -> None:
    """The same, with somebody who reads it."""
    published(stage)
    assert stage.hear("notes", said.approved(MEMBER)) == DONE


def objected(stage: Stage) -> None:
    """A member has objected to the note, and four people could decide."""
    published(stage)
    for name in (CHAIR, SECOND):
        assert stage.hear("notes", said.approved(name, Role.REVIEWER)) == DONE
    assert stage.hear("notes", said.approved(MEMBER)) == DONE
    assert stage.do(lambda: _object(stage)) == DONE
    stage.publish("NOTES")


def nearly_dismissed(stage: Stage) -> None:
    """One person found that it can stay."""
    objected(stage)
    assert stage.do(lambda: _dismiss(stage, CHAIR)) == DONE


def nearly_restored(stage: Stage) -> None:
    """The objection is dismissed; one more yes brings the note back."""
    nearly_dismissed(stage)
    assert stage.do(lambda: _dismiss(stage, REVIEWER)) == DONE


def with_chair(stage: Stage) -> None:
    """A note can be read, and there is a chair who may have a doubt about it."""
    published(stage)
    assert stage.hear("notes", said.approved(CHAIR, Role.CHAIR)) == DONE


def approved_by_one(stage: Stage) -> None:
    """One of two has agreed to a note, and loses the role."""
    in_review(stage)
    assert stage.hear("notes", said.rights(MEMBER)[-2]) == DONE
    assert stage.do(lambda: _approve(stage)) == DONE


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


def wrote_and_agreed(stage: Stage) -> None:
    """Somebody is in the register and in a draft that waits for a second person."""
    in_review(stage)
    assert stage.hear("notes", said.contact(WRITER, name="Aled")) == DONE


def erasing(stage: Stage) -> None:
    """The same, when the rest of what there is of them is due to go."""
    wrote_and_agreed(stage)
    assert stage.hear("notes", said.erased(WRITER)) == DONE
    stage.clock.advance(timedelta(minutes=3))


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


def _note() -> str:
    return store.notes_of(said.SLUG)[0][0].note_id


def _object(stage: Stage) -> None:
    wish = ObjectToNote(text="It names a ward.", idempotency_key="form")
    objecting.object_as_member(
        said.SLUG, stage.facts["note"], wish, by=MEMBER, source_ip="192.0.2.1"
    )


def _object_from_outside(stage: Stage, note: str = "") -> None:
    link = f"/networks/{said.SLUG}/notes/{note or stage.facts['note']}"
    wish = ObjectFromOutside(address=link, text="It names a ward.", idempotency_key="form")
    objecting.object_from_outside(wish, source_ip="192.0.2.1")


def _yes(stage: Stage) -> AgreeToNote:
    case = objecting.look(said.SLUG, stage.facts["note"], by=REVIEWER).case
    return AgreeToNote(version=case.version)


def _dismiss(stage: Stage, by: str) -> None:
    objecting.dismiss(said.SLUG, stage.facts["note"], _yes(stage), by=by)


def _restore(stage: Stage) -> None:
    objecting.restore(said.SLUG, stage.facts["note"], _yes(stage), by=SECOND)


def _uphold(stage: Stage) -> None:
    objecting.uphold(said.SLUG, stage.facts["note"], by=REVIEWER)


def _hide(stage: Stage) -> None:
    objecting.hide(said.SLUG, stage.facts["note"], by=CHAIR)


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
            said.aliased(), said.held(), said.session_titled(),
        )
    ),
    hearing("notes", task, said.cancelled(reminded=False)),
    replace(
        hearing("notes", approved_by_one, said.revoked(REVIEWER)),
        name="notes hears RoleRevoked of somebody who has agreed",
    ),
    Path("object as a member", published_with_member, _do(_object)),
    Path("object from outside", published, _do(_object_from_outside)),
    Path("object to nothing", published, _do(lambda s: _object_from_outside(s, "0" * 32))),
    Path("object once more", objected, _do(_object_from_outside)),
    Path("hide", with_chair, _do(_hide)),
    Path("uphold", objected, _do(_uphold), repeated=WITHDRAWN),
    Path("dismiss, one of two", objected, _do(lambda stage: _dismiss(stage, CHAIR))),
    Path("dismiss", nearly_dismissed, _do(lambda stage: _dismiss(stage, REVIEWER))),
    Path("restore", nearly_restored, _do(_restore), repeated=DECIDED),
    Path("notes' tick", a_year_on, _tick, the_next_tick),
    hearing("notes", wrote_and_agreed, said.erased(WRITER), after=the_next_tick),
    Path("notes' tick: somebody is erased", erasing, _tick, the_next_tick),
]  # fmt: skip
