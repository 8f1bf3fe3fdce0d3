"""A failure is told as a short story that can be played again."""

from __future__ import annotations

import pytest

from infra.simulator.__main__ import main
from infra.simulator.script import Script, Step
from infra.simulator.shrinking import MOST_TRIES, shrunk
from infra.simulator.simulation import play
from tests.simulator.breakages import gate_left_open, last_chair_may_go


def test_only_what_matters_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    last_chair_may_go(monkeypatch)
    noise = tuple(Step("while", dice) for dice in range(9))
    departures = tuple(Step("leave", dice) for dice in range(40))

    played = play(_script(*noise, *departures, *noise))
    shorter = shrunk(played)

    assert [step.what for step in shorter.script.steps] == ["leave"]
    assert shorter.wrongs[0].promise == "a network keeps a chair"


def test_shrinking_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """However long the script, it is played again at most so many times."""
    last_chair_may_go(monkeypatch)
    failed = play(_script(*(Step("leave", dice) for dice in range(40))))
    tries = 0

    def counting(script: Script) -> object:
        nonlocal tries
        tries += 1
        return play(script)

    monkeypatch.setattr("infra.simulator.shrinking.play", counting)
    shrunk(failed)

    assert 0 < tries <= MOST_TRIES


def test_the_report_says_how_to_see_it_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    gate_left_open(monkeypatch)

    assert main(["--seeds", "200"]) == 1

    told = capsys.readouterr().out
    seed = told.split("--from ")[1].split()[0]
    assert "the faults stop" in told or "is mailed to who should not have it" in told
    assert main(["--from", seed, "--seeds", "1"]) == 1
    assert story(capsys.readouterr().out) == story(told)


def story(told: str) -> list[str]:
    """All but the figures, which are of the run and not of the world."""
    return told.splitlines()[:-1]


def _script(*steps: Step) -> Script:
    return Script(
        seed=1,
        stage="planned",
        week="ordinary",
        slow_evidence=False,
        one_machine=False,
        patient=False,
        steps=steps,
    )
