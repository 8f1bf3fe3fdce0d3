"""What happens to membership: requests, triggers of the user pool, messages and ticks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256

from services.contracts.roles import Policy, Role
from services.membership import challenges, commands, model, pages, store
from services.membership.addresses import address_key
from services.membership.commands import ChangePolicy, joining, organisations
from services.membership.erasing import asking
from tests.faults import events as said
from tests.faults.playing import Path, hearing
from tests.faults.stage import DONE, FAILED, REFUSED, Stage

SLUG, OPEN, FRESH = said.SLUG, "open-circle", "fresh"
RULES = ("Nothing is recorded.",)
ADDRESS = "beatriz@kelder.example"
API = "/api/membership"


def wish(name: str, network: str = SLUG) -> dict[str, object]:
    """What somebody types into the form."""
    return {
        "name": f"{name.title()} Quill", "email": f"{name}@kelder.example",
        "organisation": "Kelder Bridge", "network": [network], "agree": True,
    }  # fmt: skip


def network(stage: Stage) -> None:
    """Three networks, of which the last has no chair, and people in every standing."""

    def make() -> None:
        for slug, policy in ((SLUG, Policy.APPROVAL), (OPEN, Policy.OPEN), (FRESH, Policy.OPEN)):
            commands.open_network(slug, f"Peers of {slug}", RULES, policy, listed=True)
        for name in ("chair", "member", "suspended", "helper", "applicant"):
            _prove(stage, name)
        chair = stage.facts["chair"]
        commands.appoint_first_chair(SLUG, chair)
        for name in ("member", "suspended", "helper"):
            commands.approve(SLUG, stage.facts[name], by=chair)
        commands.suspend(SLUG, stage.facts["suspended"], by=chair)
        commands.grant(SLUG, stage.facts["helper"], Role.FACILITATOR, by=chair)
        asked = joining.Join.model_validate(wish("asker", OPEN))
        stage.facts["challenge"] = joining.join(asked, source_ip="192.0.2.2")
        stage.facts["code"] = code_of(stage, "asker")

    assert stage.do(make) == DONE
    stage.publish("MEMBERSHIP")


def week_later(stage: Stage) -> None:
    """The same, when somebody's time to prove the address is over, and an event was missed."""
    network(stage)
    stage.clock.advance(timedelta(days=7, minutes=1))
    assert stage.do(lambda: _approve(stage)) == DONE
    stage.clock.advance(timedelta(minutes=3))


def _approve(stage: Stage) -> None:
    commands.approve(SLUG, stage.facts["applicant"], by=stage.facts["chair"])


def _prove(stage: Stage, name: str) -> None:
    asked = joining.Join.model_validate(wish(name))
    joining.join(asked, source_ip=name)
    key = address_key(asked.email)
    claim = store.claim(key)
    assert claim is not None
    stage.facts[name] = claim["member_id"]
    joining.confirm(claim["member_id"], key, challenges.ANY)


TO_ERASE = "CODE-TO-ERASE"


def code_of(stage: Stage, name: str, kept: str = "CODE") -> str:
    """The code in the latest mail to somebody: the one that is good."""
    (latest,) = (
        item
        for item in stage.items("MEMBERSHIP")
        if item["sk"] == kept and item["pk"].endswith(f"#{_id_of(stage, name)}")
    )
    issued = [one["detail"] for one in stage.said() if one["name"] == "SignInCodeIssued.v1"]
    (code,) = (
        detail["code"]
        for detail in issued
        if sha256(f"{latest['salt']}:{detail['code']}".encode()).hexdigest() == latest["hash"]
    )
    return str(code)


def _id_of(stage: Stage, name: str) -> str:
    accounts = stage.wire.pool.users.items()
    return next(id_ for id_, email in accounts if email == f"{name}@kelder.example")


def wants_to_be_erased(stage: Stage) -> None:
    """A facilitator has asked for everything to go."""
    network(stage)
    wanted, said_ = model.request_erasure(stage.facts["helper"], [], stage.clock.now())
    assert stage.do(lambda: store.save(store.asked_for(wanted), [said_])) == DONE
    stage.publish("MEMBERSHIP")


def has_a_code_to_be_erased(stage: Stage) -> None:
    """A facilitator has asked for it, and the code is in the mail."""

    def ask() -> None:
        stage.facts["challenge"] = asking.ask(by=stage.facts["helper"])

    network(stage)
    # Whoever has joined within the hour may be mailed two more codes, which two faults use up.
    stage.clock.advance(timedelta(hours=1))
    assert stage.do(ask) == DONE
    stage.facts["code"] = code_of(stage, "helper", TO_ERASE)
    stage.publish("MEMBERSHIP")


def erasure_due(stage: Stage) -> None:
    """The same, a week later."""
    wants_to_be_erased(stage)
    stage.clock.advance(timedelta(days=7, minutes=1))


def erasing(stage: Stage) -> None:
    """The erasing has begun."""
    erasure_due(stage)
    assert stage.tick("membership") == DONE
    stage.publish("MEMBERSHIP")


def all_answered(stage: Stage) -> None:
    """Every service has forgotten the person, and the next look is due."""
    erasing(stage)
    for service in ("sessions", "notes", "notifications"):
        answer = said.service_erased(stage.facts["helper"])
        answered = answer.model_copy(update={"service": service})
        assert stage.hear("membership", answered) == DONE
    stage.clock.advance(timedelta(minutes=2))


# --- requests -----------------------------------------------------------------------------------

CHALLENGES = frozenset({"at", "version"})
"""Each time that somebody asks for a code moves these on."""
CODES = frozenset({"SignInCodeIssued.v1"})


def _join(name: str, slug: str = SLUG) -> Callable[[Stage, int], int]:
    def act(stage: Stage, _number: int) -> int:
        return stage.api("membership", "POST", f"{API}/join", wish(name, slug))

    return act


def _sign_in(name: str) -> Callable[[Stage, int], int]:
    def act(stage: Stage, _number: int) -> int:
        asked = {"email": f"{name}@kelder.example"}
        return stage.api("membership", "POST", f"{API}/tokens", asked)

    return act


def _answer(stage: Stage, number: int) -> int:
    """Type the code; whoever is not let in asks for a new one."""
    challenge, code = stage.facts["challenge"], stage.facts["code"]
    if number:
        status = _sign_in("asker")(stage, number)
        if status != DONE:
            return status if status >= FAILED else FAILED
        challenge, code = stage.facts["answer"]["challenge"], code_of(stage, "asker")
    sent = {"challenge": challenge, "code": code}
    return stage.api("membership", "POST", f"{API}/tokens", sent)


def _desk(what: str, who: str, sent: object = None) -> Callable[[Stage, int], int]:
    def act(stage: Stage, _number: int) -> int:
        path = f"{API}/networks/{SLUG}/{what.format(stage.facts[who])}"
        return stage.api("membership", "POST", path, sent, by=stage.facts["chair"])

    return act


def _do(command: Callable[[Stage], object]) -> Callable[[Stage, int], int]:
    """Done by an operator."""
    return lambda stage, _number: stage.do(lambda: command(stage))


def _page(command: Callable[[Stage], object]) -> Callable[[Stage, int], int]:
    """Done on a page; what the page itself reads is not part of it."""
    return lambda stage, _number: stage.do(lambda: command(stage), pages.handler)


def _leave(stage: Stage, _number: int) -> int:
    return stage.api("membership", "POST", f"{API}/networks/{SLUG}/leave", by=stage.facts["member"])


def _ask_to_be_erased(stage: Stage, _number: int) -> int:
    return stage.api("membership", "POST", f"{API}/me/erase", by=stage.facts["member"])


def _confirm_the_erasure(stage: Stage, number: int) -> int:
    """Type the code; whoever is told that it has ended asks for a new one, unless it is done."""
    by = stage.facts["helper"]
    challenge, code = stage.facts["challenge"], stage.facts["code"]
    if number:
        status = stage.api("membership", "POST", f"{API}/me/erase", by=by)
        if status >= REFUSED or not status:
            return status
        challenge, code = stage.facts["answer"]["challenge"], code_of(stage, "helper", TO_ERASE)
    sent = {"challenge": challenge, "code": code}
    return stage.api("membership", "POST", f"{API}/me/erase/confirm", sent, by=by)


NOT_ASKED_FOR = frozenset({404})
HAS_A_CHAIR = frozenset({422})
DEAD_CODE = frozenset({422})

REQUESTS = [
    Path("join", network, _join("newcomer"), loose=CHALLENGES, said_again=CODES),
    Path("join as a member", network, _join("member", OPEN), loose=CHALLENGES, said_again=CODES),
    Path("sign in", network, _sign_in("member"), loose=CHALLENGES, said_again=CODES),
    Path("sign in unknown", network, _sign_in("nobody"), loose=CHALLENGES, said_again=CODES),
    Path(
        "answer with the code", network, _answer,
        refusals=DEAD_CODE, loose=CHALLENGES, said_again=CODES,
    ),
    Path("approve", network, _desk("waiting/{}/approve", "applicant")),
    Path("decline", network, _desk("waiting/{}/decline", "applicant", {"reason": "Sells"})),
    Path("grant", network, _desk("members/{}/grant", "member", {"role": "reviewer"})),
    Path("grant the chair", network, _desk("members/{}/grant", "member", {"role": "chair"})),
    Path("revoke", network, _desk("members/{}/revoke", "helper", {"role": "facilitator"})),
    Path("leave", network, _leave),
    Path("ask to be erased", network, _ask_to_be_erased, loose=CHALLENGES, said_again=CODES),
    Path(
        "confirm with the code to be erased", has_a_code_to_be_erased, _confirm_the_erasure,
        # The sequence of the wish is the second in which it was confirmed.
        refusals=DEAD_CODE, loose=CHALLENGES | {"sequence"}, said_again=CODES,
    ),
    Path(
        "keep the account", wants_to_be_erased,
        _page(lambda s: asking.keep(by=s.facts["helper"])), repeated=NOT_ASKED_FOR,
    ),
    Path(
        "suspend", network,
        _page(lambda s: commands.suspend(SLUG, s.facts["member"], by=s.facts["chair"])),
    ),
    Path(
        "reinstate", network,
        _page(lambda s: commands.reinstate(SLUG, s.facts["suspended"], by=s.facts["chair"])),
    ),
    Path("ask", network, _page(lambda s: commands.ask(OPEN, by=s.facts["member"]))),
    Path(
        "change the policy", network,
        _do(
            lambda s: commands.change_policy(
                SLUG, ChangePolicy(policy=Policy.OPEN, quorum=3), by=s.facts["chair"]
            )
        ),
        # To wish the same twice is a second change, which says the same.
        loose=frozenset({"version", "sequence"}), said_again=frozenset({"NetworkPolicyChanged.v1"}),
    ),
    Path("archive", network, _do(lambda s: commands.archive(SLUG, by=s.facts["chair"]))),
    Path(
        "open a network", network,
        _do(lambda _: commands.open_network("new", "New", RULES, Policy.OPEN, listed=True)),
    ),
    Path(
        "appoint the first chair", network,
        _do(lambda s: commands.appoint_first_chair(FRESH, s.facts["member"])),
        repeated=HAS_A_CHAIR,
    ),
    Path(
        "register an organisation", network,
        _do(lambda _: organisations.register_local("org1", "Ouseby Hospice", ("Ouseby",))),
    ),
]  # fmt: skip


# --- messages and ticks -------------------------------------------------------------------------


def _tick(stage: Stage, _number: int) -> int:
    return stage.tick("membership")


def the_next_tick(stage: Stage) -> None:
    """What comes in the minutes after a tick, whatever became of it."""
    stage.clock.advance(timedelta(minutes=3))
    stage.tick("membership")


MESSAGES = [
    *(
        hearing("membership", network, event)
        for event in (
            said.scheduled(), said.session_titled(), said.moved(), said.cancelled(), said.held(),
            said.counted(),
            said.note_titled(), said.note_hidden(), said.note_restored(), said.note_withdrawn(),
        )
    ),
    hearing("membership", network, said.scheduled(), said.session_titled(), said.held()),
    Path(
        "membership hears ServiceErased", erasing,
        lambda stage, _number: stage.hear(
            "membership", said.service_erased(stage.facts["helper"])
        ),
        hears=frozenset({"ServiceErased.v1"}),
    ),
]  # fmt: skip

TICKS = [
    Path("membership's tick", week_later, _tick, the_next_tick),
    Path("membership's tick: an erasure begins", erasure_due, _tick, the_next_tick),
    Path("membership's tick: an erasure ends", all_answered, _tick, the_next_tick),
]


# --- the relay ----------------------------------------------------------------------------------


def said_just_now(stage: Stage) -> None:
    """Events for both buses wait in the outbox."""

    def make() -> None:
        commands.open_network("new", "New", RULES, Policy.OPEN, listed=True)
        commands.archive(SLUG, by=stage.facts["chair"])

    network(stage)
    assert stage.do(make) == DONE
    stage.facts["rows"] = stage.outbox("MEMBERSHIP")


def _relay(stage: Stage, _number: int) -> int:
    return stage.relay("MEMBERSHIP", stage.facts["rows"])


RELAY = [Path("the relay", said_just_now, _relay)]

PATHS = [*REQUESTS, *MESSAGES, *TICKS, *RELAY]
