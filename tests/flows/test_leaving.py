"""Leaving a network ends everything in it at once, and the rest stays."""

from __future__ import annotations

from tests.flows.network import SLUG, Network


def test_leaving_ends_reading_at_once_though_the_token_is_good(network: Network) -> None:
    """C21, decision 12."""
    leaver = network.members[0]
    network.world.post(f"/me/networks/{SLUG}/leave", {}, by=leaver.member_id)
    for page in ("", "/sessions", "/notes"):
        assert network.get(page, by=leaver).status == 403, page
    for service, what in (("sessions", "sessions"), ("notes", "notes")):
        answer = network.world.api(
            "GET", f"/api/{service}/networks/{SLUG}/{what}", by=leaver.member_id
        )
        assert answer.status == 403, service
    assert network.world.get("/me", by=leaver.member_id).status == 200


def test_a_role_does_not_survive_leaving(network: Network) -> None:
    """M14, decision 12."""
    network.world.post(f"/me/networks/{SLUG}/leave", {}, by=network.facilitator.member_id)
    assert network.get("/desk/sessions", by=network.facilitator).status == 403
    assert network.get("/desk/notes", by=network.facilitator).status == 403
    network.world.post(f"/me/networks/{SLUG}/ask", {}, by=network.facilitator.member_id)
    network.post(f"/desk/waiting/{network.facilitator.member_id}/approve", {}, by=network.chair)
    assert network.get("/sessions", by=network.facilitator).status == 200
    assert network.get("/desk/notes", by=network.facilitator).status == 403


def test_whoever_comes_back_is_a_member_everywhere_again(network: Network) -> None:
    """Of two facts about one place the higher sequence wins, however late it arrives."""
    leaver = network.members[0]
    network.world.post(f"/me/networks/{SLUG}/leave", {}, by=leaver.member_id)
    network.world.post(f"/me/networks/{SLUG}/ask", {}, by=leaver.member_id)
    network.post(f"/desk/waiting/{leaver.member_id}/approve", {}, by=network.chair)
    network.replay()
    for page in ("", "/sessions", "/notes"):
        assert network.get(page, by=leaver).status == 200, page


def test_the_last_chair_cannot_leave(network: Network) -> None:
    """M19."""
    answer = network.world.post(f"/me/networks/{SLUG}/leave", {}, by=network.chair.member_id)
    assert answer.status == 409
    assert "chair" in answer.text
    assert network.get("/desk", by=network.chair).status == 200
