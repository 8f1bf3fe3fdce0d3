"""What those do who look after an installation, and a network that moves to another one."""

from __future__ import annotations

from datetime import timedelta

from infra.embedded.demo import CHAIR, HOST_ADMIN, MEMBER, SLUG
from infra.examples.people import ALL, NETWORK
from infra.examples.scene import Scene

HOST = f"{ALL}/host"
TRUSTS = b"""\
ZA1,KELDER BRIDGE NHS FOUNDATION TRUST,,,BRIDGE HOUSE,,,KELDER,,,20010401,
ZA2,,,,,,,OUSEBY,,,20010401,
ZA3,OUSEBY MENTAL HEALTH NHS TRUST,,,,,,OUSEBY,,,20010401,
"""
KINDS = {
    "membership": "people",
    "sessions": "sessions",
    "notes": "notes",
    "notifications": "choices",
}


def look_after(scene: Scene) -> None:
    """Somebody is asked to help, is asked no longer; is asked again, accepts, and is relieved."""
    whom = {"email": CHAIR.email}
    scene.ask("POST", f"{HOST}/appoint", whom, by=HOST_ADMIN)
    (offer,) = scene.ask("GET", HOST, by=HOST_ADMIN)["offers"]
    scene.ask("POST", f"{HOST}/offers/<offer>/revoke", by=HOST_ADMIN, offer=offer["offer"])
    scene.ask("POST", f"{HOST}/appoint", whom, by=HOST_ADMIN)
    scene.ask("POST", f"{HOST}/accept", by=CHAIR)
    member = scene.ids[CHAIR.name]
    scene.ask("POST", f"{HOST}/admins/<member>/relieve", by=HOST_ADMIN, member=member)


def take_the_register_in(scene: Scene) -> None:
    """Two trusts of the published file are taken in; one row of it has no name."""
    scene.ask("POST", f"{HOST}/register", TRUSTS, by=HOST_ADMIN)


def open_networks(scene: Scene) -> None:
    """A network is opened, its chair invited again, and a chair announced in one without."""
    wish = {
        "network_id": "maternity", "name": "Maternity Peers",
        "ground_rules": "Nothing is recorded.\nNobody is named.",
        "chair": "ira.lunn@ferndale.example", "listed": True,
    }  # fmt: skip
    scene.ask("POST", f"{HOST}/opening", wish, by=HOST_ADMIN)
    again = {"network_id": "maternity", "chair": "ira@lunn.example"}
    scene.ask("POST", f"{HOST}/opening/chairs", again, by=HOST_ADMIN)
    announced = {"network_id": SLUG, "email": MEMBER.email}
    scene.ask("POST", f"{HOST}/opening/appoint", announced, by=HOST_ADMIN)
    withdraw = f"{NETWORK}/members/<member>/chair/withdraw"
    scene.ask("POST", withdraw, by=CHAIR, member=scene.ids[MEMBER.name])


def count(scene: Scene) -> None:
    """All listed networks are counted together, looked at and published."""
    here = f"{HOST}/statistics"
    scene.ask("POST", f"{here}/take", by=HOST_ADMIN)
    scene.later(timedelta(minutes=2))
    draft = scene.ask("GET", f"{here}/next", by=HOST_ADMIN)["snapshot_id"]
    scene.ask("POST", f"{here}/publish", {"snapshot_id": draft}, by=HOST_ADMIN)
    scene.ask("GET", f"{ALL}/together")
    scene.ask("GET", f"{here}/snapshots/<number>/counted-again", by=HOST_ADMIN, number="1")


def break_glass(scene: Scene) -> None:
    """Host staff look into a network for a reason; it ends by a chair, then by themselves."""
    here = f"{HOST}/networks/<network>/access"
    reason = {"reason": "A member reports mail that names them. I look who got it."}
    scene.ask("POST", here, reason, by=HOST_ADMIN)
    scene.ask("GET", f"{here}/members", by=HOST_ADMIN)
    scene.ask("GET", f"{here}/waiting", by=HOST_ADMIN)
    scene.ask("GET", f"{NETWORK}/break-glass", by=CHAIR)
    scene.ask("POST", f"{NETWORK}/break-glass/close", by=CHAIR)
    scene.ask("POST", here, reason, by=HOST_ADMIN)
    scene.ask("POST", f"{here}/close", by=HOST_ADMIN)


def move(scene: Scene) -> None:
    """The network is exported, and compared with what is here, as an import would begin."""
    wish = {"reason": "The network moves to a host of its own."}
    permit = scene.ask("POST", f"{NETWORK}/exports", wish, by=CHAIR)["permit"]
    scene.ask("GET", f"{NETWORK}/exports", by=CHAIR)
    for service, kind in KINDS.items():
        here = f"/api/{service}/networks/<network>"
        asked = {"kind": kind, "permit": permit}
        rows = scene.ask("GET", f"{here}/export", by=CHAIR, query=asked)["rows"]
        sent = {"kind": kind, "rows": rows[:2], "first_line": 1, "check": True}
        scene.ask("POST", f"{here}/import", sent, by=HOST_ADMIN)
