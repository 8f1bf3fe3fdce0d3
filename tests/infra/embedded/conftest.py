"""A data folder with the demo in it, made once and copied; a control room in memory."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from infra.embedded.control_room import ControlRoom
from infra.embedded.engine import EmbeddedEngine
from tests.infra.embedded.process import Running
from tests.world import World


@pytest.fixture(scope="session")
def loaded_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that a network was begun in, and ended by Ctrl-C."""
    folder = tmp_path_factory.mktemp("loaded") / "data"
    with Running(folder) as network:
        network.end()
    return folder


@pytest.fixture
def data(loaded_once: Path, tmp_path: Path) -> Path:
    """A folder with the demo in it."""
    return Path(shutil.copytree(loaded_once, tmp_path / "data"))


@pytest.fixture
def control_room(world: World) -> ControlRoom:
    """The control room of the world."""
    return ControlRoom(EmbeddedEngine(world.machine, world.pump))
