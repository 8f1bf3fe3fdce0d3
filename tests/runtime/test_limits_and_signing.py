"""Limits count without keeping who; tokens are good for one purpose only."""

from __future__ import annotations

from datetime import timedelta

import pytest

from services.contracts.refusals import Invalid, TooMany
from services.runtime import limits, signing
from tests.world import Home

TABLE = "candour-test-membership"
HOUR = timedelta(hours=1)


def test_the_fourth_in_an_hour_is_too_many_and_the_next_hour_begins_anew(home: Home) -> None:
    for _ in range(3):
        limits.demand(TABLE, "code", "ann@example.org", most=3, within=HOUR)
    with pytest.raises(TooMany):
        limits.demand(TABLE, "code", "ann@example.org", most=3, within=HOUR)
    limits.demand(TABLE, "code", "bea@example.org", most=3, within=HOUR)
    home.clock.advance(HOUR)
    limits.demand(TABLE, "code", "ann@example.org", most=3, within=HOUR)


def test_a_limit_keeps_no_trace_of_whom_it_counts(home: Home) -> None:
    limits.allow(TABLE, "code", "ann@example.org", most=3, within=HOUR)
    assert "ann" not in str(home.dump())


def test_a_token_is_good_for_its_purpose_only(home: Home) -> None:
    token = signing.sign("unsubscribe", ["m1", "psmn"])
    assert signing.unsign("unsubscribe", token) == ["m1", "psmn"]
    for wrong in ("", token + "x", token[:-3] + "abc"):
        with pytest.raises(Invalid):
            signing.unsign("unsubscribe", wrong)
    with pytest.raises(Invalid):
        signing.unsign("ticket", token)


def test_a_cursor_is_good_for_its_list_and_its_person_only(home: Home) -> None:
    """S1: a cursor handed to somebody else, or to another list, opens nothing."""
    token = signing.cursor("notes:psmn", "m1", {"pk": "a", "sk": "b"})
    assert signing.after("notes:psmn", "m1", token) == {"pk": "a", "sk": "b"}
    for route, member in (("notes:psmn", "m2"), ("notes:other", "m1")):
        with pytest.raises(Invalid):
            signing.after(route, member, token)
    assert signing.after("notes:psmn", "m1", None) is None
