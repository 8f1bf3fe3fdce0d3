"""A network moves to another installation, and is what it was (U15)."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from infra.command_line.asking import Refused
from infra.command_line.exporting import take
from infra.command_line.importing import bring, compared
from infra.command_line.parcel import MANIFEST, PARTS, parcel, write_manifest
from infra.embedded import demo
from services.runtime import platform
from tests.portability.installations import CHOSEN, INVITED, Installation, empty, join, lived_in
from tests.world import START


@pytest.fixture(scope="module")
def old() -> Iterator[tuple[Installation, dict[str, str]]]:
    yield lived_in()
    platform.install(None)


@pytest.fixture(scope="module")
def exported(
    old: tuple[Installation, dict[str, str]], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    folder = tmp_path_factory.mktemp("export") / "psmn"
    take(old[0], demo.SLUG, folder)
    return folder


@pytest.fixture(scope="module")
def new(exported: Path) -> Installation:
    made = empty()
    mails = len(made.world.mail())
    with parcel(exported) as found:
        found.check()
        bring(made, found)
    with made.here() as world:
        # Whatever waited for the network to be known is looked at again by then.
        world.advance(timedelta(hours=3))
    assert len(made.world.mail()) == mails, "nobody is mailed by an import"
    tasks = [item for item in made.items() if item["sk"].startswith("DRAFT#")]
    assert tasks == [], "no note is asked for that was asked for before"
    assert made.world.dead_letters() == []
    return made


def test_everything_arrives_and_another_export_of_it_is_the_same(
    old: tuple[Installation, dict[str, str]], exported: Path, new: Installation, tmp_path: Path
) -> None:
    with parcel(exported) as found:
        results = compared(new, found)
    assert all(result.same for result in results), results
    counts = {result.part.kind: result.here for result in results}
    assert counts == {
        "organisations": 5, "people": 12, "invitations": 1, "sessions": 5, "series": 1,
        "notes": 1, "choices": 1, "network": 1,
    }  # fmt: skip

    again = tmp_path / "again"
    take(Installation(new.world, old[0].by), demo.SLUG, again)
    for part in PARTS:
        assert (again / part.path).read_bytes() == (exported / part.path).read_bytes()
    manifests = [json.loads((folder / MANIFEST).read_text()) for folder in (exported, again)]
    assert manifests[0]["files"] == manifests[1]["files"]


def test_what_is_kept_there_is_what_was_kept_here(
    old: tuple[Installation, dict[str, str]], new: Installation
) -> None:
    """Whatever is not under a hash of the installation is the same item, field by field."""
    people = {
        item["member_id"]
        for item in old[0].items()
        if item["sk"] == f"NETWORK#{demo.SLUG}" and "membership" in item["table"]
        and item["standing"] in ("member", "waiting")
    }  # fmt: skip

    def kept(installation: Installation) -> dict[tuple[str, str, str], Any]:
        found = {}
        for item in installation.items():
            where = item["table"], item["pk"], item["sk"]
            if _moves(item, people):
                found[where] = {name: item[name] for name in item if name not in NOT_COMPARED}
        return found

    here, there = kept(old[0]), kept(new)
    assert len(here) > 80
    assert here == there


NOT_COMPARED = {"expires_at", "as_of", "since", "version", "contact_as_of", "text_id", "format"}
"""When something was heard, and how often: a fact that is told again is told once."""


def _moves(item: dict[str, Any], people: set[str]) -> bool:
    pk, sk = item["pk"], item["sk"]
    of_people = pk.removeprefix("MEMBER#") in people and not sk.startswith(
        ("MAIL#", "LOOK#", "MAILBOX#")
    )
    of_network = pk == f"NETWORK#{demo.SLUG}" and not sk.startswith("EXPORT#")
    of_sessions = pk.startswith(("SESSION#", "SERIES#")) and not sk.startswith("FANOUT#")
    return (
        of_people
        or (of_network and "drafts" not in item["table"])
        or of_sessions
        or pk.startswith(("NOTE#", "ORGANISATION#"))
    )


def test_people_sign_in_with_a_code_to_the_address_they_had(
    old: tuple[Installation, dict[str, str]], new: Installation
) -> None:
    member = old[1][demo.MEMBER.email]
    with new.here() as world:
        asked = world.api("POST", "/api/membership/tokens", {"email": demo.MEMBER.email}).json()
        mail = next(m for m in reversed(world.mail()) if m["to"] == demo.MEMBER.email)
        (code,) = demo.CODE.findall(mail["text"])
        proof = {"challenge": asked["challenge"], "code": code}
        tokens = world.api("POST", "/api/membership/tokens", proof)
        assert tokens.status == 200
        assert world.platform.identity.verify(tokens.json()["id_token"]) == member
        home = world.get(f"/networks/{demo.SLUG}", by=member)
        assert demo.LAST_SESSION in home.text and demo.NEXT_SESSION in home.text
        notes = world.get(f"/networks/{demo.SLUG}/notes", by=member)
        assert demo.LAST_SESSION in notes.text
        chosen = world.api(
            "GET", f"/api/notifications/networks/{demo.SLUG}/choices", by=member
        ).json()
        assert {name: chosen[name] for name in CHOSEN} == CHOSEN


def test_what_has_changed_since_is_told_and_not_shown(exported: Path, tmp_path: Path) -> None:
    made = empty()
    with parcel(exported) as found:
        bring(made, found)
    changed = tmp_path / "changed"
    shutil.copytree(exported, changed)
    text = (changed / "notes/notes.jsonl").read_text()
    (changed / "notes/notes.jsonl").write_text(text.replace("same day", "next day"))
    write_manifest(changed, demo.SLUG, START)
    with parcel(changed) as found:
        results = {one.part.kind: one for one in compared(made, found)}
    assert (results["notes"].here, results["notes"].same) == (0, False)
    assert results["people"].same


def test_the_same_lines_again_change_nothing(exported: Path) -> None:
    """Cut off before the network came: it is taken up, and nothing is written twice."""
    made = empty()
    without_network = [part for part in PARTS if part.kind != "network"]
    with parcel(exported) as found:
        for _ in range(2):
            before = Counter(item["pk"] for item in made.items())
            for part in without_network:
                rows = [row for _, row in found.rows(part)]
                answer = made.post(
                    f"/api/{part.service}/networks/{demo.SLUG}/import",
                    {"kind": part.kind, "rows": rows},
                )
        assert answer == {"new": 0, "there": 1}
        assert Counter(item["pk"] for item in made.items()) == before
        bring(made, found)
        assert all(result.same for result in compared(made, found))


def test_an_installation_that_has_the_network_refuses(exported: Path, new: Installation) -> None:
    with parcel(exported) as found, pytest.raises(Refused, match="is here already"):
        bring(new, found)


def test_an_address_that_somebody_has_stops_it_before_the_first_line(exported: Path) -> None:
    made = empty()
    with made.here() as world:
        join(world, demo.MEMBER.name, demo.MEMBER.email)
    before = made.items()
    with parcel(exported) as found, pytest.raises(Refused) as refused:
        bring(made, found)
    assert made.items() == before
    (where,) = refused.value.fields
    assert where.startswith("membership/people.jsonl line ")
    assert demo.MEMBER.email not in str(refused.value.content)


def test_who_may_take_it_and_that_chairs_see_it(
    old: tuple[Installation, dict[str, str]],
) -> None:
    """A chair, or host staff by emergency access; those in it see it too (X5)."""
    installation, people = old
    chair, host, member = (
        Installation(installation.world, people[who.email])
        for who in (demo.CHAIR, demo.HOST_ADMIN, demo.MEMBER)
    )
    exports = f"/api/membership/networks/{demo.SLUG}/exports"
    access = f"/api/membership/host/networks/{demo.SLUG}/access"
    with pytest.raises(Refused, match="Only a chair"):
        member.post(exports, {})
    with pytest.raises(Refused, match="You have no access"):
        host.post(exports, {})
    host.post(access, {"reason": "The network moves to a host of its own."})
    permit = host.post(exports, {})["permit"]
    listed = f"/api/membership/networks/{demo.SLUG}/export?kind=people&permit={permit}"
    assert len(host.get(listed)["rows"]) == 12
    for service, kind in (("notes", "notes"), ("sessions", "sessions")):
        path = f"/api/{service}/networks/{demo.SLUG}/export?kind={kind}"
        assert len(host.get(f"{path}&permit={permit}")["rows"]) > 0
        with pytest.raises(Refused, match="Begin the export"):
            host.get(path)
        with pytest.raises(Refused, match="for somebody else"):
            chair.get(f"{path}&permit={permit}")
        with pytest.raises(Refused, match="Only a chair"):
            member.get(f"{path}&permit={permit}")
        with pytest.raises(Refused, match="look after the installation"):
            chair.post(f"/api/{service}/networks/other/import", {"kind": kind, "rows": []})
    taken = {(one["office"], one["reason"]) for one in chair.get(exports)["exports"]}
    assert ("host", "The network moves to a host of its own.") in taken
    with pytest.raises(Refused, match="for members of the network"):
        host.get(exports)
    with installation.here() as world:
        settings = world.get(f"/networks/{demo.SLUG}/desk/settings", by=chair.by).text
    assert "host staff: The network moves to a host of its own." in settings
    assert ", a chair</li>" in settings
    (seen,) = chair.get(f"/api/membership/networks/{demo.SLUG}/break-glass")["accesses"]
    assert [one["what"] for one in seen["readings"]] == ["export"]
    looks = member.get("/api/membership/me/looks")["looks"]
    assert {(one["reader"], one["what"]) for one in looks} >= {
        ("chair", "export"),
        ("host", "export"),
    }
    with installation.here() as world:
        world.advance(timedelta(minutes=61))
    with pytest.raises(Refused, match="Begin the export"):
        host.get(listed)


def test_nothing_in_it_leads_from_a_note_to_a_person(exported: Path) -> None:
    """C1, U2: no draft, nobody who wrote or reviewed, no time finer than a week."""
    note = json.loads((exported / "notes/notes.jsonl").read_text())
    assert set(note) == {"note_id", "network_id", "week", "title", "text", "state", "version"}
    with parcel(exported) as found:
        for part in PARTS:
            for _, row in found.rows(part):
                assert "draft" not in json.dumps(row).lower()


def test_an_invitation_comes_along_and_nobody_is_mailed(new: Installation, exported: Path) -> None:
    assert INVITED in (exported / "membership/invitations.jsonl").read_text()
    assert INVITED not in {mail["to"] for mail in new.world.mail()}
