"""A series as a chair's program sees it: grown, split, skipped, paused, ended (S1-S5, S7)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from services.sessions import walltime
from services.sessions.store import find
from tests.membership.network import SLUG, Network
from tests.sessions.planning import API, PROGRAMME, SERIES, begin, due, move, wish


def one(network: Network, series: str) -> dict[str, Any]:
    answer = network.api("GET", f"{SERIES}/{series}", by="chair")
    assert answer.status == 200, answer.text
    return dict(answer.json())


def turn(network: Network, series: str, what: str, **wish: Any) -> dict[str, Any]:
    seen = {"version": one(network, series)["version"], **wish}
    answer = network.api("POST", f"{SERIES}/{series}/{what}", seen, by="chair")
    assert answer.status == 200, answer.text
    network.world.settle()
    return dict(answer.json())


def days(series: dict[str, Any]) -> list[str]:
    return [one["day"] for one in series["dates"]]


def session_on(network: Network, series: dict[str, Any], day: str) -> dict[str, Any]:
    session = next(one["session_id"] for one in series["dates"] if one["day"] == day)
    return dict(network.api("GET", f"{API}/{session}", by="chair").json())


def to(network: Network, at: datetime) -> None:
    """Until then, with a tick every minute in which anything is due."""
    network.world.move_to(at)


def silently_to(network: Network, at: datetime) -> None:
    """Until then, without a tick but the last one."""
    network.world.platform.clock.move_to(at)
    network.world.advance(timedelta(minutes=1))


def test_twelve_weeks_are_on_the_programme_each_a_session_with_its_own_reminder(
    network: Network,
) -> None:
    """S1: own id and version, and a due row in the same transaction."""
    series = one(network, begin(network))
    network.world.settle()
    fridays = [(date(2026, 11, 27) + timedelta(weeks=week)).isoformat() for week in range(12)]
    assert days(series) == fridays
    ids = [one["session_id"] for one in series["dates"]]
    assert len(set(ids)) == 12
    assert sorted(due(network)) == sorted(ids)
    assert len(network.said("OccurrenceScheduled.v1")) == 12
    assert "Learning" not in str(network.said("SeriesCreated.v1"))
    (row,) = [row for row in network.items("DUE#", table="sessions") if "series_id" in row]
    assert row["sk"].startswith("2026-11-27T00:00:00")


def test_a_tick_adds_a_week_once_however_late_or_often_it_comes(network: Network) -> None:
    """S1: and a month without any tick is made up for; nothing is planned in the past."""
    series = begin(network)
    to(network, datetime(2026, 11, 27, 0, 1, tzinfo=UTC))
    assert days(one(network, series))[-1] == "2027-02-19"
    before = one(network, series)
    network.world.advance(timedelta(hours=3))
    assert one(network, series) == before
    silently_to(network, datetime(2027, 6, 2, tzinfo=UTC))
    grown = one(network, series)
    assert (days(grown)[0], days(grown)[-1]) == ("2027-06-04", "2027-08-20")
    assert session_on(network, grown, "2027-06-04")["starts_at"] == "2027-06-04T13:00:00Z"


def test_a_form_with_an_empty_last_date_begins_a_series_without_an_end(network: Network) -> None:
    """S1: a browser sends every field of a form, also those that nobody filled in."""
    form = {**wish(), "time": "14:00", "zone": "Europe/London", "minutes": "60", "until": ""}
    answer = network.post(f"/networks/{SLUG}/desk/series", form, by="chair")
    assert answer.status == 303, answer.text


def test_a_repeated_key_begins_no_second_series(network: Network) -> None:
    assert begin(network, idempotency_key="once") == begin(network, idempotency_key="once")
    assert len(due(network)) == 12


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"date": "2026-11-20"}, "date"),
        ({"date": "2036-11-28"}, "date"),
        ({"date": "27/11/2026"}, "date"),
        ({"until": "2026-11-20"}, "until"),
        ({"title": "x" * 10_000}, "title"),
        ({"title": "Learning\r\nATTENDEE:mailto:eve@fenwick.example"}, "title"),
        ({"zone": "Europe/Atlantis"}, "zone"),
        ({"minutes": 0}, "minutes"),
    ],
)
def test_what_cannot_be_planned_is_refused_with_the_field(
    network: Network, changed: dict[str, Any], field: str
) -> None:
    answer = network.api("POST", SERIES, wish(**changed), by="chair")
    assert (answer.status, list(answer.json()["fields"])) == (422, [field])
    assert due(network) == []


def test_a_time_that_the_clock_leaves_out_is_planned_later_and_flagged(network: Network) -> None:
    """S2: flagged to the chair, in the answer and on the page."""
    series = begin(network, date="2027-03-07", time="02:30", zone="America/New_York")
    to(network, datetime(2027, 1, 2, tzinfo=UTC))
    flagged = [d for d in one(network, series)["dates"] if d["clock"] != "once"]
    assert [(d["day"], d["clock"]) for d in flagged] == [("2027-03-14", "never")]
    session = session_on(network, one(network, series), "2027-03-14")
    assert (session["clock"], session["starts_at"]) == ("never", "2027-03-14T07:00:00Z")
    assert (
        "leaves out 02:30" in network.get(f"/networks/{SLUG}/desk/series/{series}", by="chair").text
    )


def test_changed_zone_data_moves_only_what_nobody_was_told_of_and_is_reported(
    network: Network, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """S1: the wall time stays, the instant follows."""
    series = one(network, begin(network))
    to(network, datetime(2026, 11, 26, 14, 1, tzinfo=UTC))
    real = walltime.instant

    def summer_for_ever(local: datetime, zone: str) -> datetime:
        return real(local, zone) - timedelta(hours=1)

    monkeypatch.setattr(walltime, "instant", summer_for_ever)
    silently_to(network, datetime(2026, 11, 27, 0, 1, tzinfo=UTC))
    told, *others = (find(one["session_id"]) for one in series["dates"])
    assert told is not None
    assert told.starts_at == datetime(2026, 11, 27, 14, tzinfo=UTC)
    assert {session.starts_at.hour for session in others if session} == {13}
    assert {session.plan.local_start.hour for session in others if session} == {14}
    assert '"zone_data_changed", "service": "sessions", "count": 11' in capsys.readouterr().out


def test_a_change_splits_the_series_and_sessions_keep_their_ids(network: Network) -> None:
    """S4."""
    series = begin(network)
    before = one(network, series)
    carried = turn(network, series, "change", day="2026-12-11", date="2026-12-10", time="15:00")
    network.world.settle()
    assert days(one(network, series)) == ["2026-11-27", "2026-12-04"]
    assert one(network, series)["last_day"] == "2026-12-10"
    assert (carried["follows"], days(carried)[:2]) == (series, ["2026-12-10", "2026-12-17"])
    ids = [one["session_id"] for one in before["dates"]]
    assert [one["session_id"] for one in carried["dates"]] == ids[2:]
    moved = session_on(network, carried, "2026-12-10")
    assert (moved["starts_at"], moved["series_id"]) == (
        "2026-12-10T15:00:00Z", carried["series_id"],
    )  # fmt: skip
    assert len(network.said("OccurrenceMoved.v1")) == 10
    assert sorted(due(network)) == sorted(ids)


@pytest.mark.parametrize(("alike", "title", "start"), [(False, "A guest", "16:30"),
                                                       (True, "Learning", "15:00")])  # fmt: skip
def test_what_was_changed_by_itself_stays_unless_all_are_to_be_alike(
    network: Network, alike: bool, title: str, start: str
) -> None:
    """S4: what was not changed of it goes with the series."""
    series = begin(network)
    session = session_on(network, one(network, series), "2026-12-11")["session_id"]
    move(network, session, date="2026-12-11", time="16:30", title="A guest")
    carried = turn(
        network, series, "change", day="2026-12-04", date="2026-12-04", time="15:00",
        minutes=90, alike=alike,
    )  # fmt: skip
    found = session_on(network, carried, "2026-12-11")
    assert (found["title"], found["local_start"][11:16]) == (title, start)
    assert found["ends_at"] == f"2026-12-11T{int(start[:2]) + 1}:{'30' if alike else '00'}:00Z" or (
        found["ends_at"][11:16] in ("18:00", "16:30")
    )


def test_the_same_change_again_gives_the_same_series(network: Network) -> None:
    series = begin(network)
    wish = {"version": 1, "day": "2026-12-04", "date": "2026-12-04", "time": "15:00"}
    first, again = (
        network.api("POST", f"{SERIES}/{series}/change", wish, by="chair") for _ in range(2)
    )
    assert (first.status, first.json()) == (again.status, again.json()) == (200, first.json())
    other = network.api("POST", f"{SERIES}/{series}/change", {**wish, "time": "16:00"}, by="chair")
    assert (other.status, other.json()["version"]) == (409, 2)


def test_whoever_saw_an_older_version_is_told(network: Network) -> None:
    """The loser of two changes loses nothing that was typed, and overwrites nothing."""
    series = begin(network)
    turn(network, series, "pause")
    for what, more in (
        ("skip", {"date": "2026-12-04", "reason": "Away"}),
        ("change", {"day": "2026-12-04", "date": "2026-12-04", "time": "15:00"}),
        ("end", {"last_day": "2026-12-04"}),
        ("resume", {}),
    ):
        answer = network.api(
            "POST", f"{SERIES}/{series}/{what}", {"version": 1, **more}, by="chair"
        )
        assert (answer.status, answer.json()["version"]) == (409, 2)


def test_a_date_is_skipped_in_silence_and_the_programme_says_why(network: Network) -> None:
    """S5: before anything was sent."""
    series = begin(network)
    turn(network, series, "skip", date="2026-12-25", reason="Christmas Day")
    session = session_on(network, one(network, series), "2026-12-25")
    assert (session["state"], session["reason"]) == ("skipped", "Christmas Day")
    assert session["session_id"] not in due(network)
    (said,) = network.said("OccurrenceSkipped.v1")
    assert (said["day"], "Christmas" in str(said)) == ("2026-12-25", False)
    to(network, datetime(2026, 12, 26, tzinfo=UTC))
    assert "Christmas Day" in network.get(PROGRAMME, by="chair").text
    assert not [mail for mail in network.world.mail() if "2026-12-25" in str(mail)]


def test_a_date_that_members_were_reminded_of_is_cancelled_instead(network: Network) -> None:
    """S5, S6."""
    series = begin(network)
    to(network, datetime(2026, 11, 26, 15, tzinfo=UTC))
    turn(network, series, "skip", date="2026-11-27", reason="The host is ill")
    assert session_on(network, one(network, series), "2026-11-27")["state"] == "cancelled"
    (said,) = network.said("OccurrenceCancelled.v1")
    assert said["reminded"]
    assert network.said("OccurrenceSkipped.v1") == []


def test_a_date_far_ahead_is_skipped_when_it_comes_onto_the_programme(network: Network) -> None:
    """S5."""
    series = begin(network)
    skipped = turn(network, series, "skip", date="2027-03-26", reason="Good Friday")
    assert skipped["skips"] == [{"day": "2027-03-26", "reason": "Good Friday"}]
    assert turn(network, series, "skip", date="2027-03-26", reason="Good Friday") == skipped
    to(network, datetime(2027, 1, 2, tzinfo=UTC))
    grown = one(network, series)
    assert grown["skips"] == []
    assert session_on(network, grown, "2027-03-26")["state"] == "skipped"
    assert {one["local_start"] for one in network.said("OccurrenceScheduled.v1")}.isdisjoint(
        {"2027-03-26T14:00"}
    )


@pytest.mark.parametrize("day", ["2026-12-24", "2026-11-20", "2026-11-13"])
def test_only_a_date_of_the_series_is_skipped(network: Network, day: str) -> None:
    series = begin(network)
    wish = {"version": 1, "date": day, "reason": "Away"}
    assert network.api("POST", f"{SERIES}/{series}/skip", wish, by="chair").status == 422


def test_the_bank_holidays_of_four_nations_are_proposed_and_nothing_is_done(
    network: Network,
) -> None:
    """S5: the chair decides."""
    series = begin(network)
    before = one(network, series)
    found = network.api("GET", f"{SERIES}/{series}/holidays", by="chair").json()["holidays"]
    everywhere = ["England", "Wales", "Scotland", "Northern Ireland"]
    assert [(one["day"], one["nations"]) for one in found] == [
        ("2026-12-25", everywhere), ("2027-01-01", everywhere),
    ]  # fmt: skip
    assert one(network, series) == before
    page = network.get(f"/networks/{SLUG}/desk/series/{series}/holidays", by="chair").text
    assert "/skip/2026-12-25?reason=Christmas%20Day" in page
    network.world.platform.clock.move_to(datetime(2027, 2, 1, tzinfo=UTC))
    march = begin(network, date="2027-03-17")
    found = network.api("GET", f"{SERIES}/{march}/holidays", by="chair").json()["holidays"]
    assert [(one["day"], one["nations"]) for one in found] == [("2027-03-17", ["Northern Ireland"])]


def test_what_was_called_off_is_replaced_by_another_session_and_never_comes_back(
    network: Network,
) -> None:
    """S7: a new id, once; there is no un-cancel."""
    series = begin(network)
    session = session_on(network, one(network, series), "2026-12-04")["session_id"]
    wish = {"date": "2026-12-05", "time": "10:00"}
    assert network.api("POST", f"{API}/{session}/replace", wish, by="chair").status == 409
    network.api("POST", f"{API}/{session}/cancel", by="chair")
    first, again = (
        network.api("POST", f"{API}/{session}/replace", wish, by="chair") for _ in range(2)
    )
    other = first.json()
    assert (first.status, again.json()) == (201, other)
    assert other["session_id"] != session
    assert (other["replaces"], other["state"]) == (session, "planned")
    kept = network.api("GET", f"{API}/{session}", by="chair").json()
    assert kept["state"] == "cancelled"
    moved = {"version": kept["version"], "date": "2026-12-05", "time": "10:00"}
    assert network.api("POST", f"{API}/{session}/move", moved, by="chair").status == 409


def test_a_paused_series_plans_nothing_and_goes_on_with_the_weeks_to_come(
    network: Network,
) -> None:
    series = begin(network)
    turn(network, series, "pause")
    to(network, datetime(2027, 4, 5, tzinfo=UTC))
    assert one(network, series)["dates"][-1]["day"] == "2027-02-12"
    grown = turn(network, series, "resume")
    assert (days(grown)[0], days(grown)[-1]) == ("2027-04-09", "2027-06-25")
    assert turn(network, series, "resume") == grown


def test_after_its_last_day_a_series_has_no_session(network: Network) -> None:
    """What nobody was told of goes in silence; what members were reminded of is cancelled."""
    series = begin(network)
    to(network, datetime(2026, 11, 26, 15, tzinfo=UTC))
    ended = turn(network, series, "end", last_day="2026-11-26", reason="The project is over")
    states = [session_on(network, ended, day)["state"] for day in days(ended)]
    assert states == ["cancelled", *["skipped"] * 11]
    assert due(network) == []
    assert [one for one in network.items("DUE#", table="sessions")] == []
    assert turn(network, series, "end", last_day="2026-11-26") == ended
    to(network, datetime(2026, 11, 28, tzinfo=UTC))
    wish = {"version": ended["version"]}
    assert network.api("POST", f"{SERIES}/{series}/pause", wish, by="chair").status == 409


def test_a_series_of_a_network_that_has_ended_plans_no_more(network: Network) -> None:
    series = begin(network)
    network.api("POST", f"/api/membership/networks/{SLUG}/archive", by="chair")
    network.world.settle()
    before = len(network.items("SESSION#", table="sessions"))
    to(network, datetime(2026, 12, 5, tzinfo=UTC))
    assert len(network.items("SESSION#", table="sessions")) == before
    assert series
