"""What kind of session it is, and which bodies listen to it (S18, U12)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from services.contracts.observers import ObserverAnnounced
from services.contracts.refusals import Invalid
from services.sessions import store
from services.sessions.model import Changed, Format
from services.sessions.model.room import arrange
from tests.membership.network import Network
from tests.page import Page
from tests.sessions.planning import API, DESK, PROGRAMME, plan
from tests.sessions.test_model import FRIDAY, NOW, planned

BODY = "Kelder Institute"
LATE = FRIDAY - timedelta(minutes=119)
IN_TIME = FRIDAY - timedelta(hours=2)


def test_an_observer_is_announced_by_number_and_never_by_name_on_the_bus() -> None:
    """X1, U12."""
    change = arrange(planned(), Format.OPEN_FLOOR, [BODY, BODY], "", version=1, now=NOW)
    assert change is not None
    session, (said,) = change
    assert isinstance(said, ObserverAnnounced)
    assert (session.observers, said.observers, said.late) == ((BODY,), 1, False)
    assert BODY not in said.model_dump_json()
    assert session.occurrence_version == 1, "nobody gets a mail for it"
    assert store.read(store.session._item(session)) == session
    assert arrange(session, Format.OPEN_FLOOR, [BODY], "", version=0, now=NOW) is None


def test_less_than_two_hours_before_it_takes_a_reason() -> None:
    """S18: refused unless overridden; to take somebody off needs none."""
    assert arrange(planned(), None, [BODY], "", version=1, now=IN_TIME) is not None
    with pytest.raises(Invalid) as refused:
        arrange(planned(), None, [BODY], "", version=1, now=LATE)
    assert set(refused.value.fields) == {"reason"}
    change = arrange(planned(), None, [BODY], "They were asked today.", version=1, now=LATE)
    assert change is not None
    session, (said,) = change
    assert isinstance(said, ObserverAnnounced) and said.late
    assert session.observers_reason == "They were asked today."
    change = arrange(session, None, [], "", version=2, now=LATE)
    assert change is not None
    assert (change[0].observers, change[0].observers_reason, change[1]) == ((), "", [])


def test_whoever_saw_an_older_version_is_told() -> None:
    with pytest.raises(Changed):
        arrange(planned(), Format.MEMBER_LED, [], "", version=7, now=NOW)


def test_members_see_format_and_observers_before_they_come_in(everybody: Network) -> None:
    """S18, U12: in the programme, on the page of the session, and on the run sheet."""
    session_id = plan(everybody)
    path = f"{DESK}/{session_id}/room"
    assert path in Page(everybody.get(f"{DESK}/{session_id}/run-sheet", by="chair").text).addresses
    form = Page(everybody.get(path, by="facilitator").text).form(path)
    assert form.fields["version"] == ["1"]
    sent = {"version": "1", "format": "speaker_led", "observers": f"{BODY}\r\n\r\nOuseby Council"}
    assert everybody.post(path, sent, by="facilitator").status == 303
    page = everybody.get(f"{PROGRAMME}/{session_id}", by="member").text
    assert "speaker-led" in page and f"{BODY}, Ouseby Council" in page
    listed = everybody.get(PROGRAMME, by="member").text
    assert "speaker-led, with observers" in listed
    assert BODY in everybody.get(f"{DESK}/{session_id}/run-sheet", by="chair").text
    said = everybody.api("GET", f"{API}/{session_id}", by="member").json()
    assert (said["format"], said["observers"]) == ("speaker_led", [BODY, "Ouseby Council"])


def test_late_only_a_chair_adds_an_observer_and_members_read_why(everybody: Network) -> None:
    """S18."""
    session_id = plan(everybody)
    everybody.world.move_to(LATE)
    version = everybody.api("GET", f"{API}/{session_id}", by="chair").json()["version"]
    wish = {"version": version, "observers": [BODY], "reason": "They were asked today."}
    path = f"{API}/{session_id}/room"
    refused = everybody.api("POST", path, wish, by="facilitator")
    assert (refused.status, "only a chair" in refused.json()["detail"]) == (403, True)
    assert everybody.api("POST", path, {**wish, "reason": ""}, by="chair").status == 422
    assert everybody.api("POST", path, wish, by="chair").status == 200
    page = everybody.get(f"{PROGRAMME}/{session_id}", by="member").text
    assert "This was announced late: They were asked today." in page


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"format": "lecture"}, "format"), ({"observers": ["x" * 201]}, "observers.0"),
        ({"observers": ["Body"] * 11}, "observers"), ({"reason": "two\nlines"}, "reason"),
        ({"version": -1}, "version"),
    ],
)  # fmt: skip
def test_what_cannot_be_said_of_a_room_is_refused(
    network: Network, wrong: dict[str, object], field: str
) -> None:
    path = f"{API}/{plan(network)}/room"
    refused = network.api("POST", path, {"version": 1, **wrong}, by="chair")
    assert (refused.status, set(refused.json()["fields"])) == (422, {field})
