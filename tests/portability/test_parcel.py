"""A file that was changed, or was never an export, is refused before anything is sent."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from infra.command_line.asking import Refused
from infra.command_line.exporting import UNFINISHED, take
from infra.command_line.importing import bring
from infra.command_line.parcel import (
    LONGEST_LINE,
    MANIFEST,
    PARTS,
    line_of,
    pack,
    parcel,
    write_manifest,
)

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
NOTES, PEOPLE = "notes/notes.jsonl", "membership/people.jsonl"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The smallest export there is, of two notes."""
    made = tmp_path / "psmn"
    for part in PARTS:
        (made / part.service).mkdir(parents=True, exist_ok=True)
        (made / part.path).write_bytes(b"")
    rows = [{"note_id": "n1", "title": "One"}, {"note_id": "n2", "title": "Zwei, größer"}]
    (made / NOTES).write_bytes(b"".join(map(line_of, rows)))
    write_manifest(made, "psmn", NOW)
    return made


def refusal(path: Path) -> str:
    with pytest.raises(Refused) as refused, parcel(path) as found:
        found.check()
    return refused.value.sentence


def changed(folder: Path, name: str, content: bytes) -> str:
    """What is said of an export with this file, whose manifest was made to fit."""
    (folder / name).write_bytes(content)
    write_manifest(folder, "psmn", NOW)
    return refusal(folder)


def in_manifest(change: Callable[[dict[str, Any]], None]) -> Callable[[Path], None]:
    def act(folder: Path) -> None:
        manifest = json.loads((folder / MANIFEST).read_text())
        change(manifest)
        (folder / MANIFEST).write_text(json.dumps(manifest))

    return act


def test_an_export_is_read_from_a_folder_and_from_a_zip_file(folder: Path, tmp_path: Path) -> None:
    packed = tmp_path / "psmn.zip"
    pack(folder, packed)
    for path in (folder, packed):
        with parcel(path) as found:
            found.check()
            notes = next(part for part in PARTS if part.path == NOTES)
            assert [row["note_id"] for _, row in found.rows(notes)] == ["n1", "n2"]
    again = tmp_path / "again.zip"
    pack(folder, again)
    assert again.read_bytes() == packed.read_bytes()


def test_a_changed_line_is_found_by_its_checksum(folder: Path) -> None:
    text = (folder / NOTES).read_text()
    (folder / NOTES).write_text(text.replace("One", "Two"))
    assert refusal(folder) == (f"{NOTES} is not what was exported: its checksum is another one.")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b'{"note_id": "n1"}\n{"note_id": "n1"}\n', "line 2 has the same id as line 1"),
        (b'{"note_id": "n1"}\n{"title": "no id"}\n', "line 2 has no id"),
        (b'{"note_id": 7}\n', "line 1 has no id"),
        (b'["n1"]\n', "line 1 is not an object"),
        (b'{"note_id": "n1"\n', "line 1 is not JSON"),
        (b"[" * 100_000 + b"\n", "line 1 is not JSON"),
        (b'{"note_id": "\xff\xfe"}\n', "line 1 is not text in UTF-8"),
        (b'{"note_id": "\\ud800"}\n', "line 1 holds half a character"),
        (b'{"note_id": "' + b"n" * LONGEST_LINE + b'"}\n', "line 1 is longer than"),
    ],
)
def test_a_bad_line_is_named(folder: Path, content: bytes, says: str) -> None:
    said = changed(folder, NOTES, content)
    assert said.startswith(f"{NOTES}, {says}"), said
    assert said.endswith("Nothing was sent.")


@pytest.mark.parametrize(
    ("act", "says"),
    [
        (lambda folder: (folder / NOTES).unlink(), "is missing"),
        (lambda folder: (folder / MANIFEST).unlink(), "manifest.json is missing"),
        (lambda folder: (folder / MANIFEST).write_bytes(b"{" * 200_000), "longer than any"),
        (lambda folder: (folder / MANIFEST).write_bytes(b"\xff{}"), "cannot be read"),
        (lambda folder: (folder / "notes/more.jsonl").write_bytes(b""), "which no export does"),
        (lambda folder: (folder / "notes/link").symlink_to("/etc/hostname"), "a link"),
        (in_manifest(lambda m: m.update(format=2)), "It has the format 2"),
        (in_manifest(lambda m: m.update(network="../office")), "cannot be read"),
        (in_manifest(lambda m: m["files"].pop()), "does not name the files"),
        (in_manifest(lambda m: m["files"].append(m["files"][0])), "does not name the files"),
        (in_manifest(lambda m: m["files"][0].update(path="../../passwd")), "does not name the"),
        (in_manifest(lambda m: m["files"][5].update(bytes=3)), "longer than its manifest says"),
        (in_manifest(lambda m: m["files"][5].update(rows=3)), "has 2 lines, its manifest says 3"),
        (in_manifest(lambda m: m["files"][5].update(bytes=1 << 40)), "cannot be read"),
    ],
)
def test_what_is_no_export_says_why(folder: Path, act: Callable[[Path], None], says: str) -> None:
    act(folder)
    assert says in refusal(folder)


def test_a_zip_file_never_becomes_a_path_and_never_fills_the_memory(
    folder: Path, tmp_path: Path
) -> None:
    outside = tmp_path / "outside.zip"
    with ZipFile(outside, "w") as packed:
        for name in (MANIFEST, *(part.path for part in PARTS)):
            packed.write(folder / name, name)
        packed.writestr("../../outside.txt", "x")
    assert "which no export does" in refusal(outside)

    bomb = tmp_path / "bomb.zip"
    with ZipFile(bomb, "w", ZIP_DEFLATED) as packed:
        for name in (MANIFEST, *(part.path for part in PARTS)):
            if name == PEOPLE:
                packed.writestr(name, b"\n" * 50_000_000)
            else:
                packed.write(folder / name, name)
    assert bomb.stat().st_size < 100_000
    assert refusal(bomb) == f"{PEOPLE} is longer than its manifest says."

    twice = tmp_path / "twice.zip"
    with pytest.warns(UserWarning), ZipFile(twice, "w") as packed:
        for name in (MANIFEST, MANIFEST, *(part.path for part in PARTS)):
            packed.write(folder / name, name)
    assert "two files of one name" in refusal(twice)

    broken = tmp_path / "broken.zip"
    broken.write_bytes(b"PK\x03\x04 nothing else")
    assert "neither a folder nor a zip file" in refusal(broken)


class Pages:
    """An installation that gives two pages of each kind, and may stop answering."""

    def __init__(self, answers: int) -> None:
        self.answers = answers

    def post(self, _path: str, _content: dict[str, Any]) -> Any:
        return {"permit": "p"}

    def get(self, path: str) -> Any:
        if self.answers == 0:
            raise Refused("It does not answer.")
        self.answers -= 1
        kind = path.partition("kind=")[2].partition("&")[0]
        part = next(part for part in PARTS if part.kind == kind)
        number = 2 if "next=" in path else 1
        row: dict[str, Any] = {}
        inner = row
        for name in part.id_of[:-1]:
            inner[name] = inner = {}
        inner[part.id_of[-1]] = f"{kind}{number}"
        return {"rows": [row], "next": None if number == 2 else "2"}


def test_an_export_that_was_cut_off_goes_on_where_it_was(tmp_path: Path) -> None:
    """After every page it may be cut off; what comes of it is the same."""
    whole = tmp_path / "whole"
    take(Pages(-1), "psmn", whole)
    for pages in range(2 * len(PARTS)):
        into = tmp_path / f"cut-{pages}"
        with pytest.raises(Refused):
            take(Pages(pages), "psmn", into)
        assert not into.exists()
        unfinished = into.with_name(f"{into.name}.unfinished")
        for part in PARTS:
            # Whatever was on its way to the disk just then.
            if (file := unfinished / part.path).exists() and (unfinished / UNFINISHED).exists():
                with file.open("ab") as more:
                    more.write(b'{"half')
        take(Pages(2 * len(PARTS) - pages), "psmn", into)
        for part in PARTS:
            assert (into / part.path).read_bytes() == (whole / part.path).read_bytes()
        assert not unfinished.exists()


def test_lines_go_in_requests_that_the_other_side_takes(folder: Path) -> None:
    """At most fifty, and no more bytes than a body may have, unless one line is longer."""
    sent: list[tuple[int, int, int]] = []

    class Taking:
        def post(self, _path: str, content: dict[str, Any]) -> Any:
            if content["check"] and content["kind"] == "notes":
                size = len(json.dumps(content["rows"], ensure_ascii=False).encode())
                sent.append((content["first_line"], len(content["rows"]), size))
            return {}

        def get(self, _path: str) -> Any:
            raise AssertionError

    rows = [{"note_id": f"n{n}", "text": "é" * (50_000 if n < 5 else 5)} for n in range(120)]
    (folder / NOTES).write_bytes(b"".join(map(line_of, rows)))
    write_manifest(folder, "psmn", NOW)
    with parcel(folder) as found:
        found.check()
        bring(Taking(), found)
    assert [line for line, _, _ in sent] == [1, 2, 3, 4, 5, 55, 105]
    assert sum(count for _, count, _ in sent) == len(rows)
    assert all(size < 256 * 1024 for _, _, size in sent)


def test_the_manifest_says_what_sha256_says(folder: Path) -> None:
    files = {one["path"]: one for one in json.loads((folder / MANIFEST).read_text())["files"]}
    assert files[NOTES]["sha256"] == sha256((folder / NOTES).read_bytes()).hexdigest()
    assert (files[NOTES]["rows"], files[NOTES]["bytes"]) == (2, (folder / NOTES).stat().st_size)
