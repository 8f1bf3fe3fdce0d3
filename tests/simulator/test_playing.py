"""Many worlds in several processes: the same worlds, stopped at any time, and every one counted."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.simulator import __main__ as command
from infra.simulator import playing
from infra.simulator.__main__ import main
from infra.simulator.playing import Part, parts
from tests.simulator.breakages import gate_left_open

WORLDS = 3 * playing.AT_ONCE // 2


def test_figures_are_told_at_the_end(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--seeds", "3"]) == 0

    assert capsys.readouterr().out.startswith("3 worlds from seed 0, 0 broken promises")


def test_several_processes_play_the_same_worlds() -> None:
    alone, together = (list(parts(7, WORLDS, jobs)) for jobs in (1, 2))

    assert [part.worlds for part in together] == [playing.AT_ONCE, WORLDS - playing.AT_ONCE]
    assert [(one.steps, one.faults) for one in together] == [
        (one.steps, one.faults) for one in alone
    ]


def test_the_first_world_that_breaks_a_promise_ends_the_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    gate_left_open(monkeypatch)

    assert main(["--seeds", "200"]) == 1

    *story, figures = capsys.readouterr().out.splitlines()
    seed = int(story[-1].split("--from ")[1].split()[0])
    assert figures.startswith(f"{seed + 1} worlds from seed 0, 1 broken promises")


def test_a_run_that_is_stopped_says_where_it_goes_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Ctrl-C loses what was being played, and nothing that was played before it."""

    def interrupted(first: int, seeds: int, jobs: int) -> Iterator[Part]:
        yield next(parts(first, seeds, jobs))
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(command, "parts", interrupted)

    assert main(["--from", "9", "--seeds", "500", "--json", str(tmp_path / "figures.json")]) == 0

    go_on, figures = capsys.readouterr().out.splitlines()
    assert go_on.endswith("simulate --from 59 --seeds 450")
    assert figures.startswith("50 worlds from seed 9, 0 broken promises")
    kept = json.loads((tmp_path / "figures.json").read_text())
    assert (kept["worlds"], kept["broken"], kept["next"]) == (50, 0, 59)


def test_a_world_that_cannot_be_played_tells_its_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_script: object) -> None:
        raise ValueError

    monkeypatch.setattr(playing, "play", broken)

    with pytest.raises(ValueError) as raised:
        list(parts(3, 1, jobs=1))
    assert raised.value.__notes__ == ["It came out of the world of seed 3."]
