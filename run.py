#!/usr/bin/env python3
"""Starts the whole network on this machine, and runs its tests; needs nothing but Python."""

# Keep this file readable for Python 3.6, so that an old Python gets a sentence instead of a syntax
# error: no future imports and no newer syntax here, and no import of ours above the question.

import argparse
import os
import signal
import subprocess
import sys
from pathlib import Path

OLDEST = (3, 11)
HERE = Path(__file__).resolve().parent


def too_old(version: "tuple[int, ...]") -> "str | None":
    """One sentence if this is too old a Python, else nothing."""
    if version >= OLDEST:
        return None
    names = [".".join(str(part) for part in parts[:2]) for parts in (version, OLDEST)]
    return "This is Python {}: start run.py with Python {} or newer.".format(*names)


if too_old(sys.version_info[:2]):
    print(too_old(sys.version_info[:2]), file=sys.stderr)
    sys.exit(3)

from infra.environment import Environment, watch  # noqa: E402
from infra.stop import CODES, Code, Stop, because  # noqa: E402

LINTER = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"
FURTHER = ("test", "simulate", "bench")
"""Commands that take further arguments of their own."""
CHECKS = {
    "Style": ["-m", "ruff", "check", "--quiet", "."],
    "Format": ["-m", "ruff", "format", "--check", "--quiet", "."],
    "Types": ["-m", "mypy"],
    "Architecture": ["-c", LINTER],
    "Tests": [
        *("-m", "pytest", "-n", "auto", "--maxprocesses", "4"),
        *("--dist", "loadfile", "--no-loadscope-reorder"),  # tests/conftest.py orders them
    ],
}


def check_all(python: Path) -> int:
    """Every check, then the tests; all of them, so that one run tells everything."""
    failed = []
    for name, arguments in CHECKS.items():
        with subprocess.Popen([str(python), *arguments], cwd=HERE) as process:
            if watch(name, process) != 0:
                failed.append(name)
    if failed:
        print("Failed: {}.".format(", ".join(failed)), file=sys.stderr)
    return Code.FAILED if failed else Code.DONE


def hand_over(python: Path, arguments: list[str]) -> int:
    """Become another program, so that signals reach it and not a process in between."""
    command = [str(python), *arguments]
    sys.stdout.flush()
    if sys.platform == "win32":
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        return subprocess.call(command, cwd=HERE)
    os.chdir(HERE)
    os.execv(command[0], command)  # noqa: S606


def port(text: str) -> int:
    """A port number."""
    number = int(text)
    if not 0 <= number <= 65535:
        raise ValueError
    return number


def read_arguments(arguments: list[str]) -> "tuple[argparse.Namespace, list[str]]":
    """The options, and what is meant for pytest, the simulator or the bench."""
    parser = argparse.ArgumentParser(
        prog="run.py",
        usage="run.py [options] | run.py setup | run.py test [PYTEST ARGUMENTS]"
        " | run.py simulate [--seeds N] [--from SEED] [--jobs N]"
        " | run.py bench [--json FILE] [NAMES]",
        description=__doc__,
        epilog=CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add(
        "command",
        nargs="?",
        choices=["setup", *FURTHER],
        help="setup: only make the environment; test: all checks and tests, or only pytest if it"
        " is given arguments; simulate: play random worlds in which everything goes wrong;"
        " bench: measure what it costs, against its gates; nothing: start the network",
    )
    add("--port", type=port, default=8080, help="8080 if not given; 0 takes a free one")
    add("--data", type=Path, default=HERE / ".candour", metavar="FOLDER", help="where data is kept")
    add("--fresh", action="store_true", help="forget the data and begin again")
    add("--check", action="store_true", help="play a Friday and the days after it; 0 if all went")
    add("--cloud", action="store_true", help="the same on AWS as ministack plays it here")
    add("--verbose", action="store_true", help="show what the installer says")
    further = arguments[1:] if arguments and arguments[0] in FURTHER else []
    return parser.parse_args(arguments[: len(arguments) - len(further)]), further


def run(arguments: list[str]) -> int:
    """Do what was asked for; returns the exit code."""
    asked, further = read_arguments(arguments)
    environment = Environment(HERE, verbose=asked.verbose)
    environment.prepare("dev" if asked.command == "test" else "local" if asked.cloud else "run")
    if asked.command == "setup":
        print("Ready: start with `python3 run.py`.")
        return Code.DONE
    if asked.command == "test":
        if further:
            return hand_over(environment.python, ["-m", "pytest", *further])
        return check_all(environment.python)
    if asked.command in ("simulate", "bench"):
        module = {"simulate": "infra.simulator", "bench": "infra.bench"}[asked.command]
        where = ["--where", os.getcwd()]
        return hand_over(environment.python, ["-m", module, *where, *further])
    # Relative to where the person is, not to where this file is.
    options = ["--port", str(asked.port), "--data", str(asked.data.absolute())]
    options += ["--" + name for name in ("fresh", "check", "cloud") if getattr(asked, name)]
    return hand_over(environment.python, ["-m", "infra.embedded", *options])


def main(arguments: list[str]) -> int:
    """Run, and turn whatever stops it into one sentence."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        return run(arguments)
    except Stop as stop:
        why = stop
    except KeyboardInterrupt:
        why = Stop(Code.INTERRUPTED, "Interrupted: nothing half-done is kept; start again.")
    except OSError as error:
        why = because(error, Code.FAILED, Path(error.filename or HERE))
    print(("\n" if sys.stdout.isatty() else "") + why.sentence, file=sys.stderr)
    return why.code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
