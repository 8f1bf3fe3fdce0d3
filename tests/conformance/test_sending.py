"""The bus, the queues and the mail: who gets a copy, and what is said about the rest."""

from __future__ import annotations

import json
from typing import Any

import pytest

from services.runtime.ports import Bus, Entry, Letter, Mail, Outcome, Queues, Recipient
from tests.conformance.engines import DETAIL_TYPE, PRIVATE_BUS, PUBLIC_BUS, SOURCE, Engine


def told(number: int = 0, **more: Any) -> Entry:
    said: dict[str, Any] = {"bus": PUBLIC_BUS, "source": SOURCE, "detail_type": DETAIL_TYPE}
    return Entry(**{**said, "detail": {"number": number}, **more})


def heard(engine: Engine) -> list[int]:
    return sorted(json.loads(body)["detail"]["number"] for body in engine.waiting(engine.heard))


def test_an_event_is_copied_to_the_queue_of_its_rule(engine: Engine, bus: Bus) -> None:
    detail = {"event_id": "e1", "text": "Zoë 🙂", "inner": {"list": [1, None, True]}}

    assert bus.publish([told(detail=detail)]) == []

    (body,) = engine.waiting(engine.heard)
    message = json.loads(body)
    assert message["detail"] == detail
    assert (message["source"], message["detail-type"]) == (SOURCE, DETAIL_TYPE)
    assert engine.waiting(engine.deaf) == []


def test_only_what_the_rule_names_is_copied(engine: Engine, bus: Bus) -> None:
    refused = bus.publish(
        [
            told(1),
            told(2, bus=PRIVATE_BUS),
            told(3, source="candour.sessions"),
            told(4, detail_type="NoteTold.v2"),
            told(5),
        ]
    )

    assert refused == []
    assert heard(engine) == [1, 5]


def test_refused_events_are_told_by_position_and_the_others_go(engine: Engine, bus: Bus) -> None:
    huge = {"number": 0, "text": "x" * 300_000}

    refused = bus.publish(
        [told(1), told(detail=huge), told(2, source=""), told(3), told(4, detail_type="")]
    )

    assert refused == [1, 2, 4]
    assert heard(engine) == [1, 3]


def test_more_than_ten_events_at_once_are_refused(engine: Engine, bus: Bus) -> None:
    assert bus.publish([told(n) for n in range(10)]) == []
    with pytest.raises(ValueError, match="at most 10"):
        bus.publish([told(n) for n in range(11)])

    assert heard(engine) == list(range(10))


def test_any_number_of_messages_arrives(engine: Engine, queues: Queues) -> None:
    bodies = [json.dumps({"n": n, "text": "é🙂" * n}, ensure_ascii=False) for n in range(23)]

    queues.send(engine.deaf, bodies)

    assert sorted(engine.waiting(engine.deaf)) == sorted(bodies)
    assert engine.waiting(engine.heard) == []


def test_sending_nothing_is_fine(engine: Engine, queues: Queues, bus: Bus) -> None:
    queues.send(engine.deaf, [])

    assert bus.publish([]) == []
    assert engine.waiting(engine.deaf) == []


# --- mail ---------------------------------------------------------------------------------------

LETTER = Letter("Candour <a@candour.example>", "Friday", "Join: {{token}}", "<p>{{token}}</p>")


def people(count: int) -> list[Recipient]:
    return [Recipient(f"k{n}", f"p{n}@a.example", {"token": f"t{n}"}) for n in range(count)]


@pytest.mark.needs("bulk mail")
def test_every_recipient_gets_an_outcome(mail: Mail) -> None:
    assert mail.send(LETTER, people(50)) == [Outcome.ACCEPTED] * 50
    assert mail.accepted("k49") in (True, None)


def test_more_than_fifty_recipients_at_once_are_refused(mail: Mail) -> None:
    with pytest.raises(ValueError, match="at most 50"):
        mail.send(LETTER, people(51))


def test_recipients_of_one_letter_fill_the_same_slots(mail: Mail) -> None:
    other = Recipient("k", "q@a.example", {"other": "t"})

    with pytest.raises(ValueError, match="same slots"):
        mail.send(LETTER, [*people(1), other])


@pytest.mark.needs("bulk mail")
def test_braces_that_are_no_slot_do_not_stop_a_letter(mail: Mail) -> None:
    letter = Letter("a@candour.example", "{{x}}", "{{x}} {{token}}", "{{ token }}")

    assert mail.send(letter, people(2)) == [Outcome.ACCEPTED] * 2
