"""Cold starts: each function of the template in a fresh process, as packaged for Lambda.

The unit B is `import boto3` and one DynamoDB client in the same run. Instructions are counted where
valgrind is installed; they repeat to about 1 %. Elsewhere seconds of the processor stand in, the
least of several rounds, and the gates are only as good as those.
"""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from infra.bench.figures import Chapter, Figure
from infra.bench.network import Case, Network
from infra.cloud.packages import Package

ROOT = Path(__file__).parents[2]
# What plays Lambda; it lies beside the package, as Lambda's own client does.
NEEDED = (
    "infra/__init__.py",
    "infra/bench/__init__.py",
    "infra/bench/answers.py",
    "infra/bench/first_call.py",
)
ROUNDS = 5
MIB = 1024 * 1024
SUMMARY = re.compile(r"^summary:\s*(\d+)", re.MULTILINE)
ANONYMISES = "notes"
CASE = "case.json"
UNIT: dict[str, Any] = {"handler": "boto3.client", "event": "dynamodb", "tables": [], "keys": None}


@dataclass(frozen=True)
class Used:
    """What one cold start used up, in instructions or in seconds: loading, and all until then."""

    loaded: float
    answered: float


@dataclass(frozen=True)
class Gates:
    """The gates of decisions 'Speed' for one kind of function."""

    loaded: float
    answered: float
    mib: float | None


GATES = {"api": Gates(1.2, 1.9, 72), "pages": Gates(1.35, 1.9, 88)}
OTHERS = Gates(1.0, 1.7, None)
ANONYMISER_MIB = 104


def measure(network: Network, *, only: str = "") -> Chapter:
    """A row for each function of the template."""
    cases = [case for case in network.cases() if only in case.name]
    with tempfile.TemporaryDirectory(prefix="candour-bench-") as folder:
        house = House(Path(folder), network)
        names = [house.add("unit", None), *(house.add(case.name, case) for case in cases)]
        # First without counting: it warms the bytecode of the libraries, and tells the memory.
        peaks = [house.call(name)["peak"] / MIB for name in names]
        counts = shutil.which("valgrind") is not None
        unit, *used = house.counted(names) if counts else house.timed(names)
    figures = [
        figure
        for case, one, peak in zip(cases, used, peaks[1:], strict=True)
        for figure in _figures(case, one, unit.answered, peak)
    ]
    said = (
        f"{unit.answered / 1e6:,.0f} million instructions" if counts else f"{unit.answered:.3f} s"
    )
    return Chapter(
        "Cold start" if counts else "Cold start (seconds of the processor: valgrind is not here)",
        f"B = import boto3 and a DynamoDB client: {said}, {peaks[0]:.0f} MiB.",
        figures,
    )


class House:
    """A folder with the package of each function, and processes that start in one of them."""

    def __init__(self, folder: Path, network: Network) -> None:
        self._folder = folder
        self._keys = network.keys
        self._environment = {
            **network.settings,
            "PATH": os.environ["PATH"],
            "PYTHONHASHSEED": "0",
            "AWS_DEFAULT_REGION": "eu-west-2",
            "AWS_ACCESS_KEY_ID": "invented",
            "AWS_SECRET_ACCESS_KEY": "invented",
            # Nothing of the machine's own account or settings.
            "AWS_EC2_METADATA_DISABLED": "true",
            "HOME": str(folder),
        }

    def add(self, name: str, case: Case | None) -> str:
        """Unpack what a process needs to play a case; None is the unit, which has no package."""
        place = self._folder / name
        said: dict[str, Any] = UNIT
        for needed in NEEDED:
            target = place / needed
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / needed, target)
        if case is not None:
            said = {**asdict(case), "tables": list(case.tables.items()), "keys": self._keys}
            with zipfile.ZipFile(io.BytesIO(Package(case.handler).content)) as package:
                package.extractall(place)
        (place / CASE).write_text(json.dumps(said), encoding="utf-8")
        return name

    def call(self, name: str, *prefix: str, counted: bool = False) -> dict[str, Any]:
        """Start the process, and raise if the function did not answer well."""
        # Not by -m, which would load modules that Lambda has not.
        program = f"from infra.bench.first_call import main; main('{CASE}', counted={counted})"
        done = subprocess.run(
            [*prefix, sys.executable, "-s", "-c", program],
            cwd=self._folder / name,
            env=self._environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{name} could not be measured: {done.stderr[-2000:]}")
        said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        if not _went_well(said["answer"]):
            raise RuntimeError(f"{name} did not do its work: {done.stdout[:2000]}")
        return said

    def timed(self, names: Sequence[str]) -> list[Used]:
        """Seconds of the processor, the least of some rounds over all of them."""
        rounds = [[_used(self.call(name)["seconds"]) for name in names] for _ in range(ROUNDS)]
        return [
            Used(min(one.loaded for one in tries), min(one.answered for one in tries))
            for tries in zip(*rounds, strict=True)
        ]

    def counted(self, names: Sequence[str]) -> list[Used]:
        """Instructions; as many at once as there are processors, since that changes no count."""
        with ThreadPoolExecutor(os.cpu_count()) as several:
            return list(several.map(self._counted, names))

    def _counted(self, name: str) -> Used:
        folder = self._folder / name / "counts"
        folder.mkdir(parents=True)
        said = self.call(
            name,
            "valgrind",
            "--tool=cachegrind",
            "--cache-sim=no",
            f"--cachegrind-out-file={folder}/%p",
            counted=True,
        )
        return _used(
            {mark: _instructions(folder / str(pid)) for mark, pid in said["processes"].items()}
        )


def _used(marks: dict[str, float]) -> Used:
    return Used(marks["loaded"] - marks["ready"], marks["answered"] - marks["ready"])


def _instructions(file: Path) -> float:
    found = SUMMARY.search(file.read_text(encoding="utf-8"))
    if found is None:
        raise RuntimeError("valgrind left no count behind")
    return float(found[1])


def _figures(case: Case, used: Used, unit: float, mib: float) -> list[Figure]:
    kind = case.name.rpartition("-")[2]
    gates = GATES.get(kind, OTHERS)
    most_mib = ANONYMISER_MIB if case.name.startswith(ANONYMISES) else gates.mib
    return [
        Figure(case.name, "init", used.loaded / unit, "B", gates.loaded),
        Figure(case.name, "init + first answer", used.answered / unit, "B", gates.answered),
        Figure(case.name, "memory", mib, "MiB", most_mib),
    ]


def _went_well(answer: Any) -> bool:
    """Whether a function answered as one does whose work is done."""
    if not isinstance(answer, dict):
        return answer is None
    return answer.get("statusCode", 200) < 300 and not answer.get("batchItemFailures")
