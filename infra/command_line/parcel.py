"""A network as it lies on a disk while it moves: a folder, or the same in a zip file.

    manifest.json                   which network, when, and of each file how much and its SHA-256
    membership/people.jsonl         a line for each thing, as the service gave it
    ...

Whoever reads one does not trust it: a file is read only if its name is one of ours, no further than
its manifest says, and every line is looked at before the first one is used.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, NamedTuple, Protocol
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from infra.command_line.asking import Refused

FORMAT = 1
MANIFEST = "manifest.json"
LONGEST_MANIFEST = 100_000
LONGEST_LINE = 230_000
"""What a request has room for, in bytes."""
LARGEST_FILE = 1 << 30
NO_TIME = (1980, 1, 1, 0, 0, 0)

Row = dict[str, Any]


class Part(NamedTuple):
    """A file of an export: which service it belongs to, and what in a row tells it from others."""

    service: str
    kind: str
    id_of: Sequence[str]

    @property
    def path(self) -> str:
        """Where it is."""
        return f"{self.service}/{self.kind}.jsonl"


PARTS = (
    Part("membership", "organisations", ("organisation_id",)),
    Part("membership", "people", ("person", "member_id")),
    Part("membership", "invitations", ("invitation", "email")),
    Part("sessions", "sessions", ("session_id",)),
    Part("sessions", "series", ("series_id",)),
    Part("notes", "notes", ("note_id",)),
    Part("notifications", "choices", ("member_id",)),
    Part("membership", "network", ("network_id",)),
)
"""In the order in which they are brought in: the network is there once everything else is."""


class Written(BaseModel):
    """What a file holds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    path: str
    rows: int = Field(ge=0)
    bytes: int = Field(ge=0, le=LARGEST_FILE)
    sha256: str = Field(pattern="^[0-9a-f]{64}$")


class Manifest(BaseModel):
    """What an export holds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: int
    network: str = Field(pattern="^[a-z0-9](?:[a-z0-9-]{1,38}[a-z0-9])$")
    exported_at: datetime
    files: tuple[Written, ...]

    def of(self, part: Part) -> Written:
        """What its file holds."""
        return next(one for one in self.files if one.path == part.path)


def line_of(row: Row) -> bytes:
    """A thing as a line: the same thing is the same line, wherever it comes from."""
    text = json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode() + b"\n"


def id_of(part: Part, row: Row) -> str:
    """What tells a row from the others of its file; raises LookupError if it has none."""
    found: Any = row
    for name in part.id_of:
        found = found[name]
    if not isinstance(found, str):
        raise LookupError
    return found


# --- reading ------------------------------------------------------------------------------------


class Place(Protocol):
    """A folder or a zip file."""

    def names(self) -> list[str]:
        """The names of all files in it."""

    def open(self, name: str) -> IO[bytes]:
        """The bytes of one."""


class Parcel:
    """An export that is there; `check` is called before anything else."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self.manifest = _manifest(place)

    def check(self) -> None:
        """Read all of it; raises Refused, with the file and the line, unless it is whole."""
        expected = {MANIFEST, *(part.path for part in PARTS)}
        unknown = sorted(set(self._place.names()) - expected)
        if unknown:
            raise Refused(f"It holds {unknown[0]!r}, which no export does. Nothing was sent.")
        if sorted(one.path for one in self.manifest.files) != sorted(expected - {MANIFEST}):
            raise Refused("Its manifest does not name the files that an export has.")
        for part in PARTS:
            self._check(part)

    def rows(self, part: Part) -> Iterator[tuple[int, Row]]:
        """The rows of a file by their line, from one."""
        for number, line in self._lines(part):
            try:
                row = json.loads(line.decode())
            except UnicodeDecodeError as error:
                raise _wrong(part, number, "is not text in UTF-8") from error
            except (ValueError, RecursionError) as error:
                raise _wrong(part, number, "is not JSON") from error
            if not isinstance(row, dict):
                raise _wrong(part, number, "is not an object")
            try:
                line_of(row)
            except UnicodeEncodeError as error:
                raise _wrong(part, number, "holds half a character") from error
            yield number, row

    def _lines(self, part: Part) -> Iterator[tuple[int, bytes]]:
        """No more bytes than the manifest says: what is packed may be larger than any disk."""
        left = self.manifest.of(part).bytes
        with self._place.open(part.path) as file:
            number = 0
            while line := file.readline(LONGEST_LINE + 1):
                number += 1
                left -= len(line)
                if len(line) > LONGEST_LINE:
                    raise _wrong(part, number, f"is longer than {LONGEST_LINE} bytes")
                if left < 0:
                    raise Refused(f"{part.path} is longer than its manifest says.")
                yield number, line

    def _check(self, part: Part) -> None:
        written = self.manifest.of(part)
        digest, count = sha256(), 0
        for _, line in self._lines(part):
            digest.update(line)
            count += 1
        if digest.hexdigest() != written.sha256:
            raise Refused(f"{part.path} is not what was exported: its checksum is another one.")
        if count != written.rows:
            raise Refused(f"{part.path} has {count} lines, its manifest says {written.rows}.")
        seen: dict[str, int] = {}
        for number, row in self.rows(part):
            try:
                found = id_of(part, row)
            except (LookupError, TypeError) as error:
                raise _wrong(part, number, "has no id") from error
            if found in seen:
                raise _wrong(part, number, f"has the same id as line {seen[found]}")
            seen[found] = number


@contextmanager
def parcel(path: Path) -> Iterator[Parcel]:
    """The export in a folder or a zip file; raises Refused if it is none."""
    if path.is_dir():
        yield Parcel(_Folder(path))
        return
    try:
        with ZipFile(path) as packed:
            yield Parcel(_Zip(packed))
    except BadZipFile as error:
        raise Refused(f"{path} is neither a folder nor a zip file that can be read.") from error


def _wrong(part: Part, number: int, what: str) -> Refused:
    return Refused(f"{part.path}, line {number} {what}. Nothing was sent.")


class _Folder:
    def __init__(self, path: Path) -> None:
        self._path = path

    def names(self) -> list[str]:
        """No link leads out of it: a link is no file of an export."""
        found = [one for one in self._path.rglob("*") if one.is_symlink() or not one.is_dir()]
        if any(one.is_symlink() for one in found):
            raise Refused("It holds a link to another file, which no export does.")
        return [one.relative_to(self._path).as_posix() for one in found]

    def open(self, name: str) -> IO[bytes]:
        """Names are those of PARTS by now."""
        file = self._path / name
        if file.is_symlink() or not file.is_file():
            raise Refused(f"{name} is missing.")
        return file.open("rb")


class _Zip:
    """Read where it lies: nothing is unpacked, so that no name in it ever becomes a path."""

    def __init__(self, packed: ZipFile) -> None:
        self._packed = packed

    def names(self) -> list[str]:
        found = [one.filename for one in self._packed.infolist() if not one.is_dir()]
        if len(set(found)) < len(found):
            raise Refused("It holds two files of one name.")
        return found

    def open(self, name: str) -> IO[bytes]:
        try:
            return self._packed.open(name)
        except KeyError as error:
            raise Refused(f"{name} is missing.") from error
        except (RuntimeError, NotImplementedError) as error:
            # What zipfile raises for a password, and for a compression that it does not know.
            raise Refused(f"{name} is packed in a way that cannot be read here.") from error


def _manifest(place: Place) -> Manifest:
    with place.open(MANIFEST) as file:
        text = file.read(LONGEST_MANIFEST + 1)
    if len(text) > LONGEST_MANIFEST:
        raise Refused("Its manifest is longer than any export's.")
    try:
        found = Manifest.model_validate_json(text)
    except ValidationError as error:
        raise Refused("Its manifest cannot be read. Is this an export of a network?") from error
    if found.format != FORMAT:
        raise Refused(f"It has the format {found.format}; this program reads {FORMAT}.")
    return found


# --- writing ------------------------------------------------------------------------------------


def summary(part: Part, folder: Path) -> Written:
    """What the file of a part in this folder holds."""
    digest, rows, size = sha256(), 0, 0
    with (folder / part.path).open("rb") as file:
        for line in file:
            digest.update(line)
            rows += 1
            size += len(line)
    return Written(path=part.path, rows=rows, bytes=size, sha256=digest.hexdigest())


def write_manifest(folder: Path, network: str, now: datetime) -> Manifest:
    """The manifest of what lies in a folder, written at last: without it, it is no export."""
    manifest = Manifest(
        format=FORMAT,
        network=network,
        exported_at=now,
        files=tuple(summary(part, folder) for part in PARTS),
    )
    (folder / MANIFEST).write_text(manifest.model_dump_json(indent=1) + "\n", encoding="utf-8")
    return manifest


def pack(folder: Path, into: Path) -> None:
    """The same in a zip file, whose bytes depend on nothing but what is in it."""
    new = into.with_name(f"{into.name}.part")
    with ZipFile(new, "w", ZIP_DEFLATED) as packed:
        for name in (MANIFEST, *(part.path for part in PARTS)):
            info = ZipInfo(name, NO_TIME)
            info.compress_type = ZIP_DEFLATED
            with packed.open(info, "w") as there, (folder / name).open("rb") as here:
                for line in here:
                    there.write(line)
    new.replace(into)
