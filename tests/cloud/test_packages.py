"""What a package holds, and that pages and mail drawn from it are those of the sources."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import botocore
import jinja2
import pytest

from infra.cloud import templates
from infra.cloud.packages import Package
from services.runtime import platform
from services.runtime.pages import rendering
from tests.flows.conftest import once
from tests.flows.network import Network

SERVICES = ("membership", "sessions", "notes", "notifications")
PAGES = ("", "/sessions", "/notes", "/desk", "/desk/sessions", "/desk/notes", "/desk/mail")


def said() -> list[str]:
    """Every page and mail of a small network that always has the same life."""
    network = Network(once)
    network.join("Beatriz Quill", "beatriz@elsewhere.example")
    world = network.world
    try:
        return [
            *(world.get(path).text for path in ("/", "/join", "/sign-in", "/privacy", "/nowhere")),
            *(network.get(path, by=network.chair).text for path in PAGES),
            *(mail[part] for mail in world.mail() for part in ("subject", "text", "html")),
        ]
    finally:
        platform.install(None)


def test_pages_and_mail_are_the_same_from_modules_as_from_sources(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from_sources = said()
    for service in SERVICES:
        for path, content in templates.modules(service).items():
            module = tmp_path / path.parent.name / path.name
            module.parent.mkdir(exist_ok=True)
            assert not module.exists() or module.read_bytes() == content
            module.write_bytes(content)
    monkeypatch.setattr(
        rendering, "compiled", lambda *, escaping: tmp_path / ("html" if escaping else "text")
    )
    monkeypatch.setattr(rendering, "sources", None)
    rendering.environment.cache_clear()
    from_modules = said()
    rendering.environment.cache_clear()
    assert from_modules == from_sources


def test_a_package_brings_its_own_service_and_what_is_made_for_it() -> None:
    held = zipfile.ZipFile(io.BytesIO(Package("services.sessions.api.handler").content)).namelist()
    folders = {"/".join(Path(name).parts[:2]) for name in held}
    assert folders == {
        "services/__init__.py",
        "services/__pycache__",
        "services/contracts",
        "services/runtime",
        "services/sessions",
    }
    assert not any("embedded" in name for name in held)
    assert f"services/runtime/aws/models/{botocore.__version__}/endpoints.json" in held
    compiled = f"services/runtime/pages/compiled/{jinja2.__version__}/html/"
    assert any(name.startswith(compiled) and name.endswith(".pyc") for name in held)


def test_a_package_has_the_same_name_as_long_as_nothing_changes() -> None:
    api, pages = (Package(f"services.notes.{part}.handler") for part in ("api", "pages"))
    assert api.key == pages.key != Package("services.sessions.api.handler").key
