"""Files, accounts, the clock and ids."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from services.runtime.ports import Challenge, Files, Identity, Platform, SignInRefused, Tokens
from tests.conformance.engines import Engine
from tests.conformance.functions import CODE, MOST_TRIES

ANN, BEN = "a" * 32, "b" * 32
WRONG = "00000000"


def test_bytes_come_back_as_they_were_stored(files: Files) -> None:
    content = bytes(range(256)) * 10

    files.put("notes/1.pdf", b"first", "application/pdf")
    files.put("notes/1.pdf", content, "application/pdf")

    assert files.get("notes/1.pdf") == content
    assert files.get("notes/2.pdf") is None


def test_a_deleted_file_is_gone_and_can_be_deleted_again(files: Files) -> None:
    files.put("notes/1.pdf", b"%PDF", "application/pdf")

    files.delete("notes/1.pdf")
    files.delete("notes/1.pdf")

    assert files.get("notes/1.pdf") is None


def test_a_link_fetches_the_bytes(engine: Engine, files: Files) -> None:
    files.put("notes/ünïcode 1.pdf", b"%PDF", "application/pdf")
    link = files.link("notes/ünïcode 1.pdf", seconds=60)

    assert engine.fetch(link) == b"%PDF"

    files.delete("notes/ünïcode 1.pdf")
    assert engine.fetch(link) is None


@pytest.mark.needs("ending links")
def test_a_link_ends(engine: Engine, files: Files) -> None:
    files.put("notes/1.pdf", b"%PDF", "application/pdf")
    link = files.link("notes/1.pdf", seconds=1)

    assert engine.until(lambda: engine.fetch(link) is None)
    assert files.get("notes/1.pdf") == b"%PDF"


@pytest.mark.parametrize("seconds", [0, -1, 61])
def test_a_link_lasts_at_most_a_minute(files: Files, seconds: int) -> None:
    with pytest.raises(ValueError, match="at most 60 seconds"):
        files.link("notes/1.pdf", seconds=seconds)


def test_accounts_can_be_made_and_removed_twice(identity: Identity) -> None:
    for _ in range(2):
        identity.create(ANN, "ann@a.example")
    for _ in range(2):
        identity.delete(ANN)


def test_an_account_moves_to_another_address_and_no_account_to_none(identity: Identity) -> None:
    identity.create(ANN, "ann@a.example")
    for _ in range(2):
        identity.move(ANN, "ann@b.example")
    identity.move(BEN, "ben@b.example")

    identity.delete(ANN)
    identity.move(ANN, "ann@c.example")


def test_nonsense_proves_nothing(identity: Identity) -> None:
    with pytest.raises(SignInRefused):
        identity.verify("no token at all")
    with pytest.raises(SignInRefused):
        identity.refresh("no token at all")
    with pytest.raises(SignInRefused):
        identity.answer(ANN, "no session", CODE)


@pytest.mark.needs("custom challenges")
def test_a_right_code_proves_who_somebody_is(identity: Identity) -> None:
    identity.create(ANN, "ann@a.example")

    tokens = identity.answer(ANN, identity.begin(ANN).session, CODE)

    assert isinstance(tokens, Tokens)
    assert identity.verify(tokens.id_token) == ANN
    assert identity.verify(identity.refresh(tokens.refresh_token).id_token) == ANN


@pytest.mark.needs("custom challenges")
def test_a_wrong_code_may_be_corrected(identity: Identity) -> None:
    identity.create(ANN, "ann@a.example")

    again = identity.answer(ANN, identity.begin(ANN).session, WRONG)

    assert isinstance(again, Challenge)
    assert isinstance(identity.answer(ANN, again.session, CODE), Tokens)


@pytest.mark.needs("custom challenges")
def test_there_are_at_most_five_tries(identity: Identity) -> None:
    """M5."""
    identity.create(ANN, "ann@a.example")

    assert tries(identity) <= MOST_TRIES


@pytest.mark.needs("five tries")
def test_there_are_five_tries(identity: Identity) -> None:
    """M5."""
    identity.create(ANN, "ann@a.example")

    assert tries(identity) == MOST_TRIES


def tries(identity: Identity) -> int:
    """After how many wrong codes the session is over."""
    session = identity.begin(ANN).session
    for tried in range(1, 100):
        try:
            again = identity.answer(ANN, session, WRONG)
        except SignInRefused:
            return tried
        assert isinstance(again, Challenge)
        session = again.session
    raise AssertionError("it never ends")


@pytest.mark.needs("sessions for one answer")
def test_a_session_is_good_for_one_answer_by_one_person(identity: Identity) -> None:
    for member_id in (ANN, BEN):
        identity.create(member_id, "somebody@a.example")
    session = identity.begin(ANN).session

    with pytest.raises(SignInRefused):
        identity.answer(BEN, session, CODE)
    with pytest.raises(SignInRefused):
        identity.answer(ANN, session, CODE)


@pytest.mark.needs("strangers")
def test_somebody_unknown_is_asked_for_a_code_that_nothing_answers(identity: Identity) -> None:
    asked = identity.begin(BEN)

    assert isinstance(identity.answer(BEN, asked.session, CODE), Challenge)


@pytest.mark.needs("custom challenges")
def test_a_removed_account_proves_nothing_any_more(identity: Identity) -> None:
    identity.create(ANN, "ann@a.example")
    tokens = identity.answer(ANN, identity.begin(ANN).session, CODE)
    assert isinstance(tokens, Tokens)

    identity.delete(ANN)

    with pytest.raises(SignInRefused):
        identity.refresh(tokens.refresh_token)


def test_the_clock_knows_its_zone(platform: Platform) -> None:
    first, second = platform.clock.now(), platform.clock.now()

    assert first.tzinfo is UTC
    assert timedelta(0) <= second - first < timedelta(minutes=1)
    assert abs(first - datetime(2026, 11, 27, tzinfo=UTC)) < timedelta(days=3650)


def test_ids_are_32_hexadecimal_digits_and_never_the_same(platform: Platform) -> None:
    made = {platform.ids.new() for _ in range(1000)}

    assert len(made) == 1000
    assert all(re.fullmatch(r"[0-9a-f]{32}", one) for one in made)


@pytest.mark.parametrize("count", [1, 8])
def test_digits_keep_their_zeros(platform: Platform, count: int) -> None:
    made = [platform.ids.digits(count) for _ in range(500)]

    assert all(re.fullmatch(rf"[0-9]{{{count}}}", digits) for digits in made)
    assert any(digits.startswith("0") for digits in made)
