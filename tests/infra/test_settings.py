"""What a function's code reads is what the template gives it: no more and no less.

On one machine all functions share one set of settings, so nothing else would notice that one of
them lacks its own until it runs in AWS.
"""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from infra.embedded.template import Template
from infra.embedded.wiring import FUNCTION

ROOT = Path(__file__).parents[2]
READ = re.compile(r'setting\("(\w+)"\)|settings\["(\w+)"\]')
BY_NAME = {"services.runtime.relay": {"PUBLIC_BUS", "PRIVATE_BUS"}}
"""Settings whose names are looked up in a table."""
BY_PORT = {".identity.": {"USER_POOL_ID"}}
"""Settings that a port reads on AWS, by how it is called."""
FOR_TOKENS = "USER_POOL_CLIENT_ID"
OF_SENDERS = {"MAIL_SESSIONS", "MAIL_ACCOUNT"}

template = Template({"Stage": "test"})
FUNCTIONS = [pytest.param(found, id=found.name) for found in template.of_kind(FUNCTION)]


@cache
def source(module: str) -> str | None:
    """The text of a module, unless it is one of the engines or none of ours."""
    if module.startswith(("services.runtime.aws", "services.runtime.embedded")):
        return None
    path = ROOT.joinpath(*module.split("."))
    found = next((p for p in (path.with_suffix(".py"), path / "__init__.py") if p.exists()), None)
    return found.read_text(encoding="utf-8") if found else None


def rooms(module: str) -> list[str]:
    """The files of an entry point, some of which it names only to import them later."""
    found = (ROOT / Path(*module.split("."))).glob("*.py")
    return [f"{module}.{path.stem}" for path in found if path.stem != "__init__"]


def reached(module: str, seen: set[str]) -> set[str]:
    """This module, and whatever it imports of ours."""
    text = source(module)
    if module in seen or text is None:
        return seen
    seen.add(module)
    for room in rooms(module) if module.endswith((".api", ".pages")) else []:
        reached(room, seen)
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and node.module:
            for name in (node.module, *(f"{node.module}.{alias.name}" for alias in node.names)):
                reached(name, seen)
    return seen


def read_by(function: Any) -> set[str]:
    """The settings that the function's code names."""
    names: set[str] = set()
    for module in reached(function.properties["Handler"].rpartition(".")[0], set()):
        text = source(module) or ""
        names |= {one or other for one, other in READ.findall(text)}
        names |= BY_NAME.get(module, set())
        for call, needed in BY_PORT.items():
            names |= needed if call in text else set()
    return names


def given_to(function: Any) -> set[str]:
    """The settings that the template gives to the function."""
    own = function.properties.get("Environment", {}).get("Variables", {})
    return set(own) | set(template.globals["Environment"]["Variables"])


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_has_every_setting_that_its_code_reads(function: Any) -> None:
    assert read_by(function) - given_to(function) == set()


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_has_no_setting_that_its_code_does_not_read(function: Any) -> None:
    shared = set(template.globals["Environment"]["Variables"])
    known = read_by(function) | shared | OF_SENDERS | {FOR_TOKENS}
    assert given_to(function) - known == set()
