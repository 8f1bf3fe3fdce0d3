"""Rights at every door of membership, for every kind of viewer (X3)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from services.membership import store
from services.membership.api import api
from services.membership.commands import imports, organisations
from services.membership.pages import pages
from services.runtime import platform
from tests.membership.network import PEOPLE, SLUG, Network, join_form
from tests.membership.rights import (
    CHAIRS,
    IN_OFFICE,
    MEMBERS,
    NOBODY,
    NOTHING,
    VIEWERS,
    Door,
    forget,
    given,
    knock,
    of_a_network,
)

EVERYBODY = given(200, NOBODY, *PEOPLE)
HERE = "/networks/<network>"
API = "/api/membership"
# The chair and the co-chair may both leave, as the other one stays.
CAN_LEAVE = given(303, "applicant", *MEMBERS)
CANNOT_LEAVE = {"stranger": 404, "other_chair": 404}
LAST_CHAIR = {"other_chair": 409}
NOT_IN = given(409, "applicant", "declined", "suspended", "leaver")
MAIL = "somebody@kelder.example"
FOUND = {"network_id": "founded", "name": "Founded", "ground_rules": "Be kind."}

ACCESS = f"{API}/host/networks/<network>/access"
THANKS = {"name": "Ferndale Trust", "sentence": "For the tea."}
COMPLAINT = {"name": "Ann", "email": "ann@kelder.example", "words": "My name is wrong."}
BASIS = {"ground": "They agreed at the summer meeting.", "source": "Its list of guests"}
LIST = b"Name,Email,Organisation\nNia Vaughan,nia@brackenmoor.example,Brackenmoor Hospice\n"
HELP = {"email": "helper@kelder.example"}
INVITE = {"addresses": "new@kelder.example"}
POLICY = {"policy": "open", "quorum": "2"}
REGISTER, ALL = "/organisations/register/<organisation>", f"{API}/organisations"
NOBODY_ELSE = {"name": "Ada Lunn", "email": "ada@ferndale.example", "topic": "falls"}
ASK = {"kind": "topic", "topic": "falls", "message": "May I ask you something?"}
MINE = "me/networks/<network>/directory"
NO_ENTRY = {"stranger": 404, "other_chair": 404}
ANY_CHAIR = (*CHAIRS, "other_chair")
AS_CHAIR = {"network": SLUG}
NAMED = {**AS_CHAIR, "name": "Harbour View Surgery"}
NEW, ALIAS = {**NAMED, "sector": "other"}, {**AS_CHAIR, "alias": "Ouseby"}
MEANT, INTO = {**AS_CHAIR, "organisation_id": "org1"}, {**AS_CHAIR, "into": "org2"}
AFTER = {**AS_CHAIR, "successors": ["org2"], "since": "2027-04-01"}
LAST, ENDED = {**AS_CHAIR, "on": "2027-03-31"}, {**AS_CHAIR, "ending": "closed"}

DOORS: list[Door] = [
    Door("GET", "/", EVERYBODY),
    Door("GET", "/privacy", EVERYBODY),
    Door("GET", "/join", EVERYBODY),
    Door("POST", "/join", EVERYBODY, content=join_form(email="new@kelder.example")),
    Door("GET", "/sign-in", EVERYBODY),
    Door("POST", "/sign-in", EVERYBODY, content={"email": "new@kelder.example"}),
    Door("POST", "/sign-in/code", given(422, NOBODY, *PEOPLE),
         content={"code": "1", "challenge": "x"}),
    Door("POST", "/sign-out", given(303, NOBODY, *PEOPLE)),
    Door("GET", "/me", {}, 200),
    Door("GET", "/me/profile", {}, 200),
    Door("POST", "/me/profile", {}, 303, content={"name": "Ann", "organisation": "Kelder"}),
    Door("GET", "/me/addresses", {}, 200),
    Door("POST", "/me/addresses", {}, 422, content={"email": "no address"}),
    Door("POST", "/me/addresses/code", {}, 422, content={"code": "1", "challenge": "x"}),
    Door("POST", "/me/addresses/first", {}, 404, content={"email": "new@kelder.example"}),
    Door("POST", "/me/addresses/remove", {}, 404, content={"email": "new@kelder.example"}),
    Door("GET", "/me/account/delete", {}, 200),
    Door("POST", "/me/account/delete", LAST_CHAIR, 200),
    Door("POST", "/me/account/delete/code", {}, 422, content={"code": "1", "challenge": "x"}),
    Door("POST", "/me/account/keep", {}, 404),
    Door("POST", "/me/organisation", {}, 404, content={"organisation_id": "org1"}),
    Door("GET", "/me/networks/<network>/leave",
         {**given(200, "applicant", *MEMBERS), **CANNOT_LEAVE}, 409),
    Door("POST", "/me/networks/<network>/leave", {**CAN_LEAVE, **CANNOT_LEAVE}, 409),
    Door("POST", "/me/networks/<network>/ask",
         given(303, "stranger", "other_chair", "leaver"), 409),
    Door("GET", HERE, given(200, *MEMBERS)),
    Door("GET", f"{HERE}/desk", given(200, *IN_OFFICE)),
    Door("POST", f"{HERE}/desk/waiting/<applicant>/approve", given(303, *CHAIRS)),
    Door("GET", f"{HERE}/desk/waiting/<applicant>/decline", given(200, *CHAIRS)),
    Door("POST", f"{HERE}/desk/waiting/<applicant>/decline", given(303, *CHAIRS),
         content={"reason": "Sells things"}),
    Door("GET", f"{HERE}/desk/waiting/<applicant>/ask", given(200, *CHAIRS)),
    Door("POST", f"{HERE}/desk/waiting/<applicant>/ask", given(303, *CHAIRS),
         content={"question": "Where do we know you from?"}),
    Door("GET", "/me/networks/<network>/answer", given(404, "stranger", "other_chair"), 303),
    Door("POST", "/me/networks/<network>/answer", given(404, "stranger", "other_chair"), 303,
         content={"answer": "From the summer meeting."}),
    Door("GET", f"{HERE}/desk/members", given(200, *CHAIRS)),
    Door("POST", f"{HERE}/desk/members/<member>/grant", given(303, *CHAIRS),
         content={"role": "reviewer"}),
    Door("POST", f"{HERE}/desk/members/<reviewer>/revoke", given(303, *CHAIRS),
         content={"role": "reviewer"}),
    Door("POST", f"{HERE}/desk/members/<member>/suspend", given(303, *CHAIRS)),
    Door("POST", f"{HERE}/desk/members/<suspended>/reinstate", given(303, *CHAIRS)),
    Door("GET", f"{HERE}/desk/invitations", given(200, *CHAIRS)),
    Door("POST", f"{HERE}/desk/invitations", given(303, *CHAIRS), content=INVITE),
    Door("POST", f"{HERE}/desk/invitations/<alias>/revoke", given(409, *CHAIRS)),
    Door("GET", f"{HERE}/desk/settings", given(200, *CHAIRS)),
    Door("POST", f"{HERE}/desk/settings", given(303, *CHAIRS), content=POLICY),
    Door("GET", f"{HERE}/desk/settings/end", given(200, *CHAIRS)),
    Door("POST", f"{HERE}/desk/settings/end", given(303, *CHAIRS)),
    Door("GET", "/statistics", EVERYBODY),
    Door("GET", f"{HERE}/statistics", given(404, NOBODY, *PEOPLE)),
    Door("GET", f"{HERE}/statistics/<file>", given(404, NOBODY, *PEOPLE)),
    Door("GET", f"{HERE}/desk/statistics", given(200, *CHAIRS)),
    Door("GET", f"{HERE}/desk/statistics/draft", given(404, *CHAIRS)),
    Door("POST", f"{HERE}/desk/statistics/take", given(303, *CHAIRS)),
    Door("POST", f"{HERE}/desk/statistics/<snapshot>/publish", given(409, *CHAIRS)),
    Door("GET", "/statistics/together", given(404, NOBODY, *PEOPLE)),
    Door("GET", "/statistics/together/<file>", given(404, NOBODY, *PEOPLE)),
    Door("GET", "/host/statistics", {}),
    Door("GET", "/host/statistics/draft", {}),
    Door("POST", "/host/statistics/take", {}),
    Door("POST", "/host/statistics/<snapshot>/publish", {}),
    Door("GET", f"{API}/together", given(404, NOBODY, *PEOPLE)),
    Door("GET", f"{API}/host/statistics/next", {}),
    Door("POST", f"{API}/host/statistics/take", {}),
    Door("POST", f"{API}/host/statistics/publish", {}, content={"snapshot_id": "none"}),
    Door("GET", f"{API}/host/statistics/snapshots/<number>/counted-again", {}),
    Door("GET", f"{API}/statistics", EVERYBODY),
    Door("GET", f"{API}/statistics/<network>", given(404, NOBODY, *PEOPLE)),
    Door("GET", f"{API}/networks/<network>/statistics", {}, 404),
    Door("GET", f"{API}/networks/<network>/statistics/next", given(200, *CHAIRS)),
    Door("POST", f"{API}/networks/<network>/statistics/take", given(202, *CHAIRS)),
    Door("POST", f"{API}/networks/<network>/statistics/publish", given(409, *CHAIRS),
         content={"snapshot_id": "x"}),
    Door("GET", f"{API}/networks/<network>/statistics/snapshots/<number>",
         given(404, *CHAIRS)),
    Door("GET", f"{API}/networks/<network>/statistics/snapshots/<number>/counted-again",
         given(404, *CHAIRS)),
    Door("GET", "/invitations/<token>", given(422, NOBODY, *PEOPLE)),
    Door("POST", "/invitations/<token>/accept", {}, 422, content={"agree": "yes"}),
    Door("GET", f"{HERE}/directory", given(200, *MEMBERS)),
    Door("POST", f"{HERE}/directory/search", given(200, *MEMBERS), content={"family": "safety"}),
    Door("GET", f"/{MINE}", {**given(200, *MEMBERS), **NO_ENTRY}),
    Door("POST", f"/{MINE}", {**given(303, *MEMBERS), **NO_ENTRY}, content={"shows": "name"}),
    Door("GET", f"{HERE}/introductions", given(200, *MEMBERS)),
    Door("GET", f"{HERE}/introductions/ask", given(200, *MEMBERS)),
    Door("POST", f"{HERE}/introductions", {**given(303, *MEMBERS), **NO_ENTRY}, content=ASK),
    Door("POST", f"{HERE}/introductions/<introduction>/answer",
         {**given(404, *MEMBERS), **NO_ENTRY}, content={"answer": "yes"}),
    Door("POST", f"{HERE}/introductions/<introduction>/take-back", {}, 404),
    Door("GET", f"{HERE}/contacts", given(200, *MEMBERS)),
    Door("POST", f"{HERE}/contacts", {**given(303, *MEMBERS), **NO_ENTRY}, content=NOBODY_ELSE),
    Door("POST", f"{HERE}/contacts/<contact>/end", {**given(303, *MEMBERS), **NO_ENTRY}),
    Door("GET", "/vouched/<token>", given(422, NOBODY, *PEOPLE)),
    Door("POST", "/vouched/<token>", given(422, NOBODY, *PEOPLE), content={"answer": "yes"}),
    Door("GET", "/sought/<token>", given(422, NOBODY, *PEOPLE)),
    Door("POST", "/sought/<token>", given(422, NOBODY, *PEOPLE), content={"answer": "yes"}),
    Door("GET", f"{API}/{MINE}", {**given(200, *MEMBERS), **NO_ENTRY}),
    Door("PUT", f"{API}/{MINE}", {**given(200, *MEMBERS), **NO_ENTRY}, content={"shows": ["name"]}),
    Door("POST", f"{API}/networks/<network>/directory/search", given(200, *MEMBERS),
         content={"family": "safety"}),
    Door("GET", f"{API}/networks/<network>/introductions", given(200, *MEMBERS)),
    Door("POST", f"{API}/networks/<network>/introductions", {**given(202, *MEMBERS), **NO_ENTRY},
         content=ASK),
    Door("POST", f"{API}/networks/<network>/introductions/<introduction>/answer",
         {**given(404, *MEMBERS), **NO_ENTRY}, content={"answer": "yes"}),
    Door("POST", f"{API}/networks/<network>/introductions/<introduction>/take-back", {}, 404),
    Door("GET", f"{API}/networks/<network>/contacts", given(200, *MEMBERS)),
    Door("POST", f"{API}/networks/<network>/contacts", {**given(202, *MEMBERS), **NO_ENTRY},
         content=NOBODY_ELSE),
    Door("POST", f"{API}/networks/<network>/contacts/<contact>/end",
         {**given(204, *MEMBERS), **NO_ENTRY}),
    Door("GET", f"{API}/networks/<network>/invitations", given(200, *CHAIRS)),
    Door("POST", f"{API}/networks/<network>/invitations", given(202, *CHAIRS), content=INVITE),
    Door("POST", f"{API}/networks/<network>/invitations/<alias>/revoke", given(409, *CHAIRS)),
    Door("POST", f"{API}/networks/<network>/policy", given(204, *CHAIRS),
         content={"policy": "open", "quorum": 2}),
    Door("POST", f"{API}/networks/<network>/archive", given(204, *CHAIRS)),
    Door("POST", f"{API}/networks/<network>/exports", given(201, *CHAIRS), content={"reason": ""}),
    Door("GET", f"{API}/networks/<network>/exports", given(200, *CHAIRS)),
    Door("GET", f"{API}/networks/<network>/export?kind=people", {}),
    Door("POST", f"{API}/networks/<network>/import", {}, content=NOTHING),
    Door("POST", f"{API}/invitations/<token>/accept", {}, 422, content={"agree": True}),
    Door("GET", "/me/looks", {}, 200),
    Door("GET", f"{API}/me/looks", {}, 200),
    Door("GET", "/me/data", {}, 200),
    Door("POST", "/me/data", {}, 303),
    Door("GET", "/me/data/file", {}, 404),
    Door("POST", f"{API}/me/data", {}, 202),
    Door("GET", f"{API}/me/data", {}, 404),
    Door("GET", f"{API}/me/data/contents", {}, 404),
    Door("GET", "/complaint", EVERYBODY),
    Door("POST", "/complaint", EVERYBODY, content=COMPLAINT),
    Door("GET", "/host/complaints", {}),
    Door("GET", "/host/complaints/answered", {}),
    Door("GET", "/host/complaints/<complaint>", {}),
    Door("POST", "/host/complaints/<complaint>/steps", {}, content={"words": "Asked."}),
    Door("POST", "/host/complaints/<complaint>/answer", {}, content={"outcome": "Put right."}),
    Door("POST", f"{API}/complaints", given(202, NOBODY, *PEOPLE), content=COMPLAINT),
    Door("GET", f"{API}/host/complaints", {}),
    Door("GET", f"{API}/host/complaints/<complaint>", {}),
    Door("POST", f"{API}/host/complaints/<complaint>/steps", {}, content={"words": "Asked."}),
    Door("POST", f"{API}/host/complaints/<complaint>/answer", {}, content={"outcome": "Right."}),
    Door("GET", "/host", {}, 200),
    Door("GET", "/host/access", {}),
    Door("POST", "/host/access", {}, content={"network": SLUG, "reason": "I have to."}),
    Door("GET", "/host/networks/<network>", {}),
    Door("GET", "/host/networks/<network>/members", {}),
    Door("GET", "/host/networks/<network>/waiting", {}),
    Door("POST", "/host/networks/<network>/close", given(409, *CHAIRS)),
    Door("GET", f"{HERE}/desk/break-glass", given(200, *CHAIRS)),
    Door("POST", f"{HERE}/desk/break-glass/close", given(409, *CHAIRS)),
    Door("POST", ACCESS, {}, content={"reason": "I have to."}),
    Door("GET", f"{ACCESS}/members", {}),
    Door("GET", f"{ACCESS}/waiting", {}),
    Door("POST", f"{ACCESS}/close", given(409, *CHAIRS)),
    Door("GET", f"{API}/networks/<network>/break-glass", given(200, *CHAIRS)),
    Door("POST", f"{API}/networks/<network>/break-glass/close", given(409, *CHAIRS)),
    Door("GET", f"{HERE}/about", EVERYBODY),
    Door("GET", f"{HERE}/desk/sponsors", given(200, *CHAIRS)),
    Door("POST", f"{HERE}/desk/sponsors", given(303, *CHAIRS), content=THANKS),
    Door("POST", f"{HERE}/desk/sponsors/<sponsor>/remove", given(404, *CHAIRS)),
    Door("GET", f"{API}/networks/<network>/sponsors", {}, 200),
    Door("POST", f"{API}/networks/<network>/sponsors", given(204, *CHAIRS), content=THANKS),
    Door("POST", f"{API}/networks/<network>/sponsors/<sponsor>/remove", given(404, *CHAIRS)),
    Door("GET", "/host/imports", {}),
    Door("POST", "/host/imports", {}, content=AS_CHAIR),
    Door("GET", "/host/register", {}),
    Door("POST", "/host/register", {}, otherwise=415),
    Door("POST", f"{API}/host/register", {}, otherwise=415),
    Door("POST", "/host/appoint", {}, content=HELP),
    Door("POST", "/host/offers/<offer>/revoke", {}),
    Door("POST", "/host/accept", {}),
    Door("POST", "/host/admins/<member>/relieve", {}),
    Door("GET", f"{API}/host", {}, 200),
    Door("POST", f"{API}/host/appoint", {}, content=HELP),
    Door("POST", f"{API}/host/offers/<offer>/revoke", {}),
    Door("POST", f"{API}/host/accept", {}),
    Door("POST", f"{API}/host/admins/<member>/relieve", {}),
    Door("GET", "/organisations", given(200, *ANY_CHAIR)),
    Door("POST", "/organisations/search", {}, 303, content={"q": "Ouse", "then": "/organisations"}),
    Door("GET", "/organisations/register", given(200, *ANY_CHAIR)),
    Door("GET", "/organisations/new", given(200, *ANY_CHAIR)),
    Door("POST", "/organisations/new", given(303, *CHAIRS), content=NEW),
    Door("GET", REGISTER, given(200, *ANY_CHAIR)),
    Door("POST", f"{REGISTER}/rename", given(303, *CHAIRS), content=NAMED),
    Door("POST", f"{REGISTER}/remember", given(303, *CHAIRS), content={**ALIAS, "alias": "Ouse"}),
    Door("POST", f"{REGISTER}/forget", given(303, *CHAIRS), content=ALIAS),
    Door("GET", f"{REGISTER}/merge", given(200, *ANY_CHAIR)),
    Door("POST", f"{REGISTER}/merge", given(303, *CHAIRS), content=INTO),
    Door("GET", f"{REGISTER}/succession", given(200, *ANY_CHAIR)),
    Door("POST", f"{REGISTER}/succession", given(303, *CHAIRS), content=AFTER),
    Door("GET", f"{REGISTER}/close", given(200, *ANY_CHAIR)),
    Door("POST", f"{REGISTER}/close", given(303, *CHAIRS), content=LAST),
    Door("POST", f"{REGISTER}/take-back", given(409, *CHAIRS), content=ENDED),
    Door("GET", "/organisations/texts/<text>", given(200, *ANY_CHAIR)),
    Door("POST", "/organisations/texts/<text>", given(303, *CHAIRS), content=MEANT),
    Door("POST", "/organisations/texts/<text>/none", given(303, *CHAIRS), content=AS_CHAIR),
    Door("POST", "/organisations/texts/<text>/reopen", given(409, *CHAIRS), content=AS_CHAIR),
    Door("GET", ALL, EVERYBODY),
    Door("POST", ALL, given(201, *CHAIRS), content=NEW),
    Door("GET", f"{ALL}/register?network={SLUG}", given(200, *CHAIRS)),
    Door("GET", f"{ALL}/<organisation>?network={SLUG}", given(200, *CHAIRS)),
    Door("POST", f"{ALL}/<organisation>/rename", given(204, *CHAIRS), content=NAMED),
    Door("POST", f"{ALL}/<organisation>/remember", given(204, *CHAIRS),
         content={**ALIAS, "alias": "Ouse"}),
    Door("POST", f"{ALL}/<organisation>/forget", given(204, *CHAIRS), content=ALIAS),
    Door("POST", f"{ALL}/<organisation>/merge", given(204, *CHAIRS), content=INTO),
    Door("POST", f"{ALL}/<organisation>/succeed", given(204, *CHAIRS), content=AFTER),
    Door("POST", f"{ALL}/<organisation>/close", given(204, *CHAIRS), content=LAST),
    Door("POST", f"{ALL}/<organisation>/take-back", given(409, *CHAIRS), content=ENDED),
    Door("GET", f"{ALL}/texts?network={SLUG}", given(200, *CHAIRS)),
    Door("GET", f"{ALL}/texts/<text>?network={SLUG}", given(200, *CHAIRS)),
    Door("POST", f"{ALL}/texts/<text>/resolve", given(204, *CHAIRS), content=MEANT),
    Door("POST", f"{ALL}/texts/<text>/none", given(204, *CHAIRS), content=AS_CHAIR),
    Door("POST", f"{ALL}/texts/<text>/reopen", given(409, *CHAIRS), content=AS_CHAIR),
    Door("GET", f"{API}/networks", EVERYBODY),
    Door("POST", f"{API}/join", given(202, NOBODY, *PEOPLE),
         content=join_form(email="new@kelder.example")),
    Door("POST", f"{API}/tokens", EVERYBODY, content={"email": "new@kelder.example"}),
    Door("GET", f"{API}/me", {}, 200),
    Door("GET", f"{API}/me/profile", {}, 200),
    Door("PUT", f"{API}/me/profile", {}, 200, content={"name": "Ann", "organisation": "Kelder"}),
    Door("GET", f"{API}/me/addresses", {}, 200),
    Door("POST", f"{API}/me/addresses", {}, 422, content={"email": "no address"}),
    Door("POST", f"{API}/me/addresses/confirm", {}, 422, content={"code": "1", "challenge": "x"}),
    Door("POST", f"{API}/me/addresses/first", {}, 404, content={"email": "new@kelder.example"}),
    Door("POST", f"{API}/me/addresses/remove", {}, 404, content={"email": "new@kelder.example"}),
    Door("POST", f"{API}/me/erase", LAST_CHAIR, 202),
    Door("POST", f"{API}/me/erase/confirm", {}, 422, content={"code": "1", "challenge": "x"}),
    Door("POST", f"{API}/me/keep", {}, 404),
    Door("GET", f"{API}/me/organisation", {}, 200),
    Door("POST", f"{API}/me/organisation", {}, 404, content={"organisation_id": "org1"}),
    Door("POST", f"{API}/networks/<network>/leave",
         {**given(204, "applicant", *MEMBERS), **CANNOT_LEAVE}, 409),
    Door("GET", f"{API}/networks/<network>/waiting", given(200, *CHAIRS)),
    Door("GET", f"{API}/networks/<network>/members", given(200, *CHAIRS)),
    Door("POST", f"{API}/networks/<network>/waiting/<applicant>/approve", given(204, *CHAIRS)),
    Door("POST", f"{API}/networks/<network>/waiting/<applicant>/decline", given(204, *CHAIRS),
         content={"reason": ""}),
    Door("POST", f"{API}/networks/<network>/waiting/<applicant>/ask", given(204, *CHAIRS),
         content={"question": "Where do we know you from?"}),
    Door("POST", f"{API}/me/networks/<network>/answer", given(404, "stranger", "other_chair"), 409,
         content={"answer": "From the summer meeting."}),
    Door("POST", f"{API}/networks/<network>/members/<member>/grant", given(204, *CHAIRS),
         content={"role": "reviewer"}),
    Door("POST", f"{API}/networks/<network>/members/<reviewer>/revoke", given(204, *CHAIRS),
         content={"role": "reviewer"}),
    Door("GET", f"{HERE}/desk/imports", given(200, *CHAIRS)),
    Door("POST", f"{HERE}/desk/imports", {}, otherwise=415),
    Door("GET", f"{HERE}/desk/imports/<import_>", given(200, *CHAIRS)),
    Door("GET", f"{HERE}/desk/imports/<import_>/report", given(200, *CHAIRS)),
    Door("POST", f"{HERE}/desk/imports/<import_>/commit", given(303, *CHAIRS), content=BASIS),
    Door("POST", f"{HERE}/desk/imports/<import_>/abandon", given(303, *CHAIRS)),
    Door("POST", f"{HERE}/desk/imports/<import_>/undo", given(409, *CHAIRS)),
    Door("GET", f"{API}/networks/<network>/imports", given(200, *CHAIRS)),
    Door("POST", f"{API}/networks/<network>/imports", {}, otherwise=415),
    Door("GET", f"{API}/networks/<network>/imports/<import_>", given(200, *CHAIRS)),
    Door("GET", f"{API}/networks/<network>/imports/<import_>/rows", given(200, *CHAIRS)),
    Door("POST", f"{API}/networks/<network>/imports/<import_>/commit", given(202, *CHAIRS),
         content=BASIS),
    Door("POST", f"{API}/networks/<network>/imports/<import_>/abandon", given(204, *CHAIRS)),
    Door("POST", f"{API}/networks/<network>/imports/<import_>/undo", given(409, *CHAIRS)),
    Door("GET", "/added/<token>", given(422, *VIEWERS)),
    Door("POST", "/added/<token>", given(422, *VIEWERS)),
    Door("GET", "/networks/<network>/desk/members/<member>", given(200, *CHAIRS)),
    Door("GET", "/networks/<network>/desk/members/<member>/remove", given(200, *CHAIRS)),
    Door("POST", "/networks/<network>/desk/members/<member>/remove", given(303, *CHAIRS),
         content={"cause": "selling", "months": "12"}),
    Door("POST", f"{API}/networks/<network>/members/<member>/remove", given(204, *CHAIRS),
         content={"cause": "selling", "months": 12}),
    Door("POST", f"{API}/networks/<network>/members/<member>/suspend", given(204, *CHAIRS)),
    Door("POST", f"{API}/networks/<network>/members/<suspended>/reinstate", given(204, *CHAIRS)),
    Door("GET", "/networks/<network>/desk/members/<member>/chair", given(200, *CHAIRS)),
    Door("POST", "/networks/<network>/desk/members/<member>/chair", given(303, *CHAIRS)),
    Door("POST", "/networks/<network>/desk/members/<member>/chair/withdraw", given(409, *CHAIRS)),
    Door("GET", "/me/networks/<network>/offer", {}, 404),
    Door("POST", "/me/networks/<network>/offer", {}, 404, content={"chair": "m1"}),
    Door("POST", "/me/networks/<network>/offer/decline", {}, 409),
    *(Door(method, f"/host/opening{path}", {}, content={"network_id": "founded", "email": MAIL})
      for method in ("GET", "POST") for path in ("/appoint",)),
    *(Door(method, "/host/opening/chairs", {}, content={"network_id": "founded", "chair": MAIL})
      for method in ("GET", "POST")),
    *(Door(method, "/host/opening", {}, content={**FOUND, "chair": MAIL})
      for method in ("GET", "POST")),
    Door("GET", "/networks/<network>/found", given(200, *MEMBERS)),
    Door("POST", "/networks/<network>/found", given(303, *MEMBERS), content=FOUND),
    Door("POST", "/networks/<network>/found/<wanted>/take-back", {}, 409),
    Door("GET", "/networks/<network>/desk/spin-offs", given(200, *CHAIRS)),
    Door("POST", "/networks/<network>/desk/spin-offs/<wanted>/<member>/agree",
         given(409, *CHAIRS)),
    Door("POST", "/networks/<network>/desk/spin-offs/<wanted>/<member>/decline",
         given(409, *CHAIRS)),
    Door("GET", "/networks/<network>/desk/spin-offs/<child>/members", given(404, *CHAIRS)),
    Door("GET", f"{API}/networks/<network>/offers", given(200, *CHAIRS)),
    Door("GET", f"{API}/me/offers", {}, 200),
    Door("POST", f"{API}/networks/<network>/members/<member>/chair", given(204, *CHAIRS),
         content={"step_down": True}),
    Door("POST", f"{API}/networks/<network>/members/<member>/chair/withdraw",
         given(409, *CHAIRS)),
    Door("POST", f"{API}/me/networks/<network>/offer/accept", {}, 404, content={"chair": "m1"}),
    Door("POST", f"{API}/me/networks/<network>/offer/decline", {}, 409),
    Door("POST", f"{API}/host/opening", {}, content={**FOUND, "chair": MAIL}),
    Door("POST", f"{API}/host/opening/chairs", {},
         content={"network_id": "founded", "chair": MAIL}),
    Door("POST", f"{API}/host/opening/appoint", {},
         content={"network_id": SLUG, "email": MAIL}),
    Door("GET", f"{API}/networks/<network>/spin-offs", given(200, *CHAIRS)),
    Door("POST", f"{API}/networks/<network>/spin-offs", {**given(202, *MEMBERS), **NOT_IN},
         content=FOUND),
    Door("POST", f"{API}/networks/<network>/spin-offs/<wanted>/take-back", {}, 409),
    Door("POST", f"{API}/networks/<network>/spin-offs/<wanted>/<member>/agree",
         given(409, *CHAIRS)),
    Door("POST", f"{API}/networks/<network>/spin-offs/<wanted>/<member>/decline",
         given(409, *CHAIRS)),
]  # fmt: skip


def named(door: Door) -> tuple[str, str]:
    """A door as its route is declared."""
    path, _, _ = door.path.partition("?")
    for kind in PEOPLE:
        path = path.replace(f"<{kind}>", "<member>")
    return door.method, path


def things(network: Network, door: Door) -> dict[str, str]:
    """Ids of an organisation, of a text that somebody wrote, of an import: what it is about."""
    if "<import_>" in door.path:
        platform.install(network.world.platform)
        return {"import_": imports.check(SLUG, LIST, by=network.ids["co_chair"])}
    if "organisation" not in door.path:
        return {"wanted": "founded", "child": "founded"}
    platform.install(network.world.platform)
    if "org1" not in store.organisations.some(["org1"]):
        organisations.register_local("org1", "Ouseby Hospice", ("Ouseby",))
        organisations.register_local("org2", "Brackenmoor Hospice")
    return {"organisation": "org1", "text": store.affiliations.text_id_of("Kelder Bridge")}


def test_every_route_has_its_row() -> None:
    """A new route without a row fails here."""
    routes = [(page.method, page.path) for page in pages.routes]
    routes += [(route.method, route.path) for route in api.routes]
    assert sorted(routes) == sorted(named(door) for door in DOORS)


@pytest.mark.parametrize("door", DOORS, ids=str)
def test_each_viewer_gets_what_the_table_says(door: Door, everybody: Network) -> None:
    found, due = {}, {viewer: door.status(viewer) for viewer in VIEWERS}
    for viewer in sorted(VIEWERS, key=lambda viewer: due[viewer] < 400):
        network = everybody
        once = "<" in door.path or door.content == NEW
        if door.changes and due[viewer] < 400 and viewer != NOBODY and once:
            network = Network(*(kind for kind in PEOPLE if kind != "chair"))
        found[viewer] = knock(network, door, viewer, **network.ids, **things(network, door))
    assert found == due


@pytest.mark.parametrize("door", [door for door in DOORS if of_a_network(door)], ids=str)
def test_a_network_that_does_not_exist_is_not_found(door: Door, everybody: Network) -> None:
    assert knock(everybody, door, "chair", slug="nowhere", **everybody.ids) == 404


@pytest.fixture(autouse=True)
def clean() -> Iterator[None]:
    """Some tests make networks of their own."""
    yield
    forget()
