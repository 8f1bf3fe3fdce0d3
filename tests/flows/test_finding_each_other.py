"""Finding each other, from the directory to two mails, with messages twice and in other orders."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from services.membership import commands
from services.runtime import platform
from tests.flows.network import SLUG, Network, Person

ENTRY = re.compile(r"person=(\w{32})")
WAITS = re.compile(r"introductions/(\w{32})/answer")
INTRODUCED = "You are introduced to each other"


@pytest.fixture(params=["as sent", "twice", "backwards"])
def network(request: pytest.FixtureRequest) -> Iterator[Network]:
    """Siân is in the directory; messages come once, twice, or the last first."""
    postmen = {
        "as sent": lambda messages: messages,
        "twice": lambda messages: [*messages, *messages],
        "backwards": lambda messages: list(reversed(messages)),
    }
    made = Network(postmen[request.param])
    sian = made.members[1]
    says = {"shows": ["name", "family"], "family": "safety", "topics": "falls"}
    page = f"/me/networks/{SLUG}/directory"
    assert made.world.post(page, says, by=sian.member_id).status == 303
    yield made
    platform.install(None)


def asked(network: Network, by: Person) -> str:
    found = network.post("/directory/search", {"family": "safety"}, by=by)
    (entry,) = set(ENTRY.findall(found.text))
    wish = {"kind": "person", "person": entry, "message": "May I ask you about falls?"}
    assert network.post("/introductions", wish, by=by).status == 303
    (waits,) = set(WAITS.findall(network.get("/introductions", by=network.members[1]).text))
    return str(waits)


def test_each_gets_one_mail_with_the_others_name_and_address(network: Network) -> None:
    """M28."""
    yusuf, sian = network.members[:2]
    one = asked(network, yusuf)
    (mail,) = [m for m in network.mail_to(sian.email) if "would like to meet you" in m["subject"]]
    for secret in (yusuf.name, yusuf.email, "falls"):
        assert secret not in mail["text"] + mail["html"]
    assert not [m for m in network.world.mail() if m["subject"] == INTRODUCED]
    for _ in range(2):
        sent = network.post(f"/introductions/{one}/answer", {"answer": "yes"}, by=sian)
        assert sent.status == 303
    for person, other in ((yusuf, sian), (sian, yusuf)):
        (mail,) = [m for m in network.mail_to(person.email) if m["subject"] == INTRODUCED]
        assert other.name in mail["text"]
        assert other.email in mail["text"]
    assert network.world.dead_letters() == []


def test_a_contact_outside_is_asked_and_introduced_by_mail_alone(network: Network) -> None:
    """U13: no account, and never an address before both have said yes."""
    yusuf, seun = network.members[0], network.members[2]
    ada = {"name": "Ada Lunn", "email": "ada@outside.example", "topic": "ligatures"}
    assert network.post("/contacts", ada, by=yusuf).status == 303
    (mail,) = network.mail_to(ada["email"])
    assert yusuf.name not in mail["text"]
    link = _link(mail["text"], "vouched")
    assert network.world.get(link).status == 200
    network.world.post(link, {"answer": "yes"})
    ask = {"kind": "topic", "topic": "Ligature", "message": "How do you check a ward?"}
    network.post("/introductions", ask, by=seun)
    (_, mail) = network.mail_to(ada["email"])
    assert "How do you check" not in mail["text"]
    link = _link(mail["text"], "sought")
    for _ in range(2):
        assert network.world.post(link, {"answer": "yes"}).status == 303
    (to_ada,) = [m for m in network.mail_to(ada["email"]) if m["subject"] == INTRODUCED]
    (to_seun,) = [m for m in network.mail_to(seun.email) if m["subject"] == INTRODUCED]
    assert seun.email in to_ada["text"]
    assert ada["email"] in to_seun["text"]
    assert network.world.dead_letters() == []


def test_whoever_leaves_in_between_is_introduced_to_nobody(network: Network) -> None:
    """M28, A1: between the yes and the mail."""
    yusuf, sian = network.members[:2]
    one = asked(network, yusuf)
    commands.leave(SLUG, by=yusuf.member_id)
    network.post(f"/introductions/{one}/answer", {"answer": "yes"}, by=sian)
    assert not [m for m in network.world.mail() if m["subject"] == INTRODUCED]


def _link(text: str, page: str) -> str:
    (path,) = re.findall(rf"https://candour\.example(/{page}/\S+)", text)
    return str(path)
