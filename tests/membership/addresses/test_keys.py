"""Keys of addresses: what one person types in different ways is one; nothing more is (M1)."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.membership.addresses import DOTLESS, address_key, alias_key, checked
from tests.world import Home


def key(typed: str) -> str:
    return address_key(checked(typed))


def alias(typed: str) -> str:
    return alias_key(checked(typed))


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


@pytest.mark.usefixtures("home")
def test_a_tag_makes_no_other_person() -> None:
    """M1: the alias key is for matching, so that one mailbox is noticed twice (M3)."""
    assert alias("ann+peers@kelder.example") == alias("Ann@kelder.example")
    assert alias("+peers@kelder.example") != alias("ann@kelder.example")


@pytest.mark.usefixtures("home")
def test_dots_count_except_where_the_mail_service_ignores_them() -> None:
    """M1."""
    assert alias("a.nn@kelder.example") != alias("ann@kelder.example")
    everywhere = {
        alias(f"{local}@{domain}") for domain in DOTLESS for local in ("a.nn+x", "ann", "A.N.N")
    }
    assert len(everywhere) == len(set(DOTLESS.values()))


@pytest.mark.usefixtures("home")
def test_an_alias_key_is_never_taken_for_an_address_key() -> None:
    assert alias("ann@kelder.example") != key("ann@kelder.example")


LOCAL = st.from_regex(r"[a-z]([a-z0-9]|[.+_-](?=[a-z0-9])){0,20}", fullmatch=True)


@pytest.mark.usefixtures("home")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # nothing is written
@given(LOCAL, st.sampled_from(["kelder.example", "bücher.example", *DOTLESS]))
def test_keys_do_not_care_how_an_address_is_typed(local: str, domain: str) -> None:
    """M1: upper case and the spelling of the domain change neither key."""
    address = f"{local}@{domain}"
    shouted = f"{local.upper()}@{domain.encode('idna').decode()}"
    assert (key(address), alias(address)) == (key(shouted), alias(shouted))
