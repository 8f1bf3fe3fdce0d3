"""Each of ten deliberate breakages makes the very test fail that is there to find it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

import pytest

from tests.mutations.breakages import BREAKAGES, Breakage

ROOT = Path(__file__).parents[2]
COPIED = ("services", "infra", "tests")
AT_ONCE = 2
TESTS_FAILED = 1
LONGEST = 120

Verdict = tuple[int, str]


def copied(tree: Path) -> Path:
    """A copy of the project, in which mistakes may be made one after the other."""
    for name in COPIED:
        shutil.copytree(ROOT / name, tree / name)
    shutil.copy2(ROOT / "pyproject.toml", tree)
    return tree


def run_with(breakage: Breakage, trees: SimpleQueue[Path]) -> Verdict:
    """What pytest says of the named test in a copy of the project that has the mistake in it."""
    tree = trees.get()
    breakage.apply(tree)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--tb=no", breakage.caught_by],
        cwd=tree,
        env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
        capture_output=True,
        text=True,
        timeout=LONGEST,
        check=False,
    )
    shutil.copy2(ROOT / breakage.file, tree / breakage.file)
    trees.put(tree)
    return done.returncode, done.stdout


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Future[Verdict]]]:
    """All of them, two at a time."""
    trees: SimpleQueue[Path] = SimpleQueue()
    for _ in range(AT_ONCE):
        trees.put(copied(tmp_path_factory.mktemp("broken")))
    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield {breakage.name: pool.submit(run_with, breakage, trees) for breakage in BREAKAGES}


@pytest.mark.parametrize("breakage", BREAKAGES, ids=lambda breakage: breakage.name)
def test_a_deliberate_breakage_is_caught_by_the_test_that_is_named(
    breakage: Breakage, verdicts: dict[str, Future[Verdict]]
) -> None:
    code, said = verdicts[breakage.name].result()
    # Any other code would be a test that could not be run, which proves nothing.
    assert code == TESTS_FAILED, said
    assert f"FAILED {breakage.caught_by}" in said, said


def test_the_page_about_faults_names_each_breakage_and_its_test() -> None:
    page = (ROOT / "docs" / "faults.md").read_text(encoding="utf-8")
    for breakage in BREAKAGES:
        assert f"| {breakage.name} | `{breakage.caught_by}` |" in page, breakage.name
