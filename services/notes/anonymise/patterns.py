"""Numbers, dates and addresses: found by their shape, and never to be kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from services.notes.anonymise.findings import Finding, Tier

MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|(?-i:May)|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
SITE = r"(?:trust|hospital|hospice|ward|unit|site|service|provider|organisation|clinic|team)"
GAP = r"[\s.\-\u2010-\u2015]{0,2}"


@dataclass(frozen=True)
class Pattern:
    """A shape with the tier and the reason of what it finds."""

    kind: str
    tier: Tier
    rule: str
    shape: str
    reason: str
    suggestions: tuple[str, ...] = ()


def _pattern(
    kind: str, tier: Tier, rule: str, shape: str, reason: str, *suggestions: str
) -> Pattern:
    return Pattern(kind, tier, rule, shape, reason, suggestions)


PATTERNS = (
    _pattern(
        "patient number", Tier.HARD, "C7-number",
        rf"(?<![\d])\d(?:{GAP}\d){{9}}(?![\d])",
        "Ten digits look like a patient number. It must go.", "a patient",
    ),
    _pattern(
        "hospital number", Tier.HARD, "C7-number",
        r"\b(?:hospital|patient|record|case|incident|datix|steis|mrn|nhs|gmc|nmc|gdc|pin)\s{0,3}"
        r"(?:number|no\.?|id|ref(?:erence)?)?\s{0,3}[:#]?\s{0,3}[a-z]{0,4}[-/]?\d{4,}\b",
        "A record number leads to one person. It must go.", "a patient", "an incident",
    ),
    _pattern(
        "date of birth", Tier.HARD, "C7-birth",
        rf"\b(?:d\.?o\.?b\.?|born|date of birth|birth\s?day)\b.{{0,12}}?"
        rf"(?:\d{{1,2}}[./\-]\d{{1,2}}[./\-]\d{{2,4}}|\d{{4}}-\d{{2}}-\d{{2}}|"
        rf"\d{{1,2}}(?:st|nd|rd|th)?\s+{MONTH}\.?\s+\d{{2,4}}|{MONTH}\s+\d{{1,2}},?\s+\d{{4}})",
        "A date of birth identifies a person. It must go.", "a patient of that age group",
    ),
    _pattern(
        "mail address", Tier.HARD, "C7-address",
        r"[^\s@<>()]{1,64}@[^\s@<>()]{1,253}\.[a-z]{2,24}",
        "A mail address identifies a person. It must go.", "a colleague",
    ),
    _pattern(
        "telephone number", Tier.HARD, "C7-address",
        rf"(?<![\d])(?:\+44{GAP}(?:\(0\))?{GAP}|\(?0)(?:\d\)?{GAP}){{8,9}}\d(?![\d])"
        r"|\bext(?:ension)?\.?\s{0,2}\d{3,6}\b",
        "A telephone number leads to one person. It must go.", "a colleague",
    ),
    _pattern(
        "mail address", Tier.HARD, "C7-address",
        r"\b[\w.+\-]{1,64}\s{1,2}[(\[]?at[)\]]?\s{1,2}[\w.\-]{1,64}\s{1,2}[(\[]?dot[)\]]?\s{1,2}\w{2,24}",
        "A mail address identifies a person. It must go.", "a colleague",
    ),
    _pattern(
        "post code", Tier.HARD, "C7-address",
        r"\b[a-z]{1,2}\d[a-z\d]?\s+\d[a-z]{2}\b",
        "A post code names a few houses. It must go.", "an area",
    ),
    _pattern(
        "private address", Tier.HARD, "C7-address",
        r"\b\d{1,4}[a-z]?,?\s{1,3}(?:[a-z'\u2019]{1,30}\s{1,3}){1,3}"
        r"(?:street|st\.|road|rd\.?|lane|avenue|close|drive|crescent|terrace|gardens|court)\b",
        "An address identifies a household. It must go.", "at home",
    ),
    _pattern(
        "web address", Tier.ASK, "C10-link",
        r"\b(?:https?://|www\.)\S+",
        "An address on the web can name an organisation.", "a published guide",
    ),
    _pattern(
        "exact date", Tier.ASK, "C10-date",
        rf"\b(?:\d{{1,2}}[./\-]\d{{1,2}}[./\-]\d{{2,4}}|\d{{4}}-\d{{2}}-\d{{2}}|"
        rf"\d{{1,2}}(?:st|nd|rd|th)?\s{{1,3}}(?:of\s{{1,3}})?{MONTH}(?:\s{{1,3}}\d{{4}})?|"
        rf"{MONTH}\s{{1,3}}(?:\d{{1,2}}(?:st|nd|rd|th)?|(?:19|20)\d\d)|"
        rf"(?:start|beginning|middle|end)\s{{1,3}}of\s{{1,3}}{MONTH}|"
        r"the\s{1,3}\d{1,2}(?:st|nd|rd|th)(?!\s{1,3}(?:percentile|century))|week\s{1,3}\d{1,2})\b",
        "An exact date can lead to one event.", "recently", "last year",
    ),
    _pattern(
        "long number", Tier.ASK, "C10-number",
        r"(?<![\w.,])\d{6,9}(?![\w])|(?<![\w.,])\d{11,}(?![\w])",
        "A long number can lead to one person or event.", "a number",
    ),
    _pattern(
        "one of a kind", Tier.ASK, "C10-unique",
        rf"\b(?:the\s{{1,3}}(?:only|first|last|former)\s{{1,3}}(?:[a-z]{{1,20}}\s{{1,3}}){{0,2}}{SITE}|"
        r"one\s{1,3}of\s{1,3}the\s{1,3}(?:only|last|first|few)|our\s{1,3}pilot|"
        r"(?:first|only\s{1,3}one)\s{1,3}in\s{1,3}the\s{1,3}(?:country|region|county|north|south)|"
        r"(?:[a-z]{2,12}-|\d{1,4}[\s\-])bed(?:ded)?\s{1,3}[a-z]{1,20})\b",
        "Something of which there is only one leads to where it is.", "an organisation",
    ),
    _pattern(
        "word for word", Tier.ASK, "C11-quote",
        r"[\"\u201c](?=[^\"\u201d\n]{40,600}[\"\u201d])\w[^\s]{0,40}(?:\s[^\s\"\u201d]{1,40}){0,2}",
        "Speech that is quoted word for word identifies who said it.", "say it in your own words",
    ),
)  # fmt: skip


def found(text: str) -> Iterator[Finding]:
    """Everything that has one of the shapes."""
    for pattern in PATTERNS:
        # Compiled when a text is read, and kept by `re`: most of what wakes up reads none.
        for match in re.finditer(pattern.shape, text, re.IGNORECASE):
            yield Finding(
                start=match.start(),
                end=match.end(),
                words=match.group(),
                kind=pattern.kind,
                tier=pattern.tier,
                rules=(pattern.rule,),
                reason=pattern.reason,
                suggestions=pattern.suggestions,
            )
