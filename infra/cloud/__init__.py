"""The local cloud: ministack plays AWS on this machine, and the template is deployed to it."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from infra.cloud import server
from infra.cloud.engine import PEOPLE, CloudEngine
from infra.cloud.stack import Stack
from infra.embedded.data_folder import broken


@contextlib.contextmanager
def running(folder: Path, site: str) -> Iterator[CloudEngine]:
    """The stack as the template says it, for a site at this address; stopped in good order."""
    with server.started(folder) as endpoint, as_operator(endpoint):
        yield deployed(folder, endpoint, site)


def deployed(folder: Path, endpoint: str, site: str) -> CloudEngine:
    """The stack at this endpoint, brought to what the template says; what is stored stays."""
    stack = Stack({"SiteUrl": site})
    begun = (folder / PEOPLE).exists()
    if begun and not stack.exists():
        raise broken(folder)
    stack.deploy()
    if begun:
        stack.let_rows_expire()
    return CloudEngine(folder, endpoint, stack)


@contextlib.contextmanager
def as_operator(endpoint: str) -> Iterator[None]:
    """This process talks to this endpoint, whatever account it was started with."""
    before = dict(os.environ)
    for name in before.keys() - server.outside().keys():
        del os.environ[name]
    os.environ.update(server.operator(endpoint))
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
