"""The package of a function: contracts, runtime and its own service, compiled, and nothing else."""

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

ROOT = Path(__file__).parents[2]
SERVICES = ROOT / "services"
# The other engine of the platform never runs in AWS.
LEFT_OUT = frozenset({"__pycache__", "embedded"})
NO_TIME = (1980, 1, 1, 0, 0, 0)
READABLE = 0o644 << 16


class Package:
    """What one function is made of; functions of the same kind of service share a package."""

    def __init__(self, handler: str) -> None:
        own = handler.split(".")[1]
        self._folders = sorted({"contracts", "runtime", own})

    @property
    def key(self) -> str:
        """A name that changes with the content, and with the Python that it is compiled for."""
        digest = hashlib.sha256(str(sys.implementation.cache_tag).encode())
        for path in self._files():
            digest.update(f"{path.relative_to(ROOT)}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
        return f"{digest.hexdigest()}.zip"

    def content(self) -> bytes:
        """The archive: the same bytes for the same files, whenever it is made."""
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in self._files():
                name = path.relative_to(ROOT)
                _add(archive, name.as_posix(), path.read_bytes())
                if path.suffix == ".py":
                    compiled = f"{path.stem}.{sys.implementation.cache_tag}.pyc"
                    where = name.parent / "__pycache__" / compiled
                    _add(archive, where.as_posix(), _bytecode(path))
        return made.getvalue()

    def _files(self) -> Iterator[Path]:
        yield SERVICES / "__init__.py"
        for folder in self._folders:
            for path in sorted((SERVICES / folder).rglob("*")):
                parts = path.relative_to(SERVICES).parts
                if path.is_file() and LEFT_OUT.isdisjoint(parts):
                    yield path


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, NO_TIME)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = READABLE
    archive.writestr(entry, content)


@cache
def _bytecode(path: Path) -> bytes:
    """Compiled, and trusted without a look at the source: a cold start pays for every look."""
    with tempfile.TemporaryDirectory() as folder:
        compiled = Path(folder, "compiled.pyc")
        py_compile.compile(
            str(path),
            str(compiled),
            dfile=path.relative_to(ROOT).as_posix(),
            doraise=True,
            invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
        )
        return compiled.read_bytes()
