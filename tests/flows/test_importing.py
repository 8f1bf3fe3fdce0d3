"""A list of members, from the file to the undone import; however mail and events are delivered."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from infra.embedded.events import Request
from tests.flows.network import SLUG, Network, hidden

IMPORTS = f"/networks/{SLUG}/desk/imports"
BASIS = {"ground": "They are members of this network.", "source": "The mailing list, 2026."}
LIST = """Name;Email address;Organisation;Shoe size
Ann Lee;ann.lee@gmail.com;Kelder Bridge NHS Foundation Trust;38
Bo Finch;bo@ferndale.example;Ouseby Hospice;44
Cy Marsh;cy@ferndale.example;Somewhere unheard of;41
Again;BO@ferndale.example;Ouseby Hospice;44
Yusuf;yusuf@kelder.example;Kelder;40
=cmd|' /C calc'!A0;dee@ferndale.example;Kelder;40
"""
BOUNDARY = "f0rm"


def upload(network: Network, content: str, by: str | None = None) -> Any:
    """Send a file by the form at the desk."""
    parts = [
        f"--{BOUNDARY}",
        'Content-Disposition: form-data; name="file"; filename="people.csv"',
        "Content-Type: text/csv",
        "",
        content,
        f"--{BOUNDARY}--",
        "",
    ]
    token = network.world.platform.identity.issue(by or network.chair.member_id).id_token
    headers = {
        "content-type": f"multipart/form-data; boundary={BOUNDARY}",
        "cookie": f"__Host-session={token}",
        "host": "candour.example",
    }
    answer = network.world.door.answer(
        Request("POST", IMPORTS, headers, "\r\n".join(parts).encode())
    )
    network.world.settle()
    return answer


def checked(network: Network, content: str = LIST) -> str:
    """The address of the page of a list that was uploaded."""
    done = upload(network, content)
    assert done.status == 303, done.text
    return str(done.header("location"))


def page(network: Network, path: str) -> str:
    shown = network.world.get(path, by=network.chair.member_id)
    assert shown.status == 200, shown.text
    return shown.text


def committed(network: Network, content: str = LIST) -> str:
    path = checked(network, content)
    done = network.world.post(f"{path}/commit", BASIS, by=network.chair.member_id)
    assert done.status == 303, done.text
    network.world.advance(timedelta(minutes=2))
    return path


def ids(network: Network) -> dict[str, str]:
    """Member ids by address."""
    return {
        item["email"]: item["member_id"]
        for item in network.dump()
        if item["sk"] == "STATE" and item["pk"].startswith("MEMBER#")
    }


def added_mail(network: Network) -> list[dict[str, Any]]:
    return [mail for mail in network.world.mail() if "You were added" in mail["subject"]]


def link(mail: dict[str, Any]) -> str:
    """The path of the link by which somebody leaves."""
    found = re.search(r"/added/\S+", mail["text"])
    assert found
    return found[0]


def test_a_list_is_checked_committed_left_and_undone(network: Network) -> None:
    """M23, M24, M25, A24: the import story."""
    before = len(network.world.mail())
    path = checked(network)
    shown = page(network, path)
    assert "This is a formula. Put its result there." in shown
    assert "The address is that of row 3." in shown
    assert "Shoe size" in shown
    report = page(network, f"{path}/report")
    assert "'=cmd" in report or "=cmd" not in report.replace("'=cmd", "")
    assert len(network.world.mail()) == before
    assert "ann.lee@gmail.com" not in ids(network)

    done = network.world.post(f"{path}/commit", BASIS, by=network.chair.member_id)
    assert done.status == 303, done.text
    network.world.advance(timedelta(minutes=2))
    assert "3 members are added" in page(network, path)
    assert {"ann.lee@gmail.com", "bo@ferndale.example", "cy@ferndale.example"} < set(ids(network))
    assert len(network.world.mail()) == before

    network.world.advance(timedelta(hours=1))
    told = added_mail(network)
    assert sorted(mail["to"] for mail in told) == [
        "ann.lee@gmail.com", "bo@ferndale.example", "cy@ferndale.example",
    ]  # fmt: skip
    assert all(mail["headers"]["List-Unsubscribe-Post"] for mail in told)

    (anns,) = (mail for mail in told if mail["to"] == "ann.lee@gmail.com")
    looked = network.world.get(link(anns))
    assert BASIS["ground"] in looked.text
    assert "ann.lee@gmail.com" in ids(network)
    assert network.world.post(link(anns), {}).status == 200
    assert network.world.post(link(anns), {}).status == 200
    assert [e["detail_type"] for e in network.world.events()].count("MemberLeft.v1") == 1

    network.world.post(f"{path}/undo", {}, by=network.chair.member_id)
    network.world.advance(timedelta(minutes=5))
    assert "The import is undone" in page(network, path)
    assert "Undo this import" not in page(network, path)
    assert not {"bo@ferndale.example", "cy@ferndale.example"} & set(ids(network))
    # Whoever left by the link had no other place and had never signed in: nothing is kept of them.
    assert "ann.lee@gmail.com" not in ids(network)

    again = checked(network, LIST.replace("ann.lee@", "annlee+peers@"))
    shown = page(network, again)
    assert "Left earlier" in shown
    assert "Add 2 people" in shown
    assert network.world.dead_letters() == []


def test_an_import_undone_before_its_mail_is_told_to_nobody(network: Network) -> None:
    """M24."""
    path = committed(network)
    network.world.post(f"{path}/undo", {}, by=network.chair.member_id)
    network.world.advance(timedelta(hours=3))
    assert added_mail(network) == []
    assert network.world.dead_letters() == []
    rest = [
        item for item in network.dump()
        if "ferndale.example" in str(item) and not item["pk"].startswith("OUTBOX#")
    ]  # fmt: skip
    assert rest == []


def test_whoever_was_imported_signs_in_by_code_and_stays(network: Network) -> None:
    """M24, M25: the code proves the address, and undo leaves alone whoever was there."""
    path = committed(network)
    form = {"email": "bo@ferndale.example"}
    code_page = network.world.post("/sign-in", form)
    (code,) = re.findall(r"\b\d{8}\b", network.mail_to("bo@ferndale.example")[-1]["text"])
    signed_in = network.world.post("/sign-in/code", {"code": code, **hidden(code_page)})
    assert signed_in.status == 303
    assert (
        network.world.get(f"/networks/{SLUG}", by=ids(network)["bo@ferndale.example"]).status == 200
    )
    network.world.post(f"{path}/undo", {}, by=network.chair.member_id)
    network.world.advance(timedelta(minutes=3))
    assert "bo@ferndale.example" in ids(network)
    assert "cy@ferndale.example" not in ids(network)
    assert "1 was left alone" in page(network, path)


def test_whoever_joins_after_an_import_is_a_member_already(network: Network) -> None:
    """M2: one account, one place, and no second request."""
    committed(network)
    imported = ids(network)["bo@ferndale.example"]
    joined = network.join("Bo Finch", "bo@ferndale.example")
    assert joined.member_id == imported
    assert network.get("", by=joined).status == 200
    assert "Bo Finch" not in network.get("/desk", by=network.chair).text


def test_hearing_everything_again_adds_and_mails_nobody(network: Network) -> None:
    """X2."""
    path = committed(network)
    network.world.advance(timedelta(hours=1))
    mail, shown, people = network.world.mail(), page(network, path), ids(network)
    network.replay()
    network.world.advance(timedelta(minutes=2))
    assert (network.world.mail(), page(network, path), ids(network)) == (mail, shown, people)
    assert network.world.dead_letters() == []


def test_two_lists_at_the_same_time_share_the_turns_to_be_told(network: Network) -> None:
    """A24: 200 an hour of a network, and not of each list."""
    chair = network.chair.member_id
    lists = (LIST, "Name,Email,Organisation\nDi Moss,di@ferndale.example,Kelder\n")
    for path in [checked(network, content) for content in lists]:
        assert network.world.post(f"{path}/commit", BASIS, by=chair).status == 303
    network.world.advance(timedelta(minutes=2))
    told = sorted(
        datetime.fromisoformat(said["tell_at"])
        for said in network.world.events()
        if said["detail_type"] == "MembershipApproved.v1" and said.get("tell_at")
    )
    assert len(told) == 4
    assert {after - before for before, after in pairwise(told)} == {timedelta(seconds=18)}
    network.world.advance(timedelta(hours=1))
    assert len(added_mail(network)) == 4
