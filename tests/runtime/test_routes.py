"""From a path to the function that answers it; some are imported when they are first asked for."""

from __future__ import annotations

import importlib
import sys
from itertools import product
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from services.runtime.http.routes import Routes, _in_path

SERVICES = ("membership", "sessions", "notes", "notifications")


def asked(path: str) -> dict[str, Any]:
    return {"rawPath": path, "requestContext": {"http": {"method": "GET"}}}


def test_what_comes_later_is_imported_once_and_only_when_it_is_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a_room_for_later.py").write_text(
        "import sys\nsys.modules['shown'].routes.add('GET', '/later/<name>', 'later')\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    shown: Any = ModuleType("shown")
    shown.routes = Routes(["a_room_for_later"])
    monkeypatch.setitem(sys.modules, "shown", shown)
    shown.routes.add("GET", "/at-once", "at once")

    assert shown.routes.find(asked("/at-once")) == ("at once", {})
    assert "a_room_for_later" not in sys.modules
    assert shown.routes.find(asked("/later/anne")) == ("later", {"name": "anne"})
    assert shown.routes.find(asked("/nowhere")) is None
    monkeypatch.delitem(sys.modules, "a_room_for_later")
    assert shown.routes.find(asked("/nowhere")) is None


@pytest.mark.parametrize(("service", "kind"), list(product(SERVICES, ("api", "pages"))))
def test_what_answers_one_path_is_imported_together(service: str, kind: str) -> None:
    """Otherwise it would matter which of them was imported first."""
    routes = getattr(importlib.import_module(f"services.{service}.{kind}"), kind).routes
    for route in routes:
        parts = [part.strip("<>") for part in route.path.split("/")]
        files = {
            one.function.__module__
            for one in routes
            if one.method == route.method and _in_path(one.path.split("/"), parts) is not None
        }
        assert files == {route.function.__module__}
