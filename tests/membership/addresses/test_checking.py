"""Checking addresses: real names are accepted unchanged, imitations refused with a sentence."""

from __future__ import annotations

import pytest

from services.membership.addresses import SENTENCE, checked, lookalikes


@pytest.mark.parametrize(
    "name",
    [
        "o'brien", "o’brien", "josé", "łukasz", "zoë", "i\u015f\u0131k", "nguyễn.văn", "ẹ̀kọ́",
        "müller", "наталья", "\u0441\u0430\u0440\u0430", "σωκράτης", "अमित", "김민수", "田中taro",
        "علي", "anne-marie_2",
    ],
)  # fmt: skip
@pytest.mark.parametrize("domain", ["kelder.example", "bücher.example", "пример.example"])
def test_a_name_in_any_one_alphabet_is_accepted_unchanged(name: str, domain: str) -> None:
    assert checked(f"{name}@{domain}") == f"{name}@{domain}"


@pytest.mark.parametrize(
    ("typed", "how"),
    [
        ("j\u043ehn@kelder.example", "a Cyrillic letter among Latin ones"),
        ("ann@k\u0435lder.example", "the same in the domain"),
        ("\u0251nn@kelder.example", "a phonetic letter"),
        ("\uff41nn@kelder.example", "a letter of double width"),
        ("\ufb01ona@kelder.example", "two letters in one"),
        ("ann\u06611@kelder.example", "two kinds of digits"),
        ("a\u0301\u0302\u0303\u0304nn@kelder.example", "a pile of accents"),
        ("ann@\u0441\u043e\u0440\u0443.example", "a domain of letters that look like ours"),
        ("ann@xn--n1aebk.example", "the same, written in ASCII"),
    ],
)
def test_an_imitation_is_refused_with_a_sentence(typed: str, how: str) -> None:
    with pytest.raises(ValueError, match="look like others"):
        checked(typed)
    assert how


def test_a_domain_of_its_own_country_may_look_as_it_likes() -> None:
    address = "ann@\u0441\u043e\u0440\u0443.\u0440\u0444"
    assert checked(address) == address


@pytest.mark.parametrize("hidden", ["\u200b", "\u200c", "\u200d", "\u2060", "\u00ad", "\ufeff"])
@pytest.mark.parametrize("typed", ["an{}n@kelder.example", "ann@kel{}der.example"])
def test_no_address_holds_what_nobody_sees(hidden: str, typed: str) -> None:
    with pytest.raises(ValueError, match="Check the address"):
        checked(typed.format(hidden))


def test_the_sentence_for_an_imitation_says_what_to_do() -> None:
    assert "Type it by hand" in lookalikes.SENTENCE


@pytest.mark.parametrize(
    "typed",
    [
        "", "ann", "ann@", "@kelder.example", "ann@kelder", "ann lee@kelder.example",
        "ann@kelder..example", "ann@kelder.example\nbcc: x@y.example", "ann@@kelder.example",
        "Ann <ann@kelder.example>", "ann@kelder.example,bob@kelder.example",
        "a" * 70 + "@b.example",
        "ann@[127.0.0.1]", "ann@127.0.0.1", "ann\x00@kelder.example", "ann@kel\u202eder.example",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(ValueError, match="Check the address") as refused:
        checked(typed)
    assert str(refused.value) == SENTENCE
