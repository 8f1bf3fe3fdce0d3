"""A small network for the tests of membership and sessions: the two services, wired, in memory."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import cache
from html import unescape
from typing import Any
from urllib.parse import urlencode

from infra.embedded.events import Answer, Request
from services.contracts.roles import Policy, Role
from services.membership import challenges, commands, store
from services.membership.addresses import address_key
from services.membership.commands import joining
from services.runtime import platform
from tests.world import World

SLUG, OTHER = "psmn", "maternity"
RULES = ("Nothing is recorded.", "Hierarchy does not apply.")
FORM = "application/x-www-form-urlencoded"
OURS = ("services.membership.", "services.sessions.")
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')

PEOPLE = {
    "chair": "Maureen Achterberg",
    "co_chair": "Oluwaseun Hartley",
    "facilitator": "Tobias Renwick",
    "note_taker": "Siân Pembridge",
    "reviewer": "Imogen Fairweather",
    "member": "Yusuf Lambourne",
    "applicant": "Beatriz Quill",
    "declined": "Casimir Oyelaran",
    "suspended": "Dorothea Finch",
    "leaver": "Edmund Varley",
    "other_chair": "Ngozi Thistlewood",
    "stranger": "Percival Nobody",
}
ROLES = {
    "facilitator": Role.FACILITATOR,
    "note_taker": Role.NOTE_TAKER,
    "reviewer": Role.REVIEWER,
    "co_chair": Role.CHAIR,
}
ADMITTED = ("co_chair", "facilitator", "note_taker", "reviewer", "member", "suspended", "leaver")

MADE: dict[tuple[tuple[str, ...], int], tuple[bytes, dict[str, str]]] = {}
"""What is kept, and ids, by people and seed: most tests begin where another one has begun."""


class Network:
    """The network `psmn` and another one, with whoever is asked for; `ids` by what they are."""

    def __init__(self, *who: str, seed: int = 7) -> None:
        if (who, seed) not in MADE:
            self._make(who, seed)
        image, ids = MADE[who, seed]
        self.ids: dict[str, str] = dict(ids)
        self.world = _world(seed + 1, image)

    def _make(self, who: tuple[str, ...], seed: int) -> None:
        self.ids = {}
        self.world = _world(seed)
        for slug, name in ((SLUG, "Patient Safety Peers"), (OTHER, "Maternity Peers")):
            commands.open_network(slug, name, RULES, Policy.APPROVAL, listed=True)
        for kind in ("chair", *who):
            self.add(kind)
        self.world.settle()
        MADE[who, seed] = self.world.platform.database.image(), self.ids

    def add(self, kind: str) -> str:
        """One of PEOPLE, as what the name says, with a proved address."""
        member_id = self.proved(kind)
        if kind in ("chair", "other_chair"):
            commands.appoint_first_chair(OTHER if kind == "other_chair" else SLUG, member_id)
        if kind in ADMITTED:
            commands.approve(SLUG, member_id, by=self.ids["chair"])
        if kind in ROLES:
            commands.grant(SLUG, member_id, ROLES[kind], by=self.ids["chair"])
        match kind:
            case "declined":
                wish = commands.DeclineRequest(reason="Sells things")
                commands.decline(SLUG, member_id, wish, by=self.ids["chair"])
            case "suspended":
                commands.suspend(SLUG, member_id, by=self.ids["chair"])
            case "leaver":
                commands.leave(SLUG, by=member_id)
        return member_id

    def proved(self, kind: str) -> str:
        """Somebody who asked to join and proved the address."""
        where = {"other_chair": OTHER, "stranger": OTHER}.get(kind, SLUG)
        wish = joining.Join.model_validate(join_form(kind, network=[where]))
        joining.join(wish, source_ip=kind)
        key = address_key(wish.email)
        claim = store.claim(key)
        assert claim is not None
        joining.confirm(claim["member_id"], key, challenges.ANY)
        self.ids[kind] = claim["member_id"]
        return self.ids[kind]

    def get(self, path: str, by: str | None = None) -> Answer:
        """Read a page as somebody."""
        return self.world.get(path, by=self.ids[by] if by else None)

    def post(self, path: str, form: dict[str, Any] | None = None, by: str | None = None) -> Answer:
        """Send a form as somebody."""
        return self.world.post(path, form or {}, by=self.ids[by] if by else None)

    def api(self, method: str, path: str, content: Any = None, by: str | None = None) -> Answer:
        """Call the API as somebody's program."""
        return self.world.api(method, path, content, by=self.ids[by] if by else None)

    def raw_form(self, path: str, form: dict[str, Any]) -> Answer:
        """Send a form as somebody who is signed out, and let nothing settle."""
        return self.raw(path, urlencode(form, doseq=True).encode(), FORM)

    def with_cookie(self, path: str, cookie: str) -> Answer:
        """Read a page with this cookie."""
        return self.world.door.answer(Request("GET", path, {"cookie": cookie}))

    def raw(self, path: str, body: bytes, content_type: str, by: str | None = None) -> Answer:
        """Send these very bytes."""
        headers = {"content-type": content_type, "host": "candour.example"}
        if by:
            token = self.world.platform.identity.issue(self.ids[by]).id_token
            headers |= {"cookie": f"__Host-session={token}", "authorization": f"Bearer {token}"}
        return self.world.door.answer(Request("POST", path, headers, body))

    def said(self, detail_type: str) -> list[dict[str, Any]]:
        """Every event of this name on the public bus, oldest first."""
        return [event for event in self.world.events() if event["detail_type"] == detail_type]

    def told(self, detail_type: str) -> list[dict[str, Any]]:
        """Every private event of this name that waits for mail or notes, oldest first."""
        found = {}
        for (body,) in self.world.platform.database.rows("SELECT body FROM messages ORDER BY id"):
            envelope = json.loads(body)
            if envelope.get("detail-type") == detail_type:
                found[envelope["detail"]["event_id"]] = envelope["detail"]
        return list(found.values())

    def codes(self, email: str) -> list[str]:
        """The codes that went to this address, oldest first."""
        issued = self.told("SignInCodeIssued.v1")
        return [event["code"] for event in issued if event["email"] == email]

    def items(self, prefix: str, table: str = "membership") -> list[dict[str, Any]]:
        """What a service keeps under keys with this beginning."""
        rows = self.world.platform.database.rows(
            "SELECT body FROM items WHERE tbl LIKE ? AND pk LIKE ? ORDER BY pk, sk",
            (f"%{table}%", f"{prefix}%"),
        )
        return [json.loads(row[0]) for row in rows]

    def due(self) -> list[dict[str, Any]]:
        """What is due later, but for the rounds of networks, which come for as long as those."""
        return [row for row in self.items("DUE#") if "round" not in row]

    def place(self, who: str) -> dict[str, Any]:
        """Somebody's place in the network as membership keeps it."""
        (found,) = (
            item
            for item in self.items(f"MEMBER#{self.ids[who]}")
            if item["sk"] == f"NETWORK#{SLUG}"
        )
        return found

    def close(self) -> None:
        """Take the platform away, so that no other test finds it."""
        platform.install(None)


@cache
def email_of(kind: str) -> str:
    return f"{kind.replace('_', '-')}@kelder.example"


def join_form(kind: str = "applicant", **changed: Any) -> dict[str, Any]:
    """What one of PEOPLE types into the form."""
    return {
        "name": PEOPLE[kind],
        "email": email_of(kind),
        "organisation": "Kelder Bridge",
        "role": "Nurse",
        "network": [SLUG],
        "agree": "yes",
        **changed,
    }


def hidden(page: Answer) -> dict[str, str]:
    """The hidden fields of the first form that has any."""
    return {name: unescape(value) for name, value in HIDDEN.findall(page.text)}


def enter(network: Network, page: Any, kind: str = "applicant") -> Any:
    """Type the latest code into the form that this page holds."""
    return network.post(
        "/sign-in/code", {"code": network.codes(email_of(kind))[-1], **hidden(page)}
    )


def waiting(network: Network) -> list[str]:
    """The names on the chair's list."""
    answer = network.api("GET", f"/api/membership/networks/{SLUG}/waiting", by="chair")
    return [person["name"] for person in answer.json()["people"]]


def asked(network: Network, who: str = "member") -> None:
    """Somebody has asked by program, with the code from the mail."""
    challenge = network.api("POST", "/api/membership/me/erase", by=who).json()["challenge"]
    sent = {"challenge": challenge, "code": network.codes(email_of(who))[-1]}
    assert network.api("POST", "/api/membership/me/erase/confirm", sent, by=who).status == 202


def _world(seed: int, image: bytes = b"") -> World:
    """A world with these two services, and nobody else hears what they say."""
    world = World(seed=seed, image=image)
    wiring = world.machine.wiring
    world.machine.wiring = replace(
        wiring,
        queues=[mapping for mapping in wiring.queues if mapping.handler.startswith(OURS)],
        ticks=[handler for handler in wiring.ticks if handler.startswith(OURS)],
    )
    return world
