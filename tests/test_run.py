"""`python3 run.py` on a bare machine: each thing that can be in the way is one clear sentence."""

from __future__ import annotations

import ast
import itertools
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.environment import KINDS, Environment, why_not_installed
from infra.lock import lock_at_once
from infra.stop import Code
from run import too_old

ROOT = Path(__file__).parents[1]
PARTS = (
    "pyproject.toml",
    "run.py",
    "infra/__init__.py",
    "infra/environment.py",
    "infra/lock.py",
    "infra/stop.py",
)
REQUIREMENT = re.compile(r"^([A-Za-z0-9_.-]+)(?:\[[^]]*\])?==(\S+)", re.MULTILINE)
PATIENCE = 120
NOWHERE = {
    "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
    "PIP_RETRIES": "0",
    "PIP_CONFIG_FILE": os.devnull,
    "PIP_NO_CACHE_DIR": "1",
}

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals differ there")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """What run.py needs, in a folder of its own, with nothing to install."""
    return copied(tmp_path / "a project")


def copied(folder: Path) -> Path:
    for part in PARTS:
        (folder / part).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / part, folder / part)
    (folder / "requirements").mkdir()
    for kind in ("uv", "run", "local", "dev"):
        (folder / "requirements" / f"{kind}.txt").touch()
    return folder


def start(
    project: Path, *arguments: str, before: str = "", **variables: str
) -> subprocess.Popen[str]:
    """Start run.py there; `before` is Python that changes this interpreter first."""
    play = f"import runpy, sys; {before or 'pass'}; sys.argv = ['run.py', *sys.argv[1:]]"
    play += "; runpy.run_path('run.py', run_name='__main__')"
    return subprocess.Popen(
        [sys.executable, "-c", play, *arguments],
        cwd=project,
        env={**os.environ, **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def ended(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    """Exit code, output and errors."""
    said, errors = process.communicate(timeout=PATIENCE)
    return process.returncode, said, errors


def one_sentence(errors: str) -> str:
    """What was said on the error output, which is one line and no traceback."""
    lines = errors.splitlines()
    assert len(lines) == 1, errors
    return lines[0]


def read_until(process: subprocess.Popen[str], words: str) -> str:
    """Read what it says until these words."""
    assert process.stdout
    said = ""
    for line in process.stdout:
        said += line
        if words in line:
            return said
    raise AssertionError(f"never said {words!r}: {said}")


# --- before anything is installed ---------------------------------------------------------------


def test_an_old_python_is_told_which_one_to_take(project: Path) -> None:
    assert too_old((3, 11)) is None
    assert too_old((4, 0)) is None
    old = "sys.version_info = (3, 9, 2, 'final', 0)"
    code, said, errors = ended(start(project, before=old))
    assert (code, said) == (Code.OLD_PYTHON, "")
    assert one_sentence(errors) == "This is Python 3.9: start run.py with Python 3.11 or newer."


def test_an_old_python_can_read_the_file_at_all() -> None:
    """Or it would show a syntax error instead of the sentence."""
    tree = ast.parse((ROOT / "run.py").read_text(), feature_version=(3, 6))
    ifs = [node for node in tree.body if isinstance(node, ast.If)]
    asked = next(node.lineno for node in ifs if "too_old" in ast.dump(node))
    early = [n for n in tree.body if isinstance(n, ast.ImportFrom) and n.lineno < asked]
    assert [node.module for node in early] == ["pathlib"], "ours come after the question"


@pytest.mark.parametrize("module", ["venv", "ensurepip"])
def test_a_python_without_venv_is_told_what_to_install(project: Path, module: str) -> None:
    code, _, errors = ended(start(project, "setup", before=f"sys.modules[{module!r}] = None"))
    assert code == Code.NO_VENV
    assert "apt install python3-venv" in one_sentence(errors)
    assert not (project / ".venv").exists()


def test_a_command_line_that_makes_no_sense_shows_how_it_goes(project: Path) -> None:
    for arguments in (["--port", "70000"], ["--port", "web"], ["begin"], ["--loud"]):
        code, _, errors = ended(start(project, *arguments))
        assert code == Code.USAGE, arguments
        assert "usage: run.py" in errors
        assert "Traceback" not in errors
    code, said, _ = ended(start(project, "--help"))
    assert code == 0
    for meaning in Code:
        assert f"{meaning.value:<4} {meaning.meaning}" in said


# --- installing ---------------------------------------------------------------------------------


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_an_interrupted_installation_is_never_trusted(project: Path, how: signal.Signals) -> None:
    with start(project, "setup") as process:
        read_until(process, "Making .venv")
        # As a terminal does it: to everybody in the foreground.
        os.killpg(process.pid, how)
        code, _, errors = ended(process)
    environment = Environment(project)
    assert not environment.has("run")
    if how is not signal.SIGKILL:
        assert code == Code.INTERRUPTED
        assert "nothing half-done is kept" in errors.splitlines()[-1]
        assert not (project / ".venv").exists()


def test_a_setup_begins_anew_is_done_once_and_is_not_spoilt_by_a_later_one(project: Path) -> None:
    """What an interrupted one left is not built upon; packages out of reach are one sentence."""
    (project / ".venv" / "bin").mkdir(parents=True)
    (project / ".venv" / "bin" / "python").symlink_to(sys.executable)
    (project / ".venv" / "left over").touch()
    code, said, errors = ended(start(project, "setup"))
    assert (code, errors) == (Code.DONE, "")
    assert re.search(r"Making .venv \.\.\. done, \d+\.\d s", said), "slow steps show their time"
    assert said.endswith("Ready: start with `python3 run.py`.\n")
    assert not (project / ".venv" / "left over").exists()
    assert Environment(project).has("run")
    command = subprocess.run(
        [project / ".venv" / "bin" / "candour"], capture_output=True, text=True, check=False
    )
    assert "No module named 'infra.command_line'" in command.stderr, "it looks in this project"
    assert ended(start(project, "setup")) == (
        Code.DONE,
        "Ready: start with `python3 run.py`.\n",
        "",
    )
    for kind in ("uv", "dev"):
        shutil.copy(ROOT / "requirements" / f"{kind}.txt", project / "requirements")
    code, _, errors = ended(start(project, "test", **NOWHERE))
    assert code == Code.NOT_INSTALLED
    assert "The packages cannot be reached" in one_sentence(errors)
    assert Environment(project).has("run"), "what runs is left as it was"
    assert not Environment(project).has("dev")
    (project / "requirements" / "run.txt").write_text("# another lock")
    assert not Environment(project).has("run"), "what is locked has changed"


@pytest.fixture
def full_disk(tmp_path: Path) -> Iterator[Path]:
    """A project on a disk with hardly any room."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = shutil.which("mount")
    umount = shutil.which("umount")
    if os.geteuid() != 0 or mount is None or umount is None:
        pytest.skip("only root can make a small disk")
    made = [mount, "-t", "tmpfs", "-o", "size=600k", "tmpfs", str(disk)]
    if subprocess.run(made, capture_output=True, check=False).returncode != 0:
        pytest.skip("nobody may make a small disk here")
    yield copied(disk / "project")
    subprocess.run([umount, str(disk)], check=True)


def test_a_full_disk_is_one_sentence_and_nothing_is_left(full_disk: Path) -> None:
    code, _, errors = ended(start(full_disk, "setup"))
    assert code == Code.DISK_FULL
    assert "The disk is full" in one_sentence(errors)
    assert not (full_disk / ".venv").exists()


@pytest.mark.parametrize(
    ("said", "code", "words"),
    [
        ("OSError: [Errno 28] No space left on device", Code.DISK_FULL, "free some space"),
        ("THESE PACKAGES DO NOT MATCH THE HASHES FROM", Code.NOT_INSTALLED, "differs"),
        ("Temporary failure in name resolution", Code.NOT_INSTALLED, "cannot be reached"),
        ("no version of uv (from versions: none)", Code.NOT_INSTALLED, "cannot be reached"),
        ("ProxyError('Cannot connect to proxy.')", Code.NOT_INSTALLED, "proxy"),
    ],
)
def test_what_an_installer_says_becomes_a_sentence(said: str, code: Code, words: str) -> None:
    why = why_not_installed(f"some\nlines\n{said}\nmore")
    assert why is not None
    assert why.code == code
    assert words in why.sentence
    assert why_not_installed("something nobody has seen before") is None


def test_a_second_setup_waits_for_the_first(project: Path) -> None:
    lock = os.open(project / ".venv.lock", os.O_RDWR | os.O_CREAT)
    assert lock_at_once(lock)
    with start(project, "setup") as process:
        read_until(process, "Another setup is running")
        os.close(lock)
        read_until(process, "Making .venv")
        os.killpg(process.pid, signal.SIGKILL)
        ended(process)


# --- the locks ----------------------------------------------------------------------------------


def wanted(name: str) -> set[str]:
    """The lines of a requirements/*.in without comments and references."""
    lines = (ROOT / "requirements" / f"{name}.in").read_text().splitlines()
    return {line for line in lines if line and not line.startswith(("#", "-"))}


def pinned(name: str) -> dict[str, str]:
    """Names and versions of a lock, the names as the index compares them."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    return {re.sub(r"[-_.]+", "-", n).lower(): v for n, v in REQUIREMENT.findall(text)}


def test_the_locks_are_made_of_what_the_project_says() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert wanted("run") == set(project["dependencies"])
    for kind in ("local", "dev"):
        assert wanted(kind) == set(project["optional-dependencies"][kind])


@pytest.mark.parametrize("kind", ["run", "local", "dev", "uv"])
def test_a_lock_holds_everything_that_is_wanted_with_hashes_and_no_addresses(kind: str) -> None:
    text = (ROOT / "requirements" / f"{kind}.txt").read_text()
    for requirement in wanted(kind):
        name = re.match(r"[A-Za-z0-9_.-]+", requirement)
        assert name
        assert re.sub(r"[-_.]+", "-", name[0]).lower() in pinned(kind), requirement
    assert "://" not in text
    blocks = re.split(r"\n(?=\S)", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE).strip())
    assert all("--hash=sha256:" in block for block in blocks)


def test_the_checks_run_on_the_very_packages_that_are_served() -> None:
    for smaller, larger in itertools.pairwise(KINDS):
        for name, version in pinned(smaller).items():
            assert pinned(larger)[name] == version


def test_nothing_that_a_start_leaves_behind_is_committed() -> None:
    ignored = (ROOT / ".gitignore").read_text().split()
    assert {".venv/", ".venv.lock", ".candour/"} <= set(ignored)


def test_the_marker_names_the_python_and_the_place(project: Path) -> None:
    """A moved or copied environment points at the old place: it is made anew."""
    venv = project / ".venv"
    (venv / "bin").mkdir(parents=True)
    (venv / "bin" / "python").symlink_to(sys.executable)
    elsewhere = copied(project / "elsewhere")
    for content in ("{}", "", "[]", json.dumps({"run": "something else"})):
        (venv / "complete.json").write_text(content)
        assert not Environment(project).has("run"), content
    assert Environment(project)._hash("run") != Environment(elsewhere)._hash("run")
