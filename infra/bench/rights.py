"""People's rights over their data: a copy of what is held about them, and complaints."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import ModuleType

from infra.bench.network import Network
from infra.embedded import demo
from services.membership.commands import complaints, mydata
from services.membership.commands.complaints import AnswerComplaint, Complain, NoteStep

MODULES: Mapping[str, ModuleType] = {"mydata": mydata, "complaints": complaints}
WISH = Complain(name="Ada Lunn", email="ada.lunn@ferndale.example", words="My name is wrong.")
ANSWER = AnswerComplaint(outcome="It is put right.")


def acts(network: Network) -> Mapping[str, Callable[[], object]]:
    """What is measured, by name: one person has a copy already, and one complaint waits."""
    facilitator, reviewer = (network.people[p.email] for p in (demo.FACILITATOR, demo.REVIEWER))
    admin = network.people[demo.HOST_ADMIN.email]
    mydata.ask(by=reviewer)
    waits = complaints.complain(WISH, source_ip="").complaint_id
    network.pump.settle()
    return {
        "mydata.ask": lambda: mydata.ask(by=facilitator),
        "mydata.mine": lambda: mydata.mine(by=reviewer),
        "mydata.contents": lambda: mydata.contents(by=reviewer),
        "complaints.complain": lambda: complaints.complain(WISH, source_ip="192.0.2.1"),
        "complaints.one": lambda: complaints.one(waits, by=admin),
        "complaints.note": lambda: complaints.note(waits, NoteStep(words="Asked."), by=admin),
        "complaints.answer": lambda: complaints.answer(waits, ANSWER, by=admin),
    }
