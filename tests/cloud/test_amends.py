"""The names of ministack that we take although they are its own: an upgrade fails here first."""

from __future__ import annotations

import ast
import importlib
from pathlib import Path

import pytest

from infra import cloud
from tests.cloud.needed import ministack_or_skip

NAMES = {
    "ministack.app": ["app", "_build_persistence_save_dict"],
    "ministack.core.concurrency": ["esm_wake"],
    "ministack.core.iam_evaluator": ["enforce", "resolve_principal"],
    "ministack.core.persistence": ["save_all"],
    "ministack.core.responses": ["get_account_id"],
    "ministack.services.lambda_svc": ["_execute_function_with_config_scope", "get_state"],
    "ministack.services.scheduler": ["_SCHEDULE_TICK_INTERVAL"],
}
KNOW_IT = {"amends.py", "calls.py", "launcher.py"}


@pytest.mark.parametrize(("module", "name"), [(m, n) for m in NAMES for n in NAMES[m]])
def test_what_we_take_is_there(module: str, name: str) -> None:
    ministack_or_skip()

    assert hasattr(importlib.import_module(module), name)


def test_streams_are_kept_under_the_name_that_we_leave_out() -> None:
    ministack_or_skip()
    from ministack.services import lambda_svc

    from infra.cloud.amends import POSITIONS

    assert POSITIONS in lambda_svc.get_state()


def test_only_three_files_know_ministack_from_within() -> None:
    assert cloud.__file__
    know_it = {
        path.name
        for path in Path(cloud.__file__).parent.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in _imported(node)
        if name.partition(".")[0] == "ministack"
    }

    assert know_it == KNOW_IT


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.ImportFrom):
        return [node.module or ""]
    return [name.name for name in node.names] if isinstance(node, ast.Import) else []
