"""What holds of any text and any register."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from services.membership.organisations import How, Organisation, Register
from services.membership.organisations.normalising import again, plain, read

WORDS = st.sampled_from(
    ["North", "South", "East", "Kelder", "Thornleigh", "St", "University", "Hospital", "Hospitals",
     "Health", "Care", "and", "&", "NHS", "Trust", "Foundation", "FT", "Mental", "The", "of",
     "Children's", "Ambulance", "Service", "CCG", "Marworth"]
)  # fmt: skip
NAMES = st.one_of(st.lists(WORDS, min_size=1, max_size=6).map(" ".join), st.text(min_size=1))
CODES = st.text("ABCXYZ0123456789", min_size=3, max_size=5)


@st.composite
def registers(draw: st.DrawFn) -> Register:
    codes = draw(st.lists(CODES, unique=True, max_size=6))
    return Register.of(
        Organisation(f"o-{code}", draw(NAMES), code, tuple(draw(st.lists(NAMES, max_size=2))))
        for code in codes
    )


@given(NAMES)
@example("Health and Care")
def test_reading_what_was_read_changes_nothing(text: str) -> None:
    once = read(text)

    twice = again(once.words)
    assert (twice.words, twice.key) == (once.words, once.key)


@given(NAMES)
def test_making_plain_what_is_plain_changes_nothing(text: str) -> None:
    assert plain(plain(text)) == plain(text)


@settings(deadline=None)  # the first mistyped word loads rapidfuzz
@given(registers(), st.one_of(NAMES, st.text(), CODES))
def test_any_text_gets_an_answer(register: Register, text: str) -> None:
    """M9: it never raises, and either somebody is meant or it says why not."""
    found = register.resolve(text)

    unclear = found.how in (How.AMBIGUOUS, How.SUGGESTED, How.UNKNOWN)
    assert unclear == (found.organisation is None)
    assert len(found.candidates) == len({one.organisation_id for one in found.candidates}) <= 5
    assert (found.how is How.UNKNOWN) == (not found.candidates)
    register.suggest(text)


@settings(deadline=None)
@given(registers())
def test_everybody_is_found_by_code_name_and_alias_unless_two_share_it(register: Register) -> None:
    for one in register:
        for text in (one.code or "", one.name, *one.aliases):
            found = register.resolve(text)
            called = {
                other.organisation_id
                for other in register
                if plain(text) in {plain(name) for name in (other.name, *other.aliases)}
                or "".join(text.split()).upper() == other.code
            }
            if called == {one.organisation_id}:
                assert found.organisation == one, (text, found)
            elif found.organisation is not None:
                assert found.organisation.organisation_id in called


@settings(deadline=None)
@given(registers(), st.data())
def test_a_code_is_known_with_spaces_and_in_small_letters(
    register: Register, data: st.DataObject
) -> None:
    for one in register:
        code = one.code or ""
        at = data.draw(st.integers(0, len(code)))
        text = f" {code[:at].lower()} {code[at:]}\t"
        found = register.resolve(text)

        assert found.organisation == one or one in found.candidates


@settings(deadline=None)
@given(registers(), NAMES)
def test_the_order_in_which_a_register_is_filled_does_not_matter(
    register: Register, text: str
) -> None:
    back = Register.of(reversed(list(register)))

    assert back.resolve(text).organisation == register.resolve(text).organisation
