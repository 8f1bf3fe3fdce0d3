"""Who may import whom: the contracts of pyproject.toml hold, and each of them bites."""

from __future__ import annotations

import shutil
import subprocess
import sys
from copy import deepcopy
from pathlib import Path
from typing import Any

import grimp
import pytest
from importlinter.api import read_configuration
from importlinter.contracts.forbidden import ForbiddenContract
from importlinter.contracts.independence import IndependenceContract
from importlinter.contracts.layers import LayersContract
from importlinter.domain.contract import Contract

from tests.architecture.source import ROOT

CONFIGURATION = read_configuration(str(ROOT / "pyproject.toml"))
SETTINGS: dict[str, Any] = CONFIGURATION["session_options"]
KINDS: dict[str, type[Contract]] = {
    "forbidden": ForbiddenContract,
    "independence": IndependenceContract,
    "layers": LayersContract,
}
CONTRACTS: dict[str, dict[str, Any]] = {
    one["name"]: one for one in CONFIGURATION["contracts_options"]
}

SERVICES_APART = "The four services never import each other"
STOREYS = "Services stand on the runtime, the runtime stands on the contracts"
BARE_CONTRACTS = "Contracts are pydantic and the standard library"
PURE_MODELS = "Models are pure: contracts, wishes and the standard library"
BOTO3 = "Only the AWS side of the runtime knows boto3"
ANYWHERE = "Services do not know where they run"
INSIDE = "Inside a service: entry points, use cases, store, rules"
NO_AWS = "Services name no library of AWS"
ONE_SEAM = "Everybody asks the platform, nobody one of its engines"
COMMAND_LINE = "Only the command line knows its libraries"
ENGINES_APART = "The two engines of the platform know nothing of each other"

LINT = "from importlinter.cli import lint_imports_command; lint_imports_command()"

BREACHES = [
    (COMMAND_LINE, "services.membership.statistics.sheets", "resvg_py"),
    (COMMAND_LINE, "infra.embedded.site", "infra.command_line"),
    (SERVICES_APART, "services.notes.commands", "services.membership.store"),
    (SERVICES_APART, "services.membership.pages", "services.sessions.model"),
    (SERVICES_APART, "services.notifications.reactions", "services.notes.anonymise"),
    (STOREYS, "services.runtime.relay", "services.membership.store"),
    (STOREYS, "services.contracts.event", "services.runtime.platform"),
    (STOREYS, "services.sessions.api", "infra.embedded.machine"),
    (BARE_CONTRACTS, "services.contracts.membership", "email_validator"),
    (BARE_CONTRACTS, "services.contracts.event", "boto3"),
    (PURE_MODELS, "services.membership.model", "services.runtime.platform"),
    (PURE_MODELS, "services.notes.model", "services.runtime.saving"),
    (PURE_MODELS, "services.notes.anonymise.words", "services.runtime.logs"),
    (PURE_MODELS, "services.sessions.walltime", "services.runtime.platform"),
    (PURE_MODELS, "services.notifications.model", "boto3"),
    (BOTO3, "services.notes.commands", "boto3"),
    (BOTO3, "services.runtime.relay", "botocore"),
    (BOTO3, "infra.embedded.machine", "boto3"),
    (ANYWHERE, "services.runtime.embedded.bus", "infra.embedded.template"),
    (ANYWHERE, "services.runtime.aws.clients", "moto"),
    (ANYWHERE, "services.membership.ticks", "ministack"),
    (INSIDE, "services.membership.model", "services.membership.store"),
    (INSIDE, "services.sessions.store", "services.sessions.commands"),
    (INSIDE, "services.notes.commands", "services.notes.pages"),
    (INSIDE, "services.notes.anonymise.words", "services.notes.model"),
    (INSIDE, "services.membership.api", "services.membership.reactions"),
    (INSIDE, "services.notifications.sending", "services.notifications.ticks"),
    (NO_AWS, "services.notes.pages", "aws_lambda_powertools"),
    (NO_AWS, "services.contracts.event", "aws_lambda_powertools"),
    (ONE_SEAM, "services.sessions.pages", "services.runtime.embedded.database"),
    (ONE_SEAM, "services.runtime.relay", "services.runtime.aws.tables"),
    (ONE_SEAM, "services.runtime.platform", "services.runtime.embedded.platform"),
    (ENGINES_APART, "services.runtime.aws.tables", "services.runtime.embedded.tables"),
]


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    """Every import of the project."""
    return grimp.build_graph(
        *SETTINGS["root_packages"], include_external_packages=True, cache_dir=None
    )


def kept(name: str, graph: grimp.ImportGraph) -> bool:
    """Whether this contract holds for these imports."""
    options = CONTRACTS[name]
    contract = KINDS[options["type"]](name, SETTINGS, options)
    # Contracts may change the graph that they look at.
    return contract.check(deepcopy(graph), verbose=False).kept


@pytest.mark.parametrize("name", CONTRACTS)
def test_the_contract_holds(graph: grimp.ImportGraph, name: str) -> None:
    """If this fails, `.venv/bin/lint-imports` shows the imports in question."""
    assert kept(name, graph)


@pytest.mark.parametrize(("name", "importer", "imported"), BREACHES)
def test_the_contract_bites(
    graph: grimp.ImportGraph, name: str, importer: str, imported: str
) -> None:
    assert importer in graph.modules
    broken = deepcopy(graph)
    if imported not in broken.modules:
        broken.add_module(imported, is_squashed=True)
    assert kept(name, broken)

    broken.add_import(importer=importer, imported=imported, line_number=1, line_contents="import")

    assert not kept(name, broken)


def test_a_file_that_has_no_place_in_a_service_is_found(graph: grimp.ImportGraph) -> None:
    broken = deepcopy(graph)
    broken.add_module("services.notes.manager")

    assert not kept(INSIDE, broken)


def test_every_contract_was_seen_to_bite() -> None:
    assert {name for name, _, _ in BREACHES} == set(CONTRACTS)


def test_the_command_line_finds_a_breach_in_the_files_themselves(tmp_path: Path) -> None:
    for package in SETTINGS["root_packages"]:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("*.pyc"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    model = tmp_path / "services/sessions/model/times.py"
    model.write_text(f"{model.read_text()}\nimport services.notes.store\n")

    said = subprocess.run(
        [sys.executable, "-c", LINT, "--no-logo", "--no-cache"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    broken = {name for name in CONTRACTS if f"{name} BROKEN" in said.stdout}
    assert said.returncode == 1
    assert broken == {SERVICES_APART, STOREYS, PURE_MODELS}
