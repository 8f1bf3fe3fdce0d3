"""Getting in and out of a network, and what somebody's own account holds."""

from __future__ import annotations

from infra.embedded.demo import APPLICANT, CHAIR, MEMBER, OTHERS, SLUG, Person
from infra.examples.scene import Scene

ALL = "/api/membership"
NETWORK = f"{ALL}/networks/<network>"
ME = f"{ALL}/me"
NEWCOMER = Person("Megan Tallis", "megan.tallis@brackenmoor.example", "Brackenmoor", "Midwife")
NEXT_ADDRESS = "tom@fairclough.example"


def arrive(scene: Scene) -> None:
    """Somebody joins with a code; the chair lets one in and declines another."""
    scene.ask("GET", f"{ALL}/networks")
    wish = {
        "name": NEWCOMER.name, "email": NEWCOMER.email, "organisation": NEWCOMER.organisation,
        "role": NEWCOMER.job, "network": [SLUG], "agree": True,
    }  # fmt: skip
    challenge = scene.ask("POST", f"{ALL}/join", wish)["challenge"]
    proof = {"challenge": challenge, "code": scene.code(NEWCOMER.email)}
    scene.ask("POST", f"{ALL}/tokens", proof)
    people = scene.ask("GET", f"{NETWORK}/waiting", by=CHAIR)["people"]
    scene.ids.update({one["name"]: one["member_id"] for one in people})
    waiting = f"{NETWORK}/waiting/<member>"
    question = {"question": "How did you hear of us?"}
    scene.ask("POST", f"{waiting}/ask", question, by=CHAIR, member=scene.ids[APPLICANT.name])
    answer = {"answer": "A colleague told me about your Fridays."}
    scene.ask("POST", f"{ME}/networks/<network>/answer", answer, by=APPLICANT)
    scene.ask("POST", f"{waiting}/approve", by=CHAIR, member=scene.ids[APPLICANT.name])
    reason = {"reason": "Asked to show a product to members."}
    scene.ask("POST", f"{waiting}/decline", reason, by=CHAIR, member=scene.ids[NEWCOMER.name])


def keep_an_account(scene: Scene) -> None:
    """A profile, addresses, choices of mail, a copy of everything; leaving, and being forgotten."""
    scene.ask("GET", ME, by=MEMBER)
    scene.ask("GET", f"{ME}/profile", by=MEMBER)
    changed = {"name": MEMBER.name, "organisation": MEMBER.organisation, "role": "Safety lead"}
    scene.ask("PUT", f"{ME}/profile", changed, by=MEMBER)
    _addresses(scene)
    choices = "/api/notifications/networks/<network>/choices"
    scene.ask("GET", choices, by=MEMBER)
    scene.ask("PUT", choices, {"reminders": "on", "notes": "off"}, by=MEMBER)
    scene.ask("POST", f"{ME}/data", by=MEMBER)
    scene.ask("GET", f"{ME}/data", by=MEMBER)
    scene.ask("GET", f"{ME}/data/contents", by=MEMBER)
    scene.ask("GET", f"{ME}/looks", by=MEMBER)
    *_, leaver, waverer = OTHERS
    scene.ask("POST", f"{NETWORK}/leave", by=leaver)
    challenge = scene.ask("POST", f"{ME}/erase", by=waverer)["challenge"]
    proof = {"challenge": challenge, "code": scene.code(waverer.email)}
    scene.ask("POST", f"{ME}/erase/confirm", proof, by=waverer)
    scene.ask("POST", f"{ME}/keep", by=waverer)


def _addresses(scene: Scene) -> None:
    mine = f"{ME}/addresses"
    challenge = scene.ask("POST", mine, {"email": NEXT_ADDRESS}, by=MEMBER)["challenge"]
    proof = {"challenge": challenge, "code": scene.code(NEXT_ADDRESS)}
    scene.ask("POST", f"{mine}/confirm", proof, by=MEMBER)
    scene.ask("GET", mine, by=MEMBER)
    scene.ask("POST", f"{mine}/first", {"email": NEXT_ADDRESS}, by=MEMBER)
    scene.ask("POST", f"{mine}/remove", {"email": MEMBER.email}, by=MEMBER)


def find_each_other(scene: Scene) -> None:
    """The directory, introductions, and contacts outside for whom somebody vouches."""
    mine = f"{ME}/networks/<network>/directory"
    shown = {
        "shows": ["name", "family", "topics"], "family": "safety", "region": "north-west",
        "topics": "duty of candour, falls", "contact": False, "most_a_month": 3,
    }  # fmt: skip
    scene.ask("PUT", mine, shown, by=CHAIR)
    scene.ask("GET", mine, by=CHAIR)
    search = f"{NETWORK}/directory/search"
    scene.ask("POST", search, {"family": "safety", "sector": "another"}, by=MEMBER)
    asked = f"{NETWORK}/introductions"
    wish = {"kind": "topic", "topic": "falls", "message": "How do you count near misses?"}
    first = scene.ask("POST", asked, wish, by=MEMBER)["introduction_id"]
    scene.ask("GET", asked, by=CHAIR)
    answer = f"{asked}/<introduction>/answer"
    scene.ask("POST", answer, {"answer": "yes"}, by=CHAIR, introduction=first)
    again = {**wish, "topic": "duty of candour"}
    second = scene.ask("POST", asked, again, by=MEMBER)["introduction_id"]
    scene.ask("POST", f"{asked}/<introduction>/take-back", by=MEMBER, introduction=second)
    contacts = f"{NETWORK}/contacts"
    outside = {"name": "Ada Lunn", "email": "ada.lunn@outside.example", "topic": "falls"}
    scene.ask("POST", contacts, outside, by=CHAIR)
    (one,) = scene.ask("GET", contacts, by=CHAIR)["contacts"]
    scene.ask("POST", f"{contacts}/<contact>/end", by=CHAIR, contact=one["contact_id"])


def complain(scene: Scene, host: Person) -> None:
    """Anybody complains about how data was handled; the host answers."""
    wish = {
        "name": "Ines Calder", "email": "ines.calder@ferndale.example",
        "words": "A list with my name was shown in a meeting.", "network": SLUG,
    }  # fmt: skip
    scene.ask("POST", f"{ALL}/complaints", wish)
    desk = f"{ALL}/host/complaints"
    (one,) = scene.ask("GET", desk, by=host, query={"answered": "false"})["complaints"]
    complaint = one["complaint_id"]
    scene.ask("GET", f"{desk}/<complaint>", by=host, complaint=complaint)
    scene.ask(
        "POST",
        f"{desk}/<complaint>/steps",
        {"words": "Asked the chair."},
        by=host,
        complaint=complaint,
    )
    outcome = {"outcome": "The list is deleted, and the chairs know not to show one."}
    scene.ask("POST", f"{desk}/<complaint>/answer", outcome, by=host, complaint=complaint)
