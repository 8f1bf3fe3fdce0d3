"""Everything that is held about somebody, from all four services, as one file for them alone."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from infra.embedded.events import Answer
from services.membership import holdings as of_membership
from services.membership.api import mydata as api
from services.membership.pages.packing import packed
from services.notes import holdings as of_notes
from services.notifications import holdings as of_notifications
from services.notifications.store import batches
from services.runtime.holdings import Section
from services.runtime.ports import Put
from services.sessions import holdings as of_sessions
from tests.flows.network import SLUG, Network, Person
from tests.flows.test_erasing import LOG, OWN_MAIL, ask_to_be_erased, erased, lively, traces

API = "/api/membership/me/data"
IN_ORDER = pytest.mark.parametrize("network", ["once"], indirect=True)
"""What does not depend on how messages come need not be played in every way."""
ROLE, TEXT = "=Cleaner of the moon", "The hospital beyond the hills"
SECOND = "tobias.second@ouseby.example"
HOLDINGS: Mapping[str, Any] = {
    "membership": of_membership,
    "sessions": of_sessions,
    "notes": of_notes,
    "drafts": of_notes,
    "notifications": of_notifications,
}


def planted(network: Network) -> Person:
    """Somebody of whom every service holds something, with words that are nowhere else."""
    person = network.facilitator
    lively(network, person)
    world, by = network.world, person.member_id
    profile = {"name": person.name, "organisation": TEXT, "role": ROLE}
    assert world.api("PUT", "/api/membership/me/profile", profile, by=by).status == 200
    asked = world.api("POST", "/api/membership/me/addresses", {"email": SECOND}, by=by).json()
    code = network.mail_to(SECOND)[-1]["text"]
    digits = next(word.strip(".") for word in code.split() if word.strip(".").isdecimal())
    added = world.api(
        "POST", "/api/membership/me/addresses/confirm", {**asked, "code": digits}, by=by
    )
    assert added.status < 300, added.text
    invited = world.api(
        "POST", f"/api/membership/networks/{SLUG}/invitations", {"addresses": SECOND},
        by=network.chair.member_id,
    )  # fmt: skip
    assert invited.status < 300, invited.text
    world.post("/me/account/delete", {}, by=by)
    world.api("POST", "/api/membership/me/addresses", {"email": "third@ouseby.example"}, by=by)
    return person


def asked(network: Network, person: Person) -> None:
    """Ask on the page."""
    done = network.world.post("/me/data", {}, by=person.member_id)
    assert done.status == 303, done.text


def fetched(network: Network, person: Person) -> Answer:
    """Follow the link on the page."""
    return network.world.get("/me/data/file", by=person.member_id)


def opened(answer: Answer) -> dict[str, str]:
    """The files in the archive by name."""
    assert answer.header("Content-Type") == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.body)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}


def rows(files: Mapping[str, str], service: str, section: str) -> list[dict[str, Any]]:
    """What `data.json` says under a name."""
    sections = json.loads(files["data.json"])["services"][service]
    found: list[dict[str, Any]] = next(s["rows"] for s in sections if s["name"] == section)
    return found


def test_the_page_says_days_and_codes_in_words_but_leaves_what_was_typed() -> None:
    """A day of no calendar, which somebody may have typed, keeps nobody from the file."""
    typed = ("2026-99-99", "2026-99-99T10:00:00+00:00")
    row = {"day": "2026-11-24", "kind": "chair_announced", "ends": {}, "a": typed[0], "b": typed[1]}
    content = packed(datetime(2026, 11, 27, tzinfo=UTC), {"x": [Section("y", "About.", [row])]})
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        page = archive.read("read-me-first.html").decode()
        assert json.loads(archive.read("data.json"))["services"]["x"][0]["rows"] == [row]
    for cell in ("Tuesday 24 November 2026", "chair announced", "", *typed):
        assert f"<td>{cell}</td>" in page


def test_everything_that_was_planted_is_in_the_file(network: Network) -> None:
    """Once, whatever comes twice or in another order: from all four services, in plain words."""
    person = planted(network)
    asked(network, person)
    files = opened(fetched(network, person))

    for word in (person.member_id, person.name, person.email, SECOND, TEXT, ROLE, SLUG):
        assert word in files["data.json"], word
        assert word.replace("&", "&amp;") in files["read-me-first.html"], word
    assert set(json.loads(files["data.json"])["services"]) == {
        "membership", "sessions", "notes", "notifications",
    }  # fmt: skip
    assert rows(files, "membership", "organisation")[0]["your_words"] == TEXT
    (invitation,) = rows(files, "membership", "invitations")
    assert (invitation["email"], invitation["network_id"]) == (SECOND, SLUG)
    kinds = {row["kind"] for row in rows(files, "notifications", "mail")}
    assert {"code", "welcome", "reminder", "note_to_check"} <= kinds
    (choice,) = rows(files, "notifications", "choices")
    assert choice == {"network_id": SLUG, "reminders": "on", "notes": "off"}
    for service in ("sessions", "notes", "notifications"):
        assert rows(files, service, "places")[0]["roles"] == ["facilitator"]
    assert rows(files, "notes", "names")[0]["scrambled_forms"] > 0
    ready = [m for m in network.mail_to(person.email) if m["subject"] == "Your file is ready"]
    assert len(ready) == 1
    assert network.world.dead_letters() == []


def kinds_about(network: Network, person: Person) -> Iterator[tuple[str, str]]:
    """Service and kind of each row that names the person, also where ids are packed."""
    for item in network.dump():
        table = item.pop("table").rpartition("-")[2]
        packed = item["sk"].startswith("PEOPLE#") and item["pk"].startswith("FANOUT#")
        said = batches._unpacked(item["members"]) if packed else json.dumps(item)
        if person.member_id in said:
            yield table, " ".join(part.partition("#")[0] for part in (item["pk"], item["sk"]))


def is_known(service: str, kind: str) -> bool:
    """Whether the holdings of the service say that this is in the file, or why it is not."""
    holdings = HOLDINGS[service]
    first, _, second = kind.partition(" ")
    given = first == "MEMBER" and any(
        one and second == beginning.partition("#")[0] for beginning, one in holdings.KINDS.items()
    )
    return (
        given
        or kind in getattr(holdings, "GIVEN", ())
        or kind in holdings.KEPT_BACK
        or f"{first} *" in holdings.KEPT_BACK
        or f"{first} *" in getattr(holdings, "GIVEN", ())
    )


@IN_ORDER
def test_no_kind_of_row_about_somebody_is_forgotten(network: Network) -> None:
    """If this names yours: say in the holdings of your service what it is, or why not given."""
    person = planted(network)
    assert network.world.post("/me/data", {}, by=person.member_id).status == 303
    found = set(kinds_about(network, person))

    assert {service for service, _ in found} == set(HOLDINGS)
    assert {(s, k) for s, k in found if not is_known(s, k)} == set()
    assert not is_known("membership", "DIARY STATE")


@IN_ORDER
def test_a_row_that_nobody_has_described_yet_is_given_as_it_is(network: Network) -> None:
    person = network.members[0]
    table = network.world.platform.settings["SESSIONS_TABLE"]
    row = {"pk": f"MEMBER#{person.member_id}", "sk": "RSVP#5e55", "answer": "perhaps"}
    network.world.platform.tables.transact(Put(table, row))
    asked(network, person)

    assert rows(opened(fetched(network, person)), "sessions", "rsvp") == [{"answer": "perhaps"}]


@IN_ORDER
def test_no_message_says_who_is_at_a_draft(network: Network) -> None:
    """U2, C1: neither the file nor anything that travelled for it names a draft, or its text."""
    person = planted(network)
    (draft,) = (item for item in network.dump() if item["sk"].startswith("DRAFT#"))
    asked(network, person)
    files = opened(fetched(network, person))

    heard = [
        json.dumps(envelope["detail"])
        for envelope in network._heard.values()
        if envelope["detail-type"].startswith("MyData")
    ]
    assert len(heard) >= 5
    for said in (*files.values(), *heard):
        assert draft["draft_id"] not in said
        assert "short talk after each shift" not in said
    assert "Only the draft itself says so" in files["read-me-first.html"]
    from_notes = [said for said in heard if '"service": "notes"' in said]
    assert not any(person.member_id in said for said in from_notes)


@IN_ORDER
def test_a_spreadsheet_evaluates_nothing_in_it(network: Network) -> None:
    """X6."""
    person = planted(network)
    asked(network, person)
    files = opened(fetched(network, person))

    (profile,) = csv.DictReader(io.StringIO(files["tables/membership-profile.csv"]))
    assert profile["role"] == f"'{ROLE}"
    cells = [
        cell
        for name, table in files.items()
        if name.startswith("tables/")
        for row in csv.reader(io.StringIO(table))
        for cell in row
    ]
    assert not [cell for cell in cells if cell[:1] in {"=", "+", "-", "@"}]


@IN_ORDER
def test_the_mail_holds_nothing_of_it_and_nobody_else_gets_at_it(network: Network) -> None:
    person = planted(network)
    asked(network, person)
    mail = network.mail_to(person.email)[-1]
    assert mail["subject"] == "Your file is ready"
    assert not [w for w in (TEXT, ROLE, person.name, person.member_id) if w in mail["text"]]

    assert network.world.get("/me/data/file").status == 303
    assert fetched(network, network.chair).status == 404
    assert network.world.api("GET", f"{API}/contents", by=network.chair.member_id).status == 404
    assert network.world.api("GET", f"{API}/contents").status == 401


@IN_ORDER
def test_programs_read_the_same(network: Network) -> None:
    person = planted(network)
    by = person.member_id
    assert network.world.api("GET", API, by=by).status == 404
    assert network.world.api("GET", f"{API}/contents", by=by).status == 404
    told = network.world.api("POST", API, by=by)
    assert (told.status, told.json()["ready_at"]) == (202, None)
    ready = network.world.api("GET", API, by=by).json()
    assert ready["ready_at"] and ready["deleted_at"] > ready["ready_at"]
    contents = network.world.api("GET", f"{API}/contents", by=by)
    files = opened(fetched(network, person))
    assert contents.json()["services"] == json.loads(files["data.json"])["services"]
    api.ContentsAnswer.model_validate(contents.json())


@IN_ORDER
def test_it_is_there_for_seven_days_and_then_deleted(network: Network) -> None:
    person = planted(network)
    asked(network, person)
    network.world.advance(timedelta(days=6, hours=23))
    assert fetched(network, person).status == 200

    network.world.advance(timedelta(hours=1, minutes=2))
    assert fetched(network, person).status == 404
    left = [item for item in network.dump() if item["pk"].startswith("DATA#")]
    assert left == []
    assert not [i for i in network.dump() if i["pk"].startswith("DUE#") and "my_data" in i]


@IN_ORDER
def test_three_files_in_a_day_and_the_newest_counts(network: Network) -> None:
    """The fourth is refused with when to come again; a day later there is one more."""
    person = network.members[0]
    for name in ("Yusuf One", "Yusuf Two", "Yusuf Three"):
        profile = {"name": name, "organisation": "Kelder", "role": ""}
        network.world.api("PUT", "/api/membership/me/profile", profile, by=person.member_id)
        asked(network, person)
        assert name in opened(fetched(network, person))["data.json"]
    refused = network.world.api("POST", API, by=person.member_id)
    assert (refused.status, refused.header("Retry-After")) == (429, str(24 * 3600))
    network.world.advance(timedelta(days=1, minutes=1))
    asked(network, person)


def test_an_erasure_takes_it_along(network: Network) -> None:
    """M22, X1: a file that is ready, and one whose parts come when nobody is there any more."""
    person = planted(network)
    ask_to_be_erased(network, person)
    network.world.advance(timedelta(days=6, hours=23))
    asked(network, person)
    network.world.advance(timedelta(hours=2))
    network.replay()
    network.world.advance(timedelta(minutes=10))

    words = person.member_id, person.email, person.name, TEXT
    assert traces(network, *words, but=(OWN_MAIL, LOG)) == []
    assert [item for item in network.dump() if item["pk"].startswith("DATA#")] == []


@IN_ORDER
def test_whoever_was_erased_cannot_ask(network: Network) -> None:
    person = network.members[1]
    erased(network, person)
    assert network.world.api("POST", API, by=person.member_id).status == 404


@IN_ORDER
def test_a_service_that_does_not_answer_is_asked_again_and_told_aloud(
    network: Network, capsys: pytest.CaptureFixture[str]
) -> None:
    """After a day, and each hour from then, until it has answered; nothing is lost meanwhile."""
    person = network.members[0]
    machine = network.world.machine
    whole = machine.wiring
    queues = [q for q in whole.queues if not q.handler.startswith("services.notes.")]
    machine.wiring = replace(whole, queues=queues)
    asked(network, person)
    assert fetched(network, person).status == 409
    page = network.world.get("/me/data", by=person.member_id).text
    assert "Your file is being made" in page
    network.world.advance(timedelta(hours=23, minutes=58))
    assert "my_data_late" not in capsys.readouterr().out
    network.world.advance(timedelta(hours=2, minutes=4))
    said = [line for line in capsys.readouterr().out.splitlines() if "my_data_late" in line]
    assert [json.loads(line)["code"] for line in said] == ["notes"] * len(said)
    assert len(said) == 3

    machine.wiring = whole
    network.world.settle()
    assert fetched(network, person).status == 200
