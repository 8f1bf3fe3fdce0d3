"""The desk of series, as its chair walks through it with scripts blocked (S4, S5, S7)."""

from __future__ import annotations

from datetime import UTC, datetime
from threading import Barrier, Thread
from typing import Any

from infra.embedded.events import Answer
from tests.membership.network import SLUG, Network, hidden
from tests.sessions.planning import PROGRAMME, SERIES, begin, wish

DESK = f"/networks/{SLUG}/desk/series"


def sent(network: Network, path: str, **fields: Any) -> Answer:
    """What comes of a form: its hidden fields, and what is typed."""
    page = network.get(path, by="chair")
    assert page.status == 200, page.text
    answer = network.post(path, {**hidden(page), **fields}, by="chair")
    assert answer.status == 303, answer.text
    return network.get(dict(answer.headers)["Location"], by="chair")


def test_a_chair_begins_changes_skips_and_ends_a_series(network: Network) -> None:
    begun = network.post(DESK, {**wish(), "until": "", "idempotency_key": "once"}, by="chair")
    assert begun.status == 303
    one = dict(begun.headers)["Location"]
    page = network.get(one, by="chair")
    assert "Friday 27 November 2026" in page.text
    assert f"{one}/change/2026-12-04" in page.text
    changed = sent(
        network, f"{one}/change/2026-12-04", date="2026-12-03", time="15:00", title="Learning",
        zone="Europe/London", minutes="60", meeting_url="",
    )  # fmt: skip
    assert "Thursdays at 15:00" in changed.text
    (series,) = [
        found["series_id"]
        for found in network.api("GET", SERIES, by="chair").json()["series"]
        if found["follows"]
    ]
    later = f"{DESK}/{series}"
    skipped = sent(network, f"{later}/skip/2026-12-24", reason="Christmas Eve")
    assert "Skipped: Christmas Eve" in skipped.text
    assert "Christmas Eve" in network.get(PROGRAMME, by="chair").text
    assert "Ends on 7 January 2027" in sent(network, f"{later}/end", last_day="2027-01-07").text


def test_what_was_typed_stays_when_it_is_refused(network: Network) -> None:
    typed = {**wish(title="Learning together"), "zone": "Mars", "idempotency_key": "once"}
    answer = network.post(DESK, typed, by="chair")
    assert answer.status == 422
    assert "Learning together" in answer.text
    assert "Write a time zone" in answer.text
    one = f"{DESK}/{begin(network)}"
    old = {"version": "0", "date": "2026-12-04", "reason": "The host is away"}
    answer = network.post(f"{one}/skip/2026-12-04", old, by="chair")
    assert answer.status == 409
    assert "The host is away" in answer.text


def test_a_skipped_date_is_held_after_all_as_another_session(network: Network) -> None:
    """S7."""
    one = f"{DESK}/{begin(network)}"
    sent(network, f"{one}/skip/2026-12-04", reason="Away")
    desk = network.get(f"/networks/{SLUG}/desk/sessions", by="chair").text
    (path,) = {part.partition('"')[0] for part in desk.split('href="') if "/replace" in part[:120]}
    held = sent(network, path, date="2026-12-04", time="16:00", title="Learning", meeting_url="")
    assert "Friday 4 December 2026 at 4pm" in held.text


def test_of_two_changes_at_the_same_moment_one_is_told(network: Network) -> None:
    """No lost update: the version decides, and the other one hears 409."""
    series = begin(network)
    ready, found = Barrier(2), []

    def change(time: str) -> None:
        wish = {"version": 1, "day": "2026-12-04", "date": "2026-12-04", "time": time}
        ready.wait()
        answer = network.api("POST", f"{SERIES}/{series}/change", wish, by="chair")
        found.append((answer.status, time))

    threads = [Thread(target=change, args=(time,)) for time in ("15:00", "16:00")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (status, won), (other, _) = sorted(found)
    assert (status, other) == (200, 409)
    network.world.move_to(datetime(2026, 12, 3, tzinfo=UTC))
    carried = [one for one in network.api("GET", SERIES, by="chair").json()["series"]
               if one["follows"]]  # fmt: skip
    assert [one["local_start"][11:16] for one in carried] == [won]
