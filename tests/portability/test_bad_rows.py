"""What a service says of lines that no export of ours would hold; nothing of them is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from infra.command_line.asking import Refused
from services.membership import store
from services.membership.addresses import address_key
from services.membership.store.people import claim_key
from services.runtime import platform
from services.runtime.ports import Delete, Put
from tests.faults.portability import (
    BELONGING,
    CHOICES,
    INVITED,
    KINDS,
    MOVED,
    NETWORK,
    NOTE,
    ORGANISATION,
    WEEKLY,
)
from tests.faults.portability import a_session as session_at
from tests.portability.installations import Installation, empty
from tests.world import START

THINGS = {
    ("membership", "organisations"): ORGANISATION,
    ("membership", "people"): BELONGING,
    ("membership", "invitations"): INVITED,
    ("membership", "network"): NETWORK,
    ("sessions", "sessions"): session_at(START),
    ("sessions", "series"): WEEKLY,
    ("notes", "notes"): NOTE,
    ("notifications", "choices"): CHOICES,
}
Change = Callable[[dict[str, Any]], object]

BAD: list[tuple[str, str, Change, str]] = [
    ("sessions", "sessions", lambda r: r.update(extra=1), "not in the form of an export"),
    ("sessions", "sessions", lambda r: r.pop("title", r.pop("state")), "not in the form"),
    ("sessions", "sessions", lambda r: r.update(network_id="other"), "another network"),
    ("sessions", "sessions", lambda r: r.update(starts_at="yesterday"), "datetime"),
    ("sessions", "sessions", lambda r: r.update(version="1"), "not in the form"),
    ("sessions", "sessions", lambda r: r.update(headcount=1e300), "smaller number"),
    ("sessions", "sessions", lambda r: r["plan"].update(meeting_url="javascript:alert(1)"),
     "whole address of the meeting"),
    ("sessions", "sessions", lambda r: r["plan"].update(zone="../../etc/passwd"), "time zone"),
    ("sessions", "sessions", lambda r: r["plan"].update(minutes=90), "do not fit together"),
    ("sessions", "series", lambda r: r.update(next_day="2027-02-25"), "do not fit together"),
    ("sessions", "series", lambda r: r["plan"].update(title=""), "Fill this in"),
    ("notes", "notes", lambda r: r.update(title="Speaking\u202eup"), "cannot be seen"),
    ("notes", "notes", lambda r: r.update(title="Speaking\x00up"), "cannot be seen"),
    ("notes", "notes", lambda r: r.update(text="x" * 50_001), "too long"),
    ("notes", "notes", lambda r: r.update(week="2026-11-27"), "not written as a note"),
    ("notes", "notes", lambda r: r.update(state="hidden"), "can be read come along"),
    ("notes", "notes", lambda r: r.update(writer="m" * 32), "not in the form"),
    ("membership", "people", lambda r: r["person"].update(email="Wilma@Fenwick.EXAMPLE"),
     "normal form"),
    ("membership", "people", lambda r: r["person"].update(email="wilma"), "Check the address"),
    ("membership", "people", lambda r: r["person"].update(also=["wilma@fenwick.example"]),
     "comes twice"),
    ("membership", "people", lambda r: r["person"].update(member_id="n" * 32), "do not belong"),
    ("membership", "people", lambda r: r["place"].update(standing="left"), "do not belong"),
    ("membership", "people", lambda r: r["place"].update(roles=["owner"]), "Choose one of"),
    ("membership", "people", lambda r: r["place"].update(network_id="office"), "another network"),
    ("membership", "network", lambda r: r.update(chairs=[]), "has a chair"),
    ("membership", "network", lambda r: r.update(chairs=["n" * 32]), "chairs with them"),
    ("membership", "network", lambda r: r.update(quorum=1), "2 is the least"),
    ("membership", "network", lambda r: r.update(network_id="office"), "another network"),
    ("membership", "organisations", lambda r: r.update(name=""), "Fill this in"),
    ("membership", "invitations", lambda r: r["invitation"].update(alias="a" * 64), "normal form"),
    ("notifications", "choices", lambda r: r.update(version=0), "Nothing was chosen"),
    ("notifications", "choices", lambda r: r.update(notes=[[[["off"]]]]), "Choose one of"),
]  # fmt: skip


@pytest.fixture(scope="module")
def there() -> Iterator[Installation]:
    yield empty()
    platform.install(None)


def row_of(service: str, kind: str) -> dict[str, Any]:
    found = KINDS[service][kind].adapter.dump_python(THINGS[service, kind], mode="json")
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize(("service", "kind", "change", "says"), BAD)
def test_a_line_that_cannot_come_is_named_and_the_good_one_beside_it_does_not_come(
    there: Installation, service: str, kind: str, change: Change, says: str
) -> None:
    before = there.items()
    good, bad = row_of(service, kind), row_of(service, kind)
    change(bad)
    rows = [bad] if kind == "network" else [good, bad]
    with pytest.raises(Refused) as refused:
        there.post(
            f"/api/{service}/networks/{MOVED}/import",
            {"kind": kind, "rows": rows, "first_line": 7},
        )
    assert refused.value.content["status"] == 422
    said = {**refused.value.fields, "": refused.value.sentence}
    assert any(says in what for what in said.values()), said
    if kind != "network":
        assert all(where.startswith("line 8") for where in refused.value.fields)
    assert there.items() == before


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"kind": "elsewhere", "rows": []}, 422),
        ({"kind": "notes", "rows": [{}] * 51}, 422),
        ({"kind": "notes", "rows": {}}, 422),
        ({"kind": "notes", "rows": [7]}, 422),
        ({"kind": "notes", "rows": [], "first_line": 0}, 422),
        ({"kind": "notes", "rows": [{"note_id": "n"}] * 2}, 422),
        ({"kind": "notes", "rows": [{"text": "x" * 300_000}]}, 413),
    ],
)
def test_a_request_that_is_no_import_is_refused(
    there: Installation, sent: dict[str, Any], status: int
) -> None:
    with pytest.raises(Refused) as refused:
        there.post(f"/api/notes/networks/{MOVED}/import", sent)
    assert refused.value.content["status"] == status


def test_nobody_is_brought_back_who_asked_to_be_erased_here(there: Installation) -> None:
    """M23: a hash of the address says no, in one sentence, and nothing is written."""
    with there.here():
        pk, _ = claim_key(address_key(BELONGING.person.email))
        key = pk, "ERASED"
        platform.current().tables.transact(Put(store.table(), {"pk": pk, "sk": "ERASED"}))
    row = row_of("membership", "people")
    before = there.items()
    with pytest.raises(Refused) as refused:
        there.post(f"/api/membership/networks/{MOVED}/import", {"kind": "people", "rows": [row]})
    assert "asked to be erased here" in refused.value.fields["line 1"]
    assert there.items() == before
    with there.here():
        platform.current().tables.transact(Delete(store.table(), key))


def test_something_else_under_the_same_id_is_refused(there: Installation) -> None:
    path = f"/api/notes/networks/{MOVED}/import"
    row = row_of("notes", "notes")
    assert there.post(path, {"kind": "notes", "rows": [row]}) == {"new": 1, "there": 0}
    with pytest.raises(Refused) as refused:
        there.post(path, {"kind": "notes", "rows": [{**row, "title": "Speaking out"}]})
    assert refused.value.fields == {"line 1": "Something else is here under the same id."}
