"""Step 2: somebody joins, proves the address, is let in and welcomed; however mail is delivered."""

from __future__ import annotations

from tests.flows.network import SLUG, Network

WELCOME = "Welcome"


def welcomes(network: Network, email: str) -> int:
    return sum(WELCOME in mail["subject"] for mail in network.mail_to(email))


def test_an_applicant_is_on_the_chairs_list_and_nowhere_else(network: Network) -> None:
    applicant = network.join("Beatriz Quill", "beatriz@elsewhere.example", "Quill & Daughters")
    desk = network.get("/desk", by=network.chair)
    assert "Beatriz Quill" in desk.text
    assert "Quill &amp; Daughters" in desk.text
    assert network.get("", by=applicant).status == 403
    assert network.get("/notes", by=applicant).status == 403
    assert network.get("/sessions", by=applicant).status == 403
    assert welcomes(network, applicant.email) == 0


def test_whoever_is_let_in_gets_one_welcome_and_can_read(network: Network) -> None:
    member = network.admitted("Beatriz Quill", "beatriz@elsewhere.example")
    for page in ("", "/sessions", "/notes"):
        assert network.get(page, by=member).status == 200, page
    assert "Beatriz Quill" not in network.get("/desk", by=network.chair).text
    assert welcomes(network, member.email) == 1
    assert network.world.dead_letters() == []


def test_hearing_everything_again_changes_nothing(network: Network) -> None:
    """X2: every consumer is idempotent and tolerant of reorder."""
    network.admitted("Beatriz Quill", "beatriz@elsewhere.example")
    mail, pages = network.world.mail(), network.get("/desk", by=network.chair).text
    network.replay()
    assert network.world.mail() == mail
    assert network.get("/desk", by=network.chair).text == pages
    assert network.world.dead_letters() == []


def test_whoever_is_declined_gets_one_kind_mail_without_the_reason(network: Network) -> None:
    """M21."""
    person = network.join("Casimir Oyelaran", "casimir@elsewhere.example")
    done = network.post(
        f"/desk/waiting/{person.member_id}/decline",
        {"reason": "Sells things to members"},
        by=network.chair,
    )
    assert done.status == 303
    mails = [mail for mail in network.mail_to(person.email) if "code" not in mail["subject"]]
    assert len(mails) == 1
    assert "Sells" not in mails[0]["text"] + mails[0]["html"]
    assert network.get("", by=person).status == 403


def test_no_address_and_no_name_is_ever_on_the_public_bus_or_in_a_key(network: Network) -> None:
    """X1, decision 7."""
    network.admitted("Beatriz Quill", "beatriz@elsewhere.example")
    secrets = ("beatriz", "quill", "elsewhere.example")
    for event in network.world.events():
        assert not any(secret in str(event).lower() for secret in secrets)
    for item in network.dump():
        keys = f"{item['pk']} {item['sk']} {item.get('gsi1pk')} {item.get('gsi1sk')}".lower()
        assert not any(secret in keys for secret in secrets)


def test_a_second_network_is_a_world_of_its_own(network: Network) -> None:
    """Rights are per network: a member of one is a stranger in the other (X3)."""
    from services.contracts.roles import Policy
    from services.membership import commands

    commands.open_network("other", "Another One", ("Be kind.",), Policy.APPROVAL, listed=True)
    network.world.settle()
    for page in ("", "/sessions", "/notes", "/desk"):
        answer = network.world.get(f"/networks/other{page}", by=network.chair.member_id)
        assert answer.status == 403, page
    assert network.world.get(f"/networks/{SLUG}", by=network.chair.member_id).status == 200
