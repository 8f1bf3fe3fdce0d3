"""How long the dry run of an import takes, from the bytes of a file to the report to download."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from random import Random
from time import process_time

from infra.bench.figures import Chapter, Figure
from infra.bench.member_list import ORGANISATIONS, MemberList, as_csv, as_workbook, member_list
from services.membership import addresses, importing
from services.membership.organisations import Organisation, Register
from services.runtime import platform
from services.runtime.embedded.platform import EmbeddedPlatform

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
ROWS = 2000
MOST_SECONDS = 2.0
LEAST_ROWS = 1000
ROUNDS = 3


def measure() -> Chapter:
    """One row for each kind of file; the best of three rounds."""
    platform.install(EmbeddedPlatform.in_memory(NOW))
    listed = _in_own_words(member_list(Random(0), ROWS))  # noqa: S311 - it must be repeatable
    files = {"import of CSV": as_csv(listed), "import of a workbook": as_workbook(listed)}
    figures = []
    for subject, content in files.items():
        seconds = min(_seconds(content, listed) for _ in range(ROUNDS))
        figures += [
            Figure(subject, "dry run", seconds, "s", MOST_SECONDS),
            Figure(subject, "rows in a second", ROWS / seconds, "", LEAST_ROWS, least=True),
        ]
    return Chapter(
        "Import",
        f"{ROWS:,} rows of {len(ORGANISATIONS)} organisations, half of them not named as in the"
        " register, which is made for each file; by the time of one processor.",
        figures,
    )


def _in_own_words(listed: MemberList) -> MemberList:
    """The list with every other organisation as people write it who are in a hurry."""
    rows = [list(row) for row in listed.rows]
    for row in rows[::2]:
        hurried = row[2].lower().replace("foundation trust", "FT").replace("hospitals", "hosps")
        row[2] = hurried if row[2] in ORGANISATIONS else row[2]
    return replace(listed, rows=rows)


def _seconds(content: bytes, listed: MemberList) -> float:
    known = {addresses.address_key(email): {fact} for email, fact in listed.known.items()}
    began = process_time()
    register = Register.of(Organisation(f"org-{n}", name) for n, name in enumerate(ORGANISATIONS))
    table = importing.read(content)
    findings = importing.classify(
        table,
        addresses,
        lambda keys: {key: known[key] for key in keys if key in known},
        register.resolve,
    )
    importing.as_csv(importing.Report(findings, table.ignored, table.remarks))
    return process_time() - began
