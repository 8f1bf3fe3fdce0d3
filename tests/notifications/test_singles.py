"""Single mails: a code, a welcome, a kind no; claimed first, never blindly sent twice."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from services.contracts.event import Event
from services.contracts.membership import (
    AddressTaken,
    FirstAddressChanged,
    MemberErased,
    MembershipDeclined,
    PlaceEvent,
    SignInCodeIssued,
)
from services.contracts.roles import Standing
from services.notifications.model.batch import LEASE, Result
from services.notifications.store import batches
from services.runtime import erasing, platform
from tests.notifications import house as said
from tests.notifications.house import MINUTE, NAME, SLUG, House
from tests.notifications.provider import Fate, Killed, always, first

CODE, WELCOME, ANSWER = "Your code", "Welcome", "Your request"


def code_issued(code: str = "12345678", minutes: int = 10) -> SignInCodeIssued:
    return SignInCodeIssued(
        member_id="m1",
        email=said.address_of("m1"),
        code=code,
        expires_at=platform.now() + timedelta(minutes=minutes),
    )


def declined(sequence: int = 2) -> MembershipDeclined:
    return MembershipDeclined(
        member_id="m1", network_id=SLUG, standing=Standing.DECLINED, sequence=sequence
    )


# --- codes --------------------------------------------------------------------------------------


def test_a_code_goes_out_at_once_and_once(house: House) -> None:
    issued = house.said(code_issued())
    assert house.hear(issued, issued)
    (mail,) = house.mail(CODE)
    assert mail["to"] == said.address_of("m1")
    assert re.findall(r"\b\d{8}\b", mail["text"]) == ["12345678"]
    assert "12345678" not in mail["subject"], "a locked screen shows subjects"
    assert "until 9:10am, London time" in mail["text"]


def test_a_code_to_delete_the_account_says_so(house: House) -> None:
    house.hear(code_issued().model_copy(update={"purpose": "erasure"}))
    (mail,) = house.mail(CODE)
    assert mail["subject"] == "Your code to delete your account"
    assert "deletes your account" in mail["text"]


def test_each_code_is_a_mail_of_its_own(house: House) -> None:
    house.hear(code_issued("11111111"), code_issued("22222222"))
    assert len(house.mail(CODE)) == 2


def test_a_code_that_is_dead_is_not_sent(house: House) -> None:
    issued = house.said(code_issued())
    house.home.clock.advance(timedelta(minutes=10))
    assert house.hear(issued)
    assert house.mail() == []


def test_a_code_is_kept_nowhere(house: House) -> None:
    """A19: the ledger holds no body."""
    house.hear(code_issued())
    kept = [item for item in house.home.dump() if item["table"].endswith("notifications")]
    assert kept
    assert "12345678" not in str(kept)
    assert said.address_of("m1") not in str(kept)


def test_a_provider_that_is_busy_gets_the_code_again(house: House) -> None:
    house.provider.script = first(Fate.ALL_AGAIN)
    issued = house.said(code_issued())
    assert not house.hear(issued), "the queue brings it again"
    assert house.hear(issued)
    assert len(house.mail(CODE)) == 1


def test_a_code_that_waited_is_not_sent_to_somebody_who_was_erased(house: House) -> None:
    """M22: nothing after the erasing but the receipt."""
    house.provider.script = first(Fate.ALL_AGAIN)
    issued = house.said(code_issued())
    assert not house.hear(issued), "the queue brings it again"
    house.hear(MemberErased(member_id="m1", sequence=1))
    assert house.hear(issued)
    house.pass_time(10 * MINUTE)
    assert house.mail() == []
    assert house.items("MEMBER#m1") == []


@pytest.mark.parametrize(
    ("fate", "mails"), [(Fate.LOST_BUT_ACCEPTED, 1), (Fate.LOST_AND_NEVER_SEEN, 0)]
)
def test_a_lost_answer_is_settled_by_evidence_and_never_by_sending_again(
    house: House, fate: Fate, mails: int
) -> None:
    """Decision 0009: a code that is lost is asked for again."""
    house.provider.script = first(fate)
    assert house.hear(code_issued())
    house.pass_time(timedelta(hours=2))
    assert len(house.mail(CODE)) == mails
    assert house.provider.calls == 1


@pytest.mark.parametrize("fate", [Fate.KILLED_BEFORE, Fate.KILLED_AFTER])
def test_a_process_that_dies_with_a_code_in_hand_sends_it_once(house: House, fate: Fate) -> None:
    house.provider.script = first(fate)
    issued = house.said(code_issued())
    with pytest.raises(Killed):
        house.hear(issued)
    assert not house.hear(issued), "somebody may still be sending it"
    house.home.clock.advance(LEASE)
    assert house.hear(issued)
    assert len(house.mail(CODE)) == 1


# --- about addresses ----------------------------------------------------------------------------

OLD = "before@people.example"


def taken() -> AddressTaken:
    return AddressTaken(member_id="m1", email=said.address_of("m1"))


def moved() -> FirstAddressChanged:
    return FirstAddressChanged(
        member_id="m1", email=said.address_of("m1"), old_email=OLD, sequence=2
    )


def test_whose_address_was_tried_hears_of_it_once_and_without_a_code(house: House) -> None:
    """X7."""
    event = house.said(taken())
    assert house.hear(event, event)
    (mail,) = house.mail("Somebody tried")
    assert mail["to"] == said.address_of("m1")
    assert re.findall(r"\d{8}", mail["text"]) == []


def test_the_old_address_hears_once_of_the_change_and_not_where_mail_goes(house: House) -> None:
    event = house.said(moved())
    assert house.hear(event, event)
    (mail,) = house.mail("Your mail goes to another address")
    assert mail["to"] == OLD
    assert said.address_of("m1") not in mail["text"] + mail["html"]


@pytest.mark.parametrize("event", [taken, moved])
def test_mail_about_an_address_is_kept_nowhere_and_dies_with_the_message(
    house: House, event: Callable[[], Event]
) -> None:
    """A19, A23."""
    house.hear(event())
    kept = [item for item in house.home.dump() if item["table"].endswith("notifications")]
    assert kept
    assert OLD not in str(kept)
    late = house.said(event())
    house.home.clock.advance(timedelta(hours=25))
    assert house.hear(late)
    assert len(house.mail()) == 1


@pytest.mark.parametrize("event", [taken, moved])
def test_mail_about_an_address_that_waited_is_not_sent_after_an_erasing(
    house: House, event: Callable[[], Event]
) -> None:
    """M22."""
    house.provider.script = first(Fate.ALL_AGAIN)
    waiting = house.said(event())
    assert not house.hear(waiting), "the queue brings it again"
    house.hear(MemberErased(member_id="m1", sequence=1))
    assert house.hear(waiting)
    assert house.mail() == []


# --- answers ------------------------------------------------------------------------------------


def test_a_welcome_greets_by_name_and_comes_once(house: House) -> None:
    house.hear(said.opened(), said.named())
    member = house.said(said.approved("m1"))
    house.hear(said.contact("m1"), member, member)
    (mail,) = house.mail()
    assert mail["subject"] == f"Welcome to {NAME}"
    assert "Hello Siân O'Neill," in mail["text"]
    assert "Siân O&#39;Neill" in mail["html"]


@pytest.mark.parametrize("twice", [False, True])
def test_a_welcome_waits_for_the_address(house: House, twice: bool) -> None:
    """The contact may be later than the approval, and is then enough."""
    house.hear(said.opened(), said.named(), said.approved("m1"))
    assert house.mail() == []
    for _ in range(2 if twice else 1):
        assert house.hear(said.contact("m1"))
    assert len(house.mail(WELCOME)) == 1


def test_a_welcome_that_waited_is_not_sent_to_somebody_who_has_left(house: House) -> None:
    """A1."""
    house.hear(said.opened(), said.named(), said.approved("m1"), said.left("m1"))
    house.hear(said.contact("m1"))
    house.pass_time(timedelta(hours=1))
    assert house.mail() == []


def test_an_address_that_comes_a_week_late_gets_no_welcome(house: House) -> None:
    house.hear(said.opened(), said.named(), said.approved("m1"))
    house.pass_time(timedelta(days=8))
    house.hear(said.contact("m1"))
    assert house.mail() == []


def test_whoever_comes_back_is_welcomed_again(house: House) -> None:
    house.hear(said.opened(), said.named(), said.contact("m1"), said.approved("m1", sequence=2))
    house.hear(said.left("m1", sequence=3), said.approved("m1", sequence=5))
    assert len(house.mail(WELCOME)) == 2


def test_a_no_is_kind_once_and_gives_no_reason(house: House) -> None:
    """M21."""
    house.hear(said.opened(), said.named(), said.contact("m1"))
    no = house.said(declined())
    house.hear(no, no, declined())
    (mail,) = house.mail()
    assert mail["subject"] == f"Your request to join {NAME}"
    assert "could not let you in this time" in mail["text"]
    assert "30 days" in mail["text"]


def test_a_busy_provider_and_a_lost_answer_still_make_one_welcome(house: House) -> None:
    house.provider.script = first(Fate.ALL_AGAIN, Fate.LOST_AND_NEVER_SEEN)
    house.hear(said.opened(), said.named(), said.contact("m1"))
    member = house.said(said.approved("m1"))
    assert not house.hear(member)
    assert house.hear(member)
    assert house.mail() == []
    house.pass_time(10 * MINUTE)
    assert len(house.mail(WELCOME)) == 1
    assert house.provider.calls == 3


@pytest.mark.parametrize("answer", [said.approved("m1"), declined()])
def test_an_answer_that_waited_is_not_sent_once_the_erasing_has_begun(
    house: House, answer: PlaceEvent
) -> None:
    """M22: not even if the function died between the tombstone and the places."""
    house.provider.script = first(Fate.ALL_AGAIN)
    house.hear(said.opened(), said.named(), said.contact("m1"))
    heard = house.said(answer)
    assert not house.hear(heard), "the queue brings it again"
    erasing.bury(platform.setting("NOTIFICATIONS_TABLE"), "m1")
    assert house.hear(heard)
    house.pass_time(timedelta(hours=1))
    assert house.mail() == []


def test_without_evidence_doubt_remains_and_nothing_is_sent_again(house: House) -> None:
    """Decision 0009, as it is in AWS until delivery events are read."""
    house.provider.knows = False
    house.provider.script = always(Fate.LOST_BUT_ACCEPTED)
    house.hear(said.opened(), said.named(), said.contact("m1"), said.approved("m1"))
    house.pass_time(timedelta(days=8))
    assert len(house.mail(WELCOME)) == 1
    (mail,) = [i for i in house.items("MEMBER#m1") if i["sk"].startswith("MAIL#")]
    assert batches.read(mail).results == {"m1": Result.UNCERTAIN}
    assert house.items("DUE#") == [], "and nobody looks at it for ever"
