"""The package of a function: contracts, runtime and its own service, compiled, and nothing else.

What a cold start would read or make every time is made here once: bytecode, the templates as
modules, and of the models of AWS as much as we call (docs/decisions/0012).
"""

from __future__ import annotations

import hashlib
import io
import py_compile
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from infra.cloud import models, templates
from services.runtime.aws import clients

ROOT = Path(__file__).parents[2]
SERVICES = ROOT / "services"
# The other engine of the platform never runs in AWS.
LEFT_OUT = frozenset({"__pycache__", "embedded"})
NO_TIME = (1980, 1, 1, 0, 0, 0)
READABLE = 0o644 << 16


class Package:
    """What one function is made of; functions of the same kind of service share a package."""

    def __init__(self, handler: str) -> None:
        self._own = handler.split(".")[1]

    @property
    def key(self) -> str:
        """A name that changes with the content, and with the Python that it is compiled for."""
        return f"{hashlib.sha256(self.content).hexdigest()}.zip"

    @property
    def content(self) -> bytes:
        """The archive: the same bytes for the same files, whenever it is made."""
        return _archive(self._own)


@cache
def _archive(own: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in _files(own):
            name = path.relative_to(ROOT)
            _add(archive, name.as_posix(), content)
            if path.suffix == ".py":
                compiled = f"{path.stem}.{sys.implementation.cache_tag}.pyc"
                where = name.parent / "__pycache__" / compiled
                _add(archive, where.as_posix(), _bytecode(path, content))
    return made.getvalue()


def _files(own: str) -> Iterator[tuple[Path, bytes]]:
    yield SERVICES / "__init__.py", (SERVICES / "__init__.py").read_bytes()
    for folder in sorted({"contracts", "runtime", own}):
        for path in sorted((SERVICES / folder).rglob("*")):
            parts = path.relative_to(SERVICES).parts
            if path.is_file() and LEFT_OUT.isdisjoint(parts):
                yield path, path.read_bytes()
    for name, content in models.models().items():
        yield clients.models() / name, content
    if (SERVICES / own / "templates").is_dir():
        yield from templates.modules(own).items()


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, NO_TIME)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = READABLE
    archive.writestr(entry, content)


@cache
def _bytecode(path: Path, content: bytes) -> bytes:
    """Compiled, and trusted without a look at the source: a cold start pays for every look."""
    with tempfile.TemporaryDirectory() as folder:
        source, compiled = Path(folder, "source.py"), Path(folder, "compiled.pyc")
        source.write_bytes(content)
        py_compile.compile(
            str(source),
            str(compiled),
            dfile=path.relative_to(ROOT).as_posix(),
            doraise=True,
            invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
        )
        return compiled.read_bytes()
