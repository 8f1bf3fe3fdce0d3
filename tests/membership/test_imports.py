"""Imports: who may, what is known of whom, and what a file may be (M23, M24, M25)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from services.contracts.importing import LEAVE
from services.contracts.refusals import Conflict
from services.contracts.roles import Role
from services.membership import commands, store
from services.membership.addresses import address_key
from services.membership.commands import handover, imports, joining
from services.membership.commands import host as hosting
from services.membership.commands.handover import AppointChair
from services.membership.importing import Basis
from services.runtime.signing import sign, veiled
from tests.membership.network import OTHER, SLUG, Network, asked, email_of, hidden, join_form
from tests.page import Page

API = f"/api/membership/networks/{SLUG}/imports"
PAGES = f"/networks/{SLUG}/desk/imports"
OTHER_FIELD = b'--b\r\nContent-Disposition: form-data; name="other"\r\n\r\nx\r\n--b--'
BASIS = {"ground": "They are members already.", "source": "The mailing list."}


def rows(network: Network, *addresses: str) -> dict[str, str]:
    """What a dry run says of each of these addresses."""
    lines = ["Name,Email,Organisation", *(f"Some Body,{one},Kelder Bridge" for one in addresses)]
    done = network.raw(API, "\n".join(lines).encode(), "application/octet-stream", by="chair")
    assert done.status == 201, done.text
    found = network.api("GET", f"{API}/{done.json()['import_id']}/rows", by="chair").json()
    return {row["email"]: row["what"] for row in found["rows"]}


def commit(network: Network, *addresses: str) -> str:
    """An import of these addresses, of which nothing is left to do."""
    lines = ["Name,Email,Organisation", *(f"Some Body,{one},Kelder Bridge" for one in addresses)]
    import_id = imports.check(SLUG, "\n".join(lines).encode(), by=network.ids["chair"])
    imports.commit(SLUG, import_id, Basis(**BASIS), by=network.ids["chair"])
    network.world.advance(timedelta(minutes=2))
    return import_id


def member_of(address: str) -> str:
    claim = store.claim(address_key(address))
    assert claim is not None
    return str(claim["member_id"])


def as_gmail(network: Network, kind: str = "applicant") -> None:
    """One of PEOPLE with an address of a mail service that ignores dots."""
    form = join_form(kind, email="bea.quill@gmail.com")
    page = network.post("/join", form)
    code = network.codes("bea.quill@gmail.com")[-1]
    assert network.post("/sign-in/code", {"code": code, **hidden(page)}).status == 303
    network.ids[kind] = member_of("bea.quill@gmail.com")
    commands.approve(SLUG, network.ids[kind], by=network.ids["chair"])
    network.world.settle()


def test_every_standing_has_its_class(everybody: Network) -> None:
    """M24."""
    kinds = ("member", "suspended", "applicant", "declined", "leaver", "stranger")
    found = rows(everybody, *map(email_of, kinds), "new@ferndale.example")
    assert [found[email_of(kind)] for kind in kinds] == [
        "already member", "already member", "already member",
        "earlier removed", "earlier left", "organisation unknown",
    ]  # fmt: skip
    assert found["new@ferndale.example"] == "organisation unknown"


def test_whoever_left_stays_out_however_the_address_is_written(network: Network) -> None:
    """M23, M1."""
    as_gmail(network)
    commands.leave(SLUG, by=network.ids["applicant"])
    network.world.settle()
    written = ("bea.quill@gmail.com", "beaquill@gmail.com", "BeaQuill+peers@googlemail.com")
    found = rows(network, *written)
    assert set(found.values()) == {"earlier left"}


def test_whoever_was_erased_stays_out_however_the_address_is_written(network: Network) -> None:
    """M23: also of a list that was checked before the erasure, which then holds them no more."""
    as_gmail(network)
    lines = b"Name,Email,Organisation\nB,bea.quill@gmail.com,K\nN,new@ferndale.example,K\n"
    network.world.advance(timedelta(days=6))
    _ask_to_be_erased(network)
    network.world.advance(timedelta(days=6))
    before = imports.check(SLUG, lines, by=network.ids["chair"])
    network.world.advance(timedelta(days=1, minutes=5))
    left = network.api("GET", f"{API}/{before}/rows", by="chair").json()["rows"]
    assert [row["email"] for row in left] == ["new@ferndale.example"]
    found = rows(network, "bea.quill@gmail.com", "beaquill@gmail.com")
    assert set(found.values()) == {"earlier left"}


def _ask_to_be_erased(network: Network) -> None:
    challenge = network.api("POST", "/api/membership/me/erase", by="applicant").json()["challenge"]
    sent = {"challenge": challenge, "code": network.codes("bea.quill@gmail.com")[-1]}
    network.api("POST", "/api/membership/me/erase/confirm", sent, by="applicant")


def test_whoever_was_imported_is_no_chair_before_they_have_been_here(network: Network) -> None:
    """M19: the last chair who can act stays, and there is a way that needs both."""
    chair, there = network.ids["chair"], "new@ferndale.example"
    commit(network, there)
    new = member_of(there)
    desk = f"/networks/{SLUG}/desk/members/{new}"
    assert 'value="chair"' not in network.get(desk, by="chair").text
    answer = network.post(f"{desk}/grant", {"role": "chair"}, by="chair")
    assert (answer.status, "never signed in" in answer.text) == (409, True)
    hosting.appoint_first(network.add("stranger"))
    assert handover.whose(AppointChair(network_id=SLUG, email=there)) == new
    with pytest.raises(Conflict, match="never signed in"):
        handover.announce(SLUG, new, by=network.ids["stranger"])
    with pytest.raises(Conflict, match="keeps a chair"):
        commands.leave(SLUG, by=chair)
    assert network.post(f"{desk}/grant", {"role": "note_taker"}, by="chair").status == 303
    joining.confirm(new, address_key(there), "any")
    assert 'value="chair"' in network.get(desk, by="chair").text
    commands.grant(SLUG, new, Role.CHAIR, by=chair)
    commands.leave(SLUG, by=chair)


def test_nobody_who_was_imported_becomes_the_first_chair_unseen(network: Network) -> None:
    """M19: of a network that has none yet."""
    commit(network, "new@ferndale.example")
    with pytest.raises(Conflict, match="never signed in"):
        commands.appoint_first_chair(OTHER, member_of("new@ferndale.example"))


def test_whoever_left_by_the_link_is_in_no_later_list(network: Network) -> None:
    """M23, M25, A24: in any network; what they wrote goes with them."""
    commit(network, "bea.quill@gmail.com")
    added = member_of("bea.quill@gmail.com")
    token = sign(LEAVE, [added, veiled(SLUG, added)])
    assert network.world.get(f"/added/{token}").status == 200
    assert rows(network, "bea.quill@gmail.com")["bea.quill@gmail.com"] == "already member"
    assert network.post(f"/added/{token}").status == 200
    assert set(rows(network, "bea.quill@gmail.com", "beaquill@gmail.com").values()) <= {
        "earlier left", "suppressed",
    }  # fmt: skip
    assert network.world.get("/added/forged").status == 422


def test_whoever_was_out_again_before_can_be_imported_anew(everybody: Network) -> None:
    """M24: undo leaves no mark, also on those who have an account from elsewhere."""
    there = email_of("stranger")
    first = commit(everybody, there, "new@ferndale.example")
    imports.undo(SLUG, first, by=everybody.ids["chair"])
    everybody.world.advance(timedelta(minutes=2))
    assert set(rows(everybody, there, "new@ferndale.example").values()) == {"organisation unknown"}
    commit(everybody, there)
    assert everybody.place("stranger")["standing"] == "member"
    assert everybody.place("stranger")["version"] == 3


def test_a_chair_and_somebody_of_the_host_may_import_and_nobody_else(everybody: Network) -> None:
    """X3."""
    for kind in ("member", "facilitator", "other_chair", "stranger"):
        assert everybody.api("GET", API, by=kind).status == 403, kind
        assert everybody.raw(API, b"x", "application/octet-stream", by=kind).status == 403, kind
        assert everybody.get(PAGES, by=kind).status == 403, kind
    assert everybody.get(PAGES, by="co_chair").status == 200
    hosting.appoint_first(everybody.ids["stranger"])
    assert everybody.get(PAGES, by="stranger").status == 200
    assert everybody.api("GET", API, by="stranger").status == 200


def test_the_host_comes_to_the_desk_of_imports_from_its_own_page(everybody: Network) -> None:
    """The host has no list of networks, so it is asked for the short name of one."""
    hosting.appoint_first(everybody.ids["stranger"])
    links = Page(everybody.get("/host", by="stranger").text).addresses
    assert "/host/imports" in links
    wrong = everybody.post("/host/imports", {"network": "nowhere"}, by="stranger")
    assert (wrong.status, "There is no such network." in wrong.text) == (422, True)
    right = everybody.post("/host/imports", {"network": SLUG}, by="stranger")
    desk = right.header("location") or ""
    assert (right.status, desk) == (303, f"/networks/{SLUG}/desk/imports")
    forms = Page(everybody.get(desk, by="stranger").text).forms
    assert desk in [form.action for form in forms]
    assert everybody.post("/host/imports", {"network": SLUG}, by="chair").status == 403


def test_an_import_is_found_in_its_own_network_only(everybody: Network) -> None:
    """M16."""
    import_id = commit(everybody, "new@ferndale.example")
    elsewhere = API.replace(SLUG, "maternity")
    assert everybody.api("GET", f"{elsewhere}/{import_id}", by="other_chair").status == 404
    assert everybody.api("GET", f"{API}/nothing", by="chair").status == 404


def test_a_commit_says_why_and_happens_once(network: Network) -> None:
    """M25."""
    import_id = imports.check(
        SLUG, b"Name,Email,Organisation\nA,a@ferndale.example,K\n", by=network.ids["chair"]
    )
    empty = {"ground": "", "source": ""}
    assert network.api("POST", f"{API}/{import_id}/commit", empty, by="chair").status == 422
    assert network.api("POST", f"{API}/{import_id}/commit", BASIS, by="chair").status == 202
    assert network.api("POST", f"{API}/{import_id}/commit", BASIS, by="chair").status == 409
    network.world.advance(timedelta(minutes=2))
    (added,) = (item for item in network.items("MEMBER#") if item["sk"] == f"ADDED#{SLUG}")
    assert added["import_id"] == import_id
    stored = network.api("GET", f"{API}/{import_id}", by="chair").json()
    assert (stored["ground"], stored["source"]) == (BASIS["ground"], BASIS["source"])


def test_the_name_of_whoever_ran_an_import_goes_with_them(everybody: Network) -> None:
    """M22: the ground stays."""
    chair = everybody.ids["co_chair"]
    import_id = imports.check(SLUG, b"Name,Email,Organisation\nA,a@ferndale.example,K\n", by=chair)
    imports.commit(SLUG, import_id, Basis(**BASIS), by=chair)
    asked(everybody, "co_chair")
    everybody.world.advance(timedelta(days=7, minutes=5))
    (state,) = (item for item in everybody.items("IMPORT#") if item["sk"] == "STATE")
    assert (state["by"], state["ground"]) == ("", BASIS["ground"])


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"", "application/octet-stream", 422),
        (b"\x00" * 100, "application/octet-stream", 422),
        (b"PK\x03\x04nothing", "application/octet-stream", 422),
        (b"x" * (4 * 1024 * 1024 + 1), "application/octet-stream", 422),
        (b"x" * (5 * 1024 * 1024 - 100), "application/octet-stream", 413),
        (b"{}", "application/json", 415),
        (b"a,b", "text/csv", 415),
    ],
)  # fmt: skip
def test_what_is_no_list_is_refused_with_a_sentence(
    network: Network, content: bytes, kind: str, status: int
) -> None:
    """reliability.md 1.3."""
    answer: Any = network.raw(API, content, kind, by="chair")
    assert answer.status == status
    assert answer.header("content-type") == "application/problem+json"


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"", "multipart/form-data; boundary=b", 400),
        (b"--b\r\n\r\nx", "multipart/form-data; boundary=b", 400),
        (b"--b--\r\n", "multipart/form-data; boundary=b", 422),
        (b"--b\r\n" * 50, "multipart/form-data; boundary=b", 400),
        (OTHER_FIELD, "multipart/form-data; boundary=b", 422),
        (b"x", "multipart/form-data", 415),
        (b"file=x", "application/x-www-form-urlencoded", 415),
    ],
)  # fmt: skip
def test_a_form_without_a_file_is_refused(
    network: Network, body: bytes, kind: str, status: int
) -> None:
    """reliability.md 1.3."""
    assert network.raw(PAGES, body, kind, by="chair").status == status
