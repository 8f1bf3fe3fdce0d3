"""Numbers, dates and addresses are found by their shape (C7, C10, C11)."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from services.notes.anonymise import Tier, register
from tests.notes.anonymise.gazetteer import KEY, Gazetteer, found

HARD = [
    ("patient number", "the one with 943 476 5919 was told", "943 476 5919"),
    ("patient number", "the one with 9434765919 was told", "9434765919"),
    ("patient number", "the one with 943-476-5919 was told", "943-476-5919"),
    ("patient number", "the one with 943\u00a0476\u00a05919 was told", "943\u00a0476\u00a05919"),
    ("patient number", "the wrong 123 456 7890 is one too", "123 456 7890"),
    ("hospital number", "see hospital number AB123456 for it", "hospital number AB123456"),
    ("hospital number", "logged as incident 20231190 then", "incident 20231190"),
    ("hospital number", "on Datix: 48213 it says", "Datix: 48213"),
    ("date of birth", "she was born on 3 May 1948 there", "born on 3 May 1948"),
    ("date of birth", "with dob 03/05/1948 on it", "dob 03/05/1948"),
    ("date of birth", "date of birth: 1948-05-03 on it", "date of birth: 1948-05-03"),
    ("mail address", "write to ann.lee@trust.example please", "ann.lee@trust.example"),
    ("mail address", "write to ann at trust dot example please", "ann at trust dot example"),
    ("telephone number", "ring 0191 498 0133 for it", "0191 498 0133"),
    ("telephone number", "ring (0191) 498 0133 for it", "(0191) 498 0133"),
    ("telephone number", "ring +44 191 498 0133 for it", "+44 191 498 0133"),
    ("telephone number", "ring extension 6620 for it", "extension 6620"),
    ("post code", "lives near NE1 4ST we heard", "NE1 4ST"),
    ("private address", "lives at 12 Orchard Street there", "12 Orchard Street"),
]
ASK = [
    ("web address", "see https://trust.example/plan for it", "https://trust.example/plan"),
    ("exact date", "it was on 3 May 2024 then", "3 May 2024"),
    ("exact date", "it was in September 2022 then", "September 2022"),
    ("exact date", "it was on the 22nd then", "the 22nd"),
    ("exact date", "it was in week 32 then", "week 32"),
    ("exact date", "it was at the end of march then", "end of march"),
    ("long number", "with 1234567 on it", "1234567"),
    ("one of a kind", "we are the only rural hospice here", "the only rural hospice"),
    ("one of a kind", "as one of the first we tried", "one of the first"),
    ("one of a kind", "in a six-bed unit there", "six-bed unit"),
    ("one of a kind", "at our pilot it went well", "our pilot"),
]
FINE = [
    "about 1,600 members and 641 organisations",
    "it took 3 years and 12 people",
    "the 95th percentile is fine",
    "you may ask 3 may answer",
    "they were at a bed on the ward",
    "60 per cent of 12 teams",
    "at 14:30 for one hour",
    "the first thing that we tried",
]


@pytest.mark.parametrize(("kind", "text", "words"), HARD)
def test_what_leads_to_one_person_must_go(kind: str, text: str, words: str) -> None:
    """C7: patient number, date of birth and private address can never be kept."""
    finding = next(f for f in found(text) if f.kind == kind)
    assert (finding.words, finding.tier, finding.keepable) == (words, Tier.HARD, False)


@pytest.mark.parametrize(("kind", "text", "words"), ASK)
def test_what_may_lead_somewhere_is_asked_about(kind: str, text: str, words: str) -> None:
    """C10."""
    finding = next(f for f in found(text) if f.kind == kind)
    assert (finding.words, finding.tier, finding.keepable) == (words, Tier.ASK, True)


@pytest.mark.parametrize("text", FINE)
def test_plain_speech_is_left_alone(text: str) -> None:
    assert found(text) == []


def test_a_long_quotation_is_asked_about_and_a_short_one_is_not() -> None:
    """C11."""
    long = 'one said "we were told to close the case and to say nothing at all" then'
    assert [f.kind for f in found(long)] == ["word for word"]
    assert found('the so-called "soft signals" were missed') == []


HOSTILE = {
    "digits": "1",
    "spaced digits": "1 ",
    "words": "a ",
    "capitals": "A ",
    "names": "Xy ",
    "mail": "a@",
    "letters": "a",
    "points": ".",
    "quotation marks": '"',
    "brackets": "(AB) ",
    "spaces": " ",
    "record words": "hospital   ",
    "streets": "1 a ",
    "born": "born 1 ",
    "new lines": "\n",
    "accents": "e\u0301",
}


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE.keys())
def test_the_time_of_a_check_grows_with_the_text_and_not_faster(piece: str) -> None:
    """Four times the text takes about four times as long; were it squared, sixteen times."""

    def seconds(length: int) -> Iterator[float]:
        """Three tries, each made when it is asked for; another program may disturb one."""
        text = (piece * length)[:length]
        for _ in range(3):
            begun = time.process_time()
            found(text)
            yield time.process_time() - begun

    next(seconds(1_000))
    enough = 10 * max(min(seconds(8_000)), 0.002)
    assert any(took < enough for took in seconds(32_000))


def test_a_megabyte_of_digits_is_checked_with_few_questions_to_the_register() -> None:
    gazetteer = Gazetteer()
    (finding,) = gazetteer.check("7" * 1_000_000)
    assert finding.kind == "long number" and not finding.keepable
    assert len(register.heads(KEY, "7" * 1_000_000)) == 1
