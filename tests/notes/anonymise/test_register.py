"""Registered names are found however they are written, and are kept as hashes only (C9, C10)."""

from __future__ import annotations

import json
import random
import secrets

import pytest

from services.notes.anonymise import Tier, register
from tests.notes.anonymise.gazetteer import KEY, Gazetteer, covered

PEOPLE = [
    "Aled Bevanson",
    "Caoimhe O'Brien",
    "Anne-Marie Smith-Jones",
    "Zoë Müller",
    "Dr Priya van der Berg",
    "Gregory Khan",
]
ORGANISATIONS = [
    "Kelder Ouse Hospital NHS Foundation Trust",
    "St Diane's Health Charity",
    "Thirskdale & Moor Community Health",
    "The Royal Thirskdale",
]
WRITINGS = {
    "as is": lambda name: name,
    "lower": str.lower,
    "upper": str.upper,
    "possessive": lambda name: f"{name}'s",
    "curly possessive": lambda name: f"{name}’s",
    "no-break space": lambda name: name.replace(" ", "\u00a0"),
    "curly apostrophe": lambda name: name.replace("'", "’"),
    "line break": lambda name: name.replace(" ", "\n"),
    "two spaces": lambda name: name.replace(" ", "  "),
}


@pytest.mark.parametrize("writing", WRITINGS.values(), ids=WRITINGS.keys())
@pytest.mark.parametrize("name", [*PEOPLE, *ORGANISATIONS])
def test_a_registered_name_must_go_in_every_writing(name: str, writing: object) -> None:
    gazetteer = Gazetteer(PEOPLE, ORGANISATIONS)
    written = writing(name)  # type: ignore[operator]
    findings = gazetteer.check(f"then {written} spoke about it")
    assert not findings[0].keepable, "certain: it cannot be kept"
    main = written.removeprefix("The ").removeprefix("the ").removeprefix("THE ")
    main = main.removeprefix("Dr ").removeprefix("dr ").removeprefix("DR ")
    assert all(part in " ".join(f.words for f in findings) for part in main.split()[:2])


@pytest.mark.parametrize(
    "part",
    [
        "Bevanson",
        "aled",
        "A. Bevanson",
        "A Bevanson",
        "Bevanson, Aled",
        "O Brien",
        "Berg",
        "Müller",
    ],
)
def test_a_part_of_a_persons_name_is_found_too(part: str) -> None:
    findings = Gazetteer(PEOPLE).check(f"then {part} spoke")
    assert findings and not findings[0].keepable


@pytest.mark.parametrize(
    "part", ["Kelder Ouse", "kelder ouse hospital", "KOHNFT", "Royal Thirskdale"]
)
def test_an_organisation_is_found_without_its_legal_form_and_by_its_initials(part: str) -> None:
    findings = Gazetteer((), ORGANISATIONS).check(f"then {part} told us")
    assert findings and any(rule.startswith("C10") for f in findings for rule in f.rules)


def test_names_that_are_ordinary_words_are_asked_about_and_not_condemned() -> None:
    """C9: somebody called Grace Ward may join, and a ward is still a ward."""
    gazetteer = Gazetteer(["Grace Ward", "Sam Day"])
    assert gazetteer.check("it was a good day on the ward, by the grace of luck") == []
    asked = gazetteer.check("Grace told us how it went")
    assert [(f.words, f.tier) for f in asked] == [("Grace", Tier.ASK)]
    full = gazetteer.check("then Grace Ward told us")
    assert [(f.words, f.tier) for f in full] == [("Grace Ward", Tier.CERTAIN)]
    small = gazetteer.check("then grace ward told us")
    assert [(f.words, f.tier) for f in small] == [("grace ward", Tier.ASK)]


def test_an_initial_counts_only_when_it_is_written_as_one() -> None:
    gazetteer = Gazetteer(["Adam Page"])
    assert gazetteer.check("there was a page about it") == []
    assert [f.words for f in gazetteer.check("then A. Page spoke")] == ["A. Page"]


def test_a_month_stays_a_month_when_somebody_is_called_so() -> None:
    findings = Gazetteer(["June Bevanson"]).check("we meet again in June")
    assert [f.tier for f in findings] == [Tier.ASK]


def test_a_term_that_holds_a_name_is_fine_but_the_name_alone_is_not() -> None:
    gazetteer = Gazetteer(["Martha Bevanson"], ["Care Quality Commission"])
    assert gazetteer.check("they asked about Martha's Rule") == []
    assert [f.words for f in gazetteer.check("they asked Martha")] == ["Martha"]
    body = gazetteer.check("they asked the Care Quality Commission")
    assert [f.tier for f in body] == [Tier.ASK], "a public body can be kept with a reason"


def test_an_organisation_called_by_one_ordinary_word_says_nothing() -> None:
    """Whoever writes "community" or "NHS" as the organisation must not block every note."""
    gazetteer = Gazetteer((), ["Community", "NHS", "none"])
    assert gazetteer.check("the NHS and the community, none of them") == []


def test_a_phrase_of_ordinary_words_is_asked_about_when_it_is_written_small() -> None:
    """Whoever writes "patient safety" as the organisation must not block every note."""
    findings = Gazetteer((), ["Patient Safety"]).check("we talked about patient safety")
    assert [f.keepable for f in findings] == [True]


def test_the_register_holds_no_name() -> None:
    runs = register.person("Aled Bevanson") | register.organisation("Kelder Ouse Hospital")
    stored = json.dumps(register.entries(KEY, register.PERSON, runs)).lower()
    assert all(name not in stored for name in ("aled", "bevanson", "kelder", "ouse"))


def test_the_same_name_has_another_hash_under_another_key() -> None:
    assert register.hashed("one", ("aled",)) != register.hashed("two", ("aled",))


def test_a_further_entry_never_uncovers_anything() -> None:
    """Whatever is registered later, what was found before is still found."""
    seed = secrets.randbits(32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    words = [
        "Aled", "Bevanson", "Grace", "Ward", "June", "Kent", "Care", "Quality", "Commission", "the",
        "of", "and", "ward", "day", "www.kent.example/plan", "3", "May", "2024", "943", "476",
        "5919", "PSIRF", "Dr", "a", "page.", "Page", '"It', "-", "(NHS)", "St",
    ]  # fmt: skip
    names = ["Aled Kent", "Grace Ward", "June May", "Page Plan", "Example Day", "Kent Ward Page"]
    for _ in range(150):
        text = " ".join(chance.choice(words) for _ in range(25))
        some = chance.sample(names, 3)
        before = Gazetteer(some[:1], some[1:2])
        after = Gazetteer(some[:1], some[1:2])
        after.entries |= Gazetteer([some[2]], [some[2]]).entries
        missing = covered(text, before.check(text)) - covered(text, after.check(text))
        assert not missing, (text, some, missing)


def test_a_text_asks_for_no_more_heads_than_it_has_words() -> None:
    assert len(register.heads(KEY, "letters went out late, and letters went back")) == 6


def test_all_that_is_registered_lies_under_a_head_of_the_text_it_stands_in() -> None:
    """Else it would not be read at all."""
    for name in (*PEOPLE, *ORGANISATIONS, "A Page", "O'Brien Q", "Q"):
        for run in register.person(name) | register.organisation(name):
            hash_ = register.hashed(KEY, run)
            heads = register.heads(KEY, f"then {' '.join(run)} spoke")
            assert hash_[: register.HEAD] in heads, run


def test_names_with_one_initial_do_not_all_lie_in_one_place() -> None:
    heads = {register.hashed(KEY, ("a", f"name{n}"))[: register.HEAD] for n in range(50)}
    assert len(heads) > 40
