"""What is known of somebody: each part has its own order, and they may come in any."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest

from services.contracts.roles import Role, Standing
from services.notifications.model import person as rules
from services.notifications.model.choices import Choice, Choices
from services.notifications.model.person import Person, Place

NEW = Person("m1")
MEMBER = Place(Standing.MEMBER, frozenset({Role.REVIEWER}), as_of=2)
LEFT = Place(Standing.LEFT, frozenset(), as_of=3)

Heard = Callable[[Person], Person | None]
NEWS: dict[str, Heard] = {
    "address": lambda p: rules.reached(p, name="Jo", address="jo@old.example", as_of=1),
    "new address": lambda p: rules.reached(p, name="Jo", address="jo@new.example", as_of=2),
    "place": lambda p: rules.placed(p, "psmn", MEMBER),
    "gone": lambda p: rules.placed(p, "psmn", LEFT),
    "other place": lambda p: rules.placed(p, "other", MEMBER),
}


@pytest.mark.parametrize("order", list(itertools.permutations(NEWS)), ids=",".join)
def test_the_newest_word_counts_in_whatever_order_it_is_heard(order: tuple[str, ...]) -> None:
    """A1: address and places travel on two buses, and each has a sequence of its own."""
    person = NEW
    for what in [*order, *order]:
        person = NEWS[what](person) or person
    assert (person.name, person.address) == ("Jo", "jo@new.example")
    assert person.places == {"psmn": LEFT, "other": MEMBER}
    assert person.networks() == ["other"]


@pytest.mark.parametrize("what", NEWS)
def test_what_is_heard_again_is_no_news(what: str) -> None:
    person = NEWS[what](NEW)
    assert person is not None
    assert NEWS[what](person) is None


def test_choices_stay_what_they_are_whatever_else_is_heard() -> None:
    """M26: preferences belong to the person, also after they have left the network."""
    quiet = Choices("m1", "psmn", reminders=Choice.OFF, version=1)
    person = rules.chosen(NEW, quiet)
    for heard in NEWS.values():
        person = heard(person) or person
    assert person.choices_in("psmn") == quiet
    assert person.choices_in("other") == Choices("m1", "other")


def test_each_change_is_one_version() -> None:
    """The version is what keeps two who heard something at one moment from losing a word."""
    person = rules.chosen(rules.placed(NEW, "psmn", MEMBER) or NEW, Choices("m1", "psmn"))
    assert person.version == 2
