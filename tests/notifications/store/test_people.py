"""What is known of one person is one item, whoever hears what, and when."""

from __future__ import annotations

from typing import Any

import pytest

from services.contracts.membership import MemberErased
from services.contracts.refusals import Conflict, Invalid
from services.contracts.roles import Standing
from services.notifications import commands
from services.notifications.commands import ChooseMail, SetChoices
from services.notifications.model.batch import HANDFUL
from services.notifications.model.choices import Choice, choose
from services.notifications.model.kinds import MailClass
from services.notifications.store import people
from services.notifications.store.table import KEYS_AT_ONCE, table
from services.runtime import platform, rights
from tests.notifications import house as said
from tests.notifications.house import SLUG, House
from tests.notifications.provider import Interrupted


class Reads:
    """The Tables port; how many keys each batched read asked for."""

    def __init__(self, port: Any) -> None:
        self._port = port
        self.asked: list[int] = []

    def get_many(self, keys: Any) -> Any:
        """Read, and remember it."""
        self.asked.append(len(keys))
        return self._port.get_many(keys)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._port, name)


@pytest.fixture
def quicker(house: House) -> Interrupted:
    """Somebody else may be quicker at any write."""
    tables = Interrupted(house.home.platform.tables)
    house.home.platform.tables = tables  # type: ignore[assignment]
    return tables


def test_the_gate_sees_a_whole_handful_and_its_network_in_one_read(house: House) -> None:
    """A1: facts of the moment for everybody, and yet one call."""
    members = house.network(HANDFUL)
    house.home.platform.tables = reads = Reads(house.home.platform.tables)  # type: ignore[assignment]
    found, archived = people.at_the_gate(SLUG, members)
    assert reads.asked == [1 + HANDFUL]
    assert HANDFUL < KEYS_AT_ONCE
    assert [person.member_id for person in found] == members
    assert all(person.places[SLUG].standing is Standing.MEMBER for person in found)
    assert all(person.address for person in found)
    assert not archived


def test_a_place_is_known_to_mail_and_to_rights_in_the_same_moment(house: House) -> None:
    """M20: nobody may read what they get no mail about, nor the other way round."""
    house.network(1)
    house.hear(said.left("m000"))
    kept = platform.current().tables.get(table(), rights.place_key("m000", SLUG))
    assert kept is not None
    assert kept["standing"] == people.find("m000").places[SLUG].standing == Standing.LEFT
    house.hear(said.approved("m000"))
    assert platform.current().tables.get(table(), rights.place_key("m000", SLUG)) == kept


def test_an_address_and_a_place_that_are_heard_at_one_moment_are_both_kept(
    house: House, quicker: Interrupted
) -> None:
    """Two functions have read the same item; the second to write looks again."""
    house.hear(said.opened(), said.named())
    quicker.at_write(1, lambda: people.keep_contact(said.contact("m1")))
    assert people.keep_place(said.approved("m1"))
    person = people.find("m1")
    assert person.address == said.address_of("m1")
    assert person.networks() == [SLUG]


def test_a_choice_that_meets_news_of_the_same_person_loses_neither(
    house: House, quicker: Interrupted
) -> None:
    """What somebody chose is not theirs to type again because a role came at that moment."""
    house.network(1)
    wish = SetChoices(reminders="off", notes="at_once")
    quicker.at_write(1, lambda: people.keep_contact(said.contact("m000", "Jo", sequence=2)))
    commands.set_choices(SLUG, wish, by="m000")
    person = people.find("m000")
    assert (person.name, person.choices_in(SLUG).reminders) == ("Jo", Choice.OFF)


def test_choices_on_the_page_meet_the_network_that_was_left_meanwhile(
    house: House, quicker: Interrupted
) -> None:
    """Looking again is deciding again: what is no longer right is refused."""
    house.network(1)
    quicker.at_write(1, lambda: people.keep_place(said.left("m000")))
    wish = ChooseMail(networks=(SLUG,), notes=(SLUG,))
    with pytest.raises(Invalid):
        commands.choose(wish, by="m000")
    assert people.find("m000").choices_in(SLUG).version == 0


def test_nothing_is_left_of_somebody_who_was_erased_and_nothing_comes_back(house: House) -> None:
    """A21, decision 15: at once, and however late the rest is heard."""
    house.network(1)
    person = people.find("m000")
    house.hear(MemberErased(member_id="m000", sequence=1))
    assert people.find("m000").version == 0
    assert not people.keep_contact(said.contact("m000", sequence=7))
    assert not people.keep_place(said.approved("m000", sequence=7))
    commands.stop(("m000", SLUG, MailClass.NOTES), undo=False)
    change = choose(person.choices_in(SLUG), reminders=Choice.OFF, notes=Choice.OFF)
    assert change is not None
    with pytest.raises(Conflict):
        people.change(people.find("m000"), [change])
    assert people.find("m000").version == 0


def test_whoever_is_erased_while_a_place_is_written_stays_erased(
    house: House, quicker: Interrupted
) -> None:
    """The write itself holds only while nobody has buried them."""
    house.network(1)
    quicker.at_write(1, lambda: house.hear(MemberErased(member_id="m000", sequence=1)))
    assert not people.keep_place(said.approved("m000", sequence=7))
    assert people.find("m000").version == 0
    assert platform.current().tables.get(table(), rights.place_key("m000", SLUG)) is None
