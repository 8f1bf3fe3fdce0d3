"""The whole check: capitals, short forms, overlaps, places in the text."""

from __future__ import annotations

import itertools
import json
import random
import secrets
from pathlib import Path

import pytest

from services.notes.anonymise import Tier, check, rules_version
from services.notes.anonymise import check as check_package
from services.notes.anonymise.words import short_forms
from tests.notes.anonymise.gazetteer import KEY, Gazetteer, found


def test_a_name_that_nobody_has_approved_is_asked_about() -> None:
    """C9."""
    findings = found("Then Chantelle said it. Thirsk is near. We saw Kelder and Ouse Hospitals.")
    assert [f.words for f in findings] == ["Chantelle", "Thirsk", "Kelder and Ouse Hospitals"]
    assert {f.tier for f in findings} == {Tier.ASK}


def test_job_titles_with_capitals_are_asked_about_and_plain_ones_are_not() -> None:
    """C12."""
    (finding,) = found("it was the Assistant Medical Director for Outpatients who knew")
    assert finding.words == "Assistant Medical Director for Outpatients"
    assert found("a patient safety manager in a community provider asked") == []


@pytest.mark.parametrize("name", ["mr lovelock", "Dr. Fairhurst", "mrs j. lovelock", "Prof Ward"])
def test_whoever_has_a_title_is_asked_about_in_any_writing(name: str) -> None:
    (finding,) = found(f"then {name} said so")
    assert finding.words == name


@pytest.mark.parametrize(
    "text",
    [
        "On Friday in November the Care Quality Commission wrote to NHS England.",
        "The Patient Safety Incident Response Framework replaced the Serious Incident Framework.",
        "We use Teams and Excel. Martha's Rule came up, and I'm glad.",
        "- What went well\n- Who was told\n1. Then we met.",
    ],
)
def test_terms_of_the_field_and_beginnings_of_sentences_are_fine(text: str) -> None:
    assert found(text) == []


SHORT = sorted(
    line.partition(":")[0].strip()
    for line in (Path(check_package.__code__.co_filename).parent / "data" / "short-forms.txt")
    .read_text()
    .splitlines()
    if line and not line.startswith("#")
)


@pytest.mark.parametrize("short", SHORT)
def test_every_short_form_of_the_field_is_found_with_its_long_form_as_a_suggestion(
    short: str,
) -> None:
    """C13, U1."""
    (finding,) = found(f"then the {short} came up")
    assert finding.keepable
    if finding.tier is Tier.ACRONYM:
        assert finding.suggestions == (short_forms()[short.casefold()],)


def test_a_short_form_that_is_explained_once_is_fine() -> None:
    """C13."""
    assert found("the multidisciplinary discharge team (MDT) met; the MDT agreed") == []
    assert found("standard of operating care (SOC) and the SOCs") == []
    assert [f.words for f in found("the team (MDT) met")] == ["MDT"]


def test_letters_of_another_alphabet_are_asked_about() -> None:
    assert [f.kind for f in found("then \u0430led spoke")] == ["unusual letters"]


def test_findings_that_overlap_become_one_as_strict_as_the_strictest() -> None:
    text = "see www.trust.example/9434765919 for it"
    (finding,) = found(text)
    assert (finding.words, finding.tier) == ("www.trust.example/9434765919", Tier.HARD)
    assert set(finding.rules) >= {"C7-number", "C10-link"}


def test_findings_are_in_order_do_not_overlap_and_slice_to_their_words() -> None:
    seed = secrets.randbits(32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    pieces = [
        "Aled", "Bevanson", "943 476 5919", "NHS", "PSIRF", "the", "ward", ".", "\n", "“", "”",
        "O’Brien’s", "a@b.example", "3 May 2024", " ", "\u00a0", "-", "(", ")", "Dr", "é", "1",
    ]  # fmt: skip
    gazetteer = Gazetteer(["Aled Bevanson", "Caoimhe O'Brien"], ["Ward Bevanson Trust"])
    for _ in range(300):
        text = "".join(
            chance.choice(pieces) + chance.choice(["", " "]) for _ in range(chance.randrange(20))
        )
        findings = gazetteer.check(text)
        assert all(text[f.start : f.end] == f.words for f in findings), text
        pairs = itertools.pairwise(findings)
        assert all(one.end <= other.start for one, other in pairs), text


def test_equal_words_have_one_decision_whatever_their_case_and_spaces() -> None:
    writings = ["Thirsk Moor", "Thirsk\u00a0Moor", "Thirsk  Moor", "Thirsk moor"]
    gazetteer = Gazetteer((), ["Thirsk Moor"])
    decisions = {f.decision for name in writings for f in gazetteer.check(f"then {name} came")}
    assert decisions == {"thirsk moor"}


def test_a_finding_knows_the_part_of_the_note_it_stands_in() -> None:
    (finding,) = check("about Thirsk", key=KEY, known={}, part="title")
    assert finding.part == "title"


def test_the_version_of_the_rules_is_the_same_each_time() -> None:
    assert rules_version() == rules_version() and len(rules_version()) == 16


def test_the_development_passages_stay_as_well_covered_as_they_are() -> None:
    """A floor for what the checker protects; the engine to come must only raise it."""
    folder = Path(__file__).parent / "data"
    register = json.loads((folder / "anonymise-dev-registry.json").read_text())
    gazetteer = Gazetteer(
        [member["name"] for member in register["members"]],
        [organisation["name"] for organisation in register["organisations"]],
    )
    passages = [
        json.loads(line) for line in (folder / "anonymise-dev.jsonl").read_text().splitlines()
    ]
    touched: dict[tuple[str, str, str], bool] = {}
    needless = 0
    for passage in passages:
        findings = gazetteer.check(passage["text"])
        hidden = [span for span in passage["spans"] if span["label"] == "must-hide"]
        for span in hidden:
            entity = (span["tier"], passage["id"], span["entity"])
            hit = any(f.start < span["end"] and span["start"] < f.end for f in findings)
            touched[entity] = touched.get(entity, True) and hit
        needless += sum(
            not any(f.start < span["end"] and span["start"] < f.end for span in hidden)
            for f in findings
        )
    share = {
        tier: sum(hit for (t, *_), hit in touched.items() if t == tier)
        / sum(t == tier for t, *_ in touched)
        for tier in ("direct", "quasi")
    }
    print(share, needless)
    assert share["direct"] >= 0.92
    assert share["quasi"] >= 0.84
    assert needless <= 40
