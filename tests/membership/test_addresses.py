"""Mail addresses: what one person types in different ways is one address; nothing more is (M1)."""

from __future__ import annotations

import pytest

from services.membership.addresses import SENTENCE, address_key, checked
from tests.world import Home


def key(typed: str) -> str:
    return address_key(checked(typed))


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    "typed",
    [
        "ann.lee@kelder.example",
        "Ann.Lee@Kelder.EXAMPLE",
        "ANN.LEE@kelder.example",
    ],
)
def test_ways_of_writing_one_address_are_one(typed: str) -> None:
    assert key(typed) == key("ann.lee@kelder.example")


@pytest.mark.usefixtures("home")
def test_a_domain_is_one_in_its_own_letters_and_in_ascii() -> None:
    assert key("ann@bücher.example") == key("ann@xn--bcher-kva.example")


@pytest.mark.usefixtures("home")
def test_accents_are_one_however_they_are_composed() -> None:
    assert key("zoe\u0308@kelder.example") == key("zo\u00eb@kelder.example")


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ann@straße.example", "ann@strasse.example"),
        ("ann+peers@kelder.example", "ann@kelder.example"),
        ("a.nn@kelder.example", "ann@kelder.example"),
    ],
)
def test_different_addresses_stay_different(one: str, other: str) -> None:
    assert key(one) != key(other)


def test_a_key_says_nothing_about_the_address(home: Home) -> None:
    before = address_key("ann@kelder.example")
    assert "ann" not in before
    assert len(before) == 64
    home.platform.settings["SIGNING_KEY"] = "another key"
    assert address_key("ann@kelder.example") != before


@pytest.mark.parametrize(
    "typed",
    [
        "", "ann", "ann@", "@kelder.example", "ann@kelder", "ann lee@kelder.example",
        "ann@kelder..example", "ann@kelder.example\nbcc: x@y.example", "ann@@kelder.example",
        "Ann <ann@kelder.example>", "ann@kelder.example,bob@kelder.example",
        "a" * 70 + "@b.example",
        "ann@[127.0.0.1]", "ann@127.0.0.1", "ann\x00@kelder.example", "ann@kel\u202eder.example",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(ValueError, match="Check the address") as refused:
        checked(typed)
    assert str(refused.value) == SENTENCE
