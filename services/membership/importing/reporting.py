"""What a dry run found: how many of what, which rows, and all of it as a file to work on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from services.membership.importing.classifying import Finding
from services.membership.importing.verdicts import Class

HEADINGS = (
    "Row", "What happens", "What to do", "To look at", "Name", "E-mail", "Organisation",
    "Role", "Found as",
)  # fmt: skip
"""Mended, the file can be uploaded as it is: the headings of the list are among these."""

CELLS = {"name": "Name", "email": "E-mail", "organisation": "Organisation", "role": "Role"}


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a dry run; `remarks` are about the file as a whole."""

    findings: tuple[Finding, ...] = field(repr=False)
    ignored: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def counts(self) -> Mapping[Class, int]:
        """How many rows there are of each class, also of those that have none (M24)."""
        found = Counter(finding.what for finding in self.findings)
        return {what: found[what] for what in Class}

    @property
    def ready(self) -> int:
        """How many rows a commit would import."""
        return sum(finding.what.goes_in for finding in self.findings)

    def rows(self, what: Class) -> tuple[Finding, ...]:
        """The rows of one class, in the order of the file."""
        return tuple(finding for finding in self.findings if finding.what is what)


def sentence(finding: Finding) -> str:
    """What to do about a row, cell by cell; empty if there is nothing to do."""
    said = finding.cells
    cells = [f"{heading}: {said[cell]}" for cell, heading in CELLS.items() if cell in said]
    return " ".join([*cells, finding.why] if finding.why else cells)


def lines(report: Report) -> list[list[str]]:
    """The report row by row, under `HEADINGS`."""
    return [
        [
            str(finding.row.number),
            finding.what.value,
            sentence(finding),
            " ".join(finding.hints),
            finding.row.name,
            finding.row.email,
            finding.row.organisation,
            finding.row.role,
            finding.organisation.name if finding.organisation else "",
        ]
        for finding in report.findings
    ]


def as_csv(report: Report) -> bytes:
    """The report for a spreadsheet program, which evaluates nothing that is in it (X6)."""
    return csv_of(lines(report))


def csv_of(lines: Iterable[Sequence[str]]) -> bytes:
    """The lines of a report as such a file."""
    # Inline on purpose: only a download needs it.
    from services.runtime.spreadsheets import marked, table

    return marked(table(HEADINGS, lines))
