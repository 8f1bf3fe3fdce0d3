"""What the checker found, and what may be done about it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict

LONGEST_KEPT = 200


class Tier(StrEnum):
    """How sure the checker is, and with it who may decide.

    Hard and certain findings must go; for the others the writer may ask to keep the words with a
    reason, which the second person confirms or not.
    """

    HARD = "hard"
    CERTAIN = "certain"
    ASK = "ask"
    ACRONYM = "acronym"


ORDER = list(Tier)


class Finding(BaseModel):
    """Words that could identify somebody: from `start` up to `end` in that part of the note."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    start: int
    end: int
    words: str
    kind: str
    tier: Tier
    rules: tuple[str, ...]
    reason: str
    suggestions: tuple[str, ...] = ()
    part: Literal["title", "text"] = "text"

    @property
    def keepable(self) -> bool:
        """Whether a writer may ask to keep the words."""
        return self.tier in (Tier.ASK, Tier.ACRONYM) and len(self.decision) <= LONGEST_KEPT

    @property
    def decision(self) -> str:
        """What equal findings have in common, so that each is decided once."""
        return unicodedata.normalize("NFC", " ".join(self.words.casefold().split()))


def merged(text: str, findings: Iterable[Finding]) -> list[Finding]:
    """In order of the text; findings that overlap become one, as strict as the strictest.

    Nothing that was covered becomes uncovered: a further finding can only add.
    """
    groups: list[list[Finding]] = []
    reach = -1
    for finding in sorted(findings, key=lambda f: (f.start, f.end, f.kind)):
        if finding.start < reach:
            groups[-1].append(finding)
        else:
            groups.append([finding])
        reach = max(reach, finding.end)
    return [_one(text, group) for group in groups]


def _one(text: str, group: list[Finding]) -> Finding:
    strictest = min(group, key=lambda f: (ORDER.index(f.tier), f.start - f.end))
    start, end = group[0].start, max(finding.end for finding in group)
    rules = dict.fromkeys(rule for finding in group for rule in finding.rules)
    return strictest.model_copy(
        update={"start": start, "end": end, "words": text[start:end], "rules": tuple(rules)}
    )
