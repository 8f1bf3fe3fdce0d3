"""Where code lives: a newcomer finds the room for a new line, and no room is a junk drawer."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.source import ROOT, Source, sources

SERVICES = ("membership", "sessions", "notes", "notifications")
UNDER_THEM = {"contracts", "runtime"}
EVERY_SERVICE_HAS = {
    "model", "commands", "store", "api", "pages", "reactions", "ticks", "portability",
}  # fmt: skip
EXTRA = {
    "membership": {
        "addresses",  # mail addresses: checked, and compared without being kept in keys
        "challenges",  # what goes with a code to sign in, and says to nobody whose it is
        "codes",  # codes by mail: made, kept as a hash, and guessed at so often only
        "counting",  # counts a network for its statistics, in steps
        "erasing",  # from the wish to be gone to the last service that has forgotten
        "families",  # from what people call their work to groups that others can look for
        "finding",  # whoever fits a search, and whoever is asked for an introduction
        "holdings",  # what is kept about somebody, for the copy that they may have
        "identity",  # the user pool's triggers
        "importing",  # lists of existing members: read, checked row by row, planned
        "organisations",  # what they are called, who is meant by a text, what became of them
        "underway",  # imports: brought in or taken back, chunk by chunk
        "understanding",  # from what members wrote to where they come from
        "statistics",  # counts by versioned rules, hides small groups, draws what may be seen
    },
    "sessions": {
        "attendance",  # how many people a report of a meeting tool names, and nothing else of it
        "bank_holidays",  # on which days the four nations have one
        "calendar",  # what calendar programs read, and links that add to them
        "holdings",  # what is kept about somebody, for the copy that they may have
        "series",  # on which instants a weekly wall time falls
        "walltime",  # what a clock on the wall means in UTC
    },
    "notes": {
        "anonymise",  # finds what could tell who somebody is
        "checking",  # asks the register about a wording, and publishes it or not
        "erasing",  # what is forgotten of somebody who was erased
        "holdings",  # what is kept about somebody, for the copy that they may have
        "layout",  # marks findings in a text for the page
        "names",  # keeps names as keyed hashes of their spellings
        "objecting",  # the use cases of a published note that somebody objects to
    },
    "notifications": {
        "accounts",  # what became of every recipient of a fan-out
        "duties",  # what people are told of their roles, and chairs of their desk
        "erasing",  # what is forgotten of somebody who was erased
        "handover",  # claims, hands to the provider, and writes down what it said
        "seldom",  # reactions that are imported when they are asked for
        "introducing",  # mail that brings two people together, or asks somebody outside
        "holdings",  # what is kept about somebody, for the copy that they may have
        "letters",  # what mail says, as text and as HTML
        "occasions",  # what a fan-out has to say, from the facts of this moment
        "planning",  # from an event to batches in the queue
        "sending",  # the entry point of the sending queue
        "settling",  # decides about mail of which nobody knows whether it went out
        "singles",  # mail to one person
        "unsubscribe",  # the link that stops a class of mail
    },
}
"""Files that only one service has, each a thing that this service deals with."""

JUNK = {
    "base", "common", "core", "helper", "helpers", "lib", "manager", "managers", "misc", "shared",
    "util", "utilities", "utils",
}  # fmt: skip

MOST_LINES = 300
MOST_LINES_OF_A_FUNCTION = 40
LONGER = {
    "services/runtime/ports.py": 308,  # the whole seam in one place
}
"""Files that may be longer, with their length: it may shrink, never grow."""

CODE = sources("services", "infra")


def children(folder: str) -> set[str]:
    """What a folder holds, modules and packages by their name."""
    return {
        path.stem if path.suffix == ".py" else path.name
        for path in (ROOT / folder).iterdir()
        if path.name not in {"__init__.py", "__pycache__"}
    }


def test_there_are_four_services_on_two_shared_packages() -> None:
    """Decision 1: no third shared package."""
    assert children("services") == {*SERVICES, *UNDER_THEM}


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_has_the_files_that_every_service_has_and_few_more(service: str) -> None:
    """Decision 3; a further file is a thing with a name, and is listed above with a reason."""
    expected = EVERY_SERVICE_HAS | EXTRA[service] | {"templates"}

    assert children(f"services/{service}") == expected


@pytest.mark.parametrize("service", SERVICES)
def test_templates_are_pages_and_mail_and_their_parts(service: str) -> None:
    found = (ROOT / f"services/{service}/templates").rglob("*")

    assert {path.suffix for path in found if path.is_file()} <= {".html", ".jinja", ".txt"}


def test_nothing_is_called_a_junk_drawer() -> None:
    tests = sources("tests")
    parts = {
        part: source.path
        for source in (*CODE, *tests)
        for part in source.path.removesuffix(".py").split("/")
    }

    assert {parts[part] for part in JUNK & set(parts)} == set()


def test_both_engines_have_a_file_for_every_port() -> None:
    aws, embedded = children("services/runtime/aws"), children("services/runtime/embedded")

    ports = {"tables", "bus", "queues", "mail", "files", "identity", "clock", "ids", "platform"}
    assert ports <= aws & embedded


def test_files_are_short() -> None:
    lengths = {source.path: len(source.text.splitlines()) for source in CODE}
    allowed = {path: LONGER.get(path, MOST_LINES) for path in lengths}

    assert {path: n for path, n in lengths.items() if n > allowed[path]} == {}
    # What has become short enough leaves the list.
    assert {path for path in LONGER if lengths.get(path, 0) <= MOST_LINES} == set()


def long_functions(source: Source) -> Iterator[str]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > MOST_LINES_OF_A_FUNCTION:
                yield f"{source.path}: {node.name} has {length} lines"


def test_functions_fit_on_a_screen() -> None:
    assert [found for source in CODE for found in long_functions(source)] == []


def test_a_long_function_is_found() -> None:
    body = "\n".join("    x = 1" for _ in range(MOST_LINES_OF_A_FUNCTION))

    assert list(long_functions(Source("services/a.py", f"def f():\n{body}\n")))
