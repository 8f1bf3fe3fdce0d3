"""What a chair does for a network: roles, invitations, lists, thanks, numbers, and its end."""

from __future__ import annotations

from infra.embedded.demo import APPLICANT, CHAIR, MEMBER, OTHERS, REVIEWER
from infra.examples.people import ME, NETWORK, NEWCOMER
from infra.examples.scene import Scene

LIST = b"""\
Name,Email,Organisation,Role
Nia Vaughan,nia.vaughan@ellerbeck.example,Ellerbeck,Nurse
Owen Pryce,owen.pryce@saint-osyth.example,St Osyth's Hospice,Chaplain
"""


def keep_the_desk(scene: Scene) -> None:
    """Members and what they may do, and the policy of the network."""
    suspended, removed, *_ = OTHERS
    members, one = f"{NETWORK}/members", f"{NETWORK}/members/<member>"
    scene.ask("GET", members, by=CHAIR)
    role = {"role": "note_taker", "last_day": "2027-03-31"}
    whom = scene.ids[APPLICANT.name]
    scene.ask("POST", f"{one}/grant", role, by=CHAIR, member=whom)
    scene.ask("POST", f"{one}/revoke", {"role": "note_taker"}, by=CHAIR, member=whom)
    scene.ask("POST", f"{one}/suspend", by=CHAIR, member=scene.ids[suspended.name])
    scene.ask("POST", f"{one}/reinstate", by=CHAIR, member=scene.ids[suspended.name])
    cause = {"cause": "selling", "months": 12}
    scene.ask("POST", f"{one}/remove", cause, by=CHAIR, member=scene.ids[removed.name])
    policy = {"policy": "approval", "listed": True, "quorum": 2}
    scene.ask("POST", f"{NETWORK}/policy", policy, by=CHAIR)
    scene.ask("GET", "/api/notifications/networks/<network>/fanouts", by=CHAIR)


def hand_over(scene: Scene) -> None:
    """Somebody is asked to be a chair, and says no; then yes."""
    one, mine = f"{NETWORK}/members/<member>/chair", f"{ME}/networks/<network>/offer"
    whom, shared = scene.ids[MEMBER.name], {"step_down": False}
    scene.ask("POST", one, shared, by=CHAIR, member=whom)
    scene.ask("GET", f"{NETWORK}/offers", by=CHAIR)
    scene.ask("POST", f"{one}/withdraw", by=CHAIR, member=whom)
    scene.ask("POST", one, shared, by=CHAIR, member=whom)
    scene.ask("POST", f"{mine}/decline", by=MEMBER)
    scene.ask("POST", one, shared, by=CHAIR, member=whom)
    (offer,) = scene.ask("GET", f"{ME}/offers", by=MEMBER)["offers"]
    scene.ask("POST", f"{mine}/accept", {"chair": offer["chair"]}, by=MEMBER)


def invite(scene: Scene) -> None:
    """Two are invited; one of the invitations is taken back, by the other one somebody comes in."""
    here = f"{NETWORK}/invitations"
    addresses = f"ada@outside.example\n{NEWCOMER.name} <{NEWCOMER.email}>"
    scene.ask("POST", here, {"addresses": addresses}, by=CHAIR)
    found = scene.ask("GET", here, by=CHAIR)["invitations"]
    (alias,) = (one["alias"] for one in found if one["email"] == "ada@outside.example")
    scene.ask("POST", f"{here}/<alias>/revoke", by=CHAIR, alias=alias)
    accept = "/api/membership/invitations/<token>/accept"
    token = scene.invitation(NEWCOMER.email)
    scene.ask("POST", accept, {"agree": True}, by=NEWCOMER, token=token)


def bring_a_list(scene: Scene) -> None:
    """A list is checked and dropped; it is checked again, committed and undone."""
    here, one = f"{NETWORK}/imports", f"{NETWORK}/imports/<import_>"
    dropped = scene.ask("POST", here, LIST, by=CHAIR)["import_id"]
    scene.ask("POST", f"{one}/abandon", by=CHAIR, import_=dropped)
    kept = scene.ask("POST", here, LIST, by=CHAIR)["import_id"]
    scene.ask("GET", f"{one}/rows", by=CHAIR, import_=kept, query={"first": "0"})
    basis = {"ground": "They agreed at the summer meeting.", "source": "Its list of guests"}
    scene.ask("POST", f"{one}/commit", basis, by=CHAIR, import_=kept)
    scene.ask("GET", here, by=CHAIR)
    scene.ask("GET", one, by=CHAIR, import_=kept)
    scene.ask("POST", f"{one}/undo", by=CHAIR, import_=kept)


def thank(scene: Scene) -> None:
    """A sponsor is thanked, and later no more."""
    here = f"{NETWORK}/sponsors"
    thanks = {
        "name": "Ferndale Trust", "sentence": "For the room and the tea in September.",
        "link": "https://ferndale.example",
    }  # fmt: skip
    scene.ask("POST", here, thanks, by=CHAIR)
    (one,) = scene.ask("GET", here, by=REVIEWER)["sponsors"]
    scene.ask("POST", f"{here}/<sponsor>/remove", by=CHAIR, sponsor=one["sponsor_id"])


def count(scene: Scene) -> None:
    """The network is counted, the numbers are looked at and published."""
    here, old = f"{NETWORK}/statistics", f"{NETWORK}/statistics/snapshots/<number>"
    scene.ask("POST", f"{here}/take", by=CHAIR)
    draft = scene.ask("GET", f"{here}/next", by=CHAIR)["snapshot_id"]
    scene.ask("POST", f"{here}/publish", {"snapshot_id": draft}, by=CHAIR)
    scene.ask("GET", here, by=MEMBER)
    scene.ask("GET", "/api/membership/statistics")
    scene.ask("GET", "/api/membership/statistics/<network>")
    scene.ask("GET", old, by=CHAIR, number="1")
    scene.ask("GET", f"{old}/counted-again", by=CHAIR, number="1")


def found_another(scene: Scene) -> None:
    """A member wants to found networks: one is not wanted any more, one declined, one opened."""
    here, one = f"{NETWORK}/spin-offs", f"{NETWORK}/spin-offs/<wanted>"
    founder = REVIEWER
    wish = {
        "network_id": "falls-at-home", "name": "Falls at home",
        "ground_rules": "Nothing is recorded.\nNobody is named.", "policy": "approval",
        "listed": True, "quorum": 2,
    }  # fmt: skip
    scene.ask("POST", here, wish, by=founder)
    scene.ask("POST", f"{one}/take-back", by=founder, wanted="falls-at-home")
    member = scene.ids[founder.name]
    scene.ask("POST", here, wish, by=founder)
    scene.ask("POST", f"{one}/<member>/decline", by=CHAIR, wanted="falls-at-home", member=member)
    scene.ask("POST", here, {**wish, "network_id": "falls"}, by=founder)
    scene.ask("GET", here, by=CHAIR)
    scene.ask("POST", f"{one}/<member>/agree", by=CHAIR, wanted="falls", member=member)


def end(scene: Scene) -> None:
    """The network is over."""
    scene.ask("POST", f"{NETWORK}/archive", by=CHAIR)
