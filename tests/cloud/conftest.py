"""One local cloud for all tests of it: the template deployed, and a network opened."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from services.contracts.roles import Policy
from services.membership import commands
from services.runtime import platform
from tests.cloud.needed import ministack_or_skip

if TYPE_CHECKING:
    from infra.cloud.engine import CloudEngine

SITE = "http://127.0.0.1:8080"
NETWORK = "psmn"


@pytest.fixture(scope="package")
def deployed_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CloudEngine]:
    """The stack; nobody but `cloud` asks for it, or other tests would meet its account."""
    ministack_or_skip()
    from infra.cloud import as_operator, deployed, server

    folder = tmp_path_factory.mktemp("cloud")
    with server.started(folder) as endpoint:
        with as_operator(endpoint):
            engine = deployed(folder, endpoint, SITE)
            commands.open_network(NETWORK, "Safety", ("We listen.",), Policy.APPROVAL, listed=True)
            engine.settle()
        platform.install(None)
        yield engine


@pytest.fixture
def cloud(deployed_once: CloudEngine) -> Iterator[CloudEngine]:
    """The engine on the deployed stack; for one test this process is its operator."""
    from infra.cloud import as_operator

    with as_operator(deployed_once.endpoint):
        platform.install(deployed_once.platform)
        yield deployed_once
    platform.install(None)
