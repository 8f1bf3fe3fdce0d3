"""Who is meant by a text: by code, name, alias, however else it is written; never by guess (M9)."""

from __future__ import annotations

import pytest

from services.membership.organisations import How, Organisation, Register, Sector

KELDERWICK = "Kelderwick University Hospitals NHS Foundation Trust"


def codes(register: Register, text: str) -> list[str | None]:
    return [one.code for one in register.resolve(text).candidates]


@pytest.mark.parametrize(
    ("text", "code", "how"),
    [
        ("X0A", "X0A", How.CODE),
        (" x0 a ", "X0A", How.CODE),
        ("X0A Kelderwick Univ. Hospitals", "X0A", How.CODE),
        ("Thornleigh NHS FT (X1E)", "X1E", How.CODE),
        (KELDERWICK, "X0A", How.EXACT),
        ("  kelderwick   UNIVERSITY hospitals nhs foundation trust ", "X0A", How.EXACT),
        ("Kelderwick University Hospitals", "X0A", How.NORMALISED),
        ("Kelderwick Teaching Hospital NHS Trust", "X0A", How.NORMALISED),
        ("University Hospital of Kelderwick", "X0A", How.NORMALISED),
        ("kelderwick uni hosps ft", "X0A", How.NORMALISED),
        ("UH Kelderwick", "X0A", How.NORMALISED),
        ("St Osyth’s & St Brannoc’s", "X1D", How.NORMALISED),
        ("Saint Osyths and Saint Brannocs N.H.S. F.T.", "X1D", How.NORMALISED),
        ("The Thornleigh NHS FT", "X1E", How.NORMALISED),
        ("Witherleigh Childrens NHS Trust", "X2G", How.NORMALISED),
        ("Marworth Amb. Svc", "X1G", How.NORMALISED),
        ("Brackenmoor Community Health Care", "X2A", How.NORMALISED),
        ("S Fendale & Calderholme Hosps", "X2H", How.NORMALISED),
        ("Ravenbridge NHS Trust", "X3B", How.NORMALISED),
        ("Witherleigh Childrens NHS Trust, Witherleigh", "X2G", How.NORMALISED),
        ("East Kelder NHS Foundation Trust - Otterford", "X0C", How.NORMALISED),
        ("Brackenmoor Teaching Hosptials", "X1H", How.NORMALISED),
        ("Kelderwick UniversityHospitals", "X0A", How.NORMALISED),
        ("Thornleigh, Marworth and Dunhlme Mental Health", "X1F", How.CLOSEST),
        ("Suoth Fendale and Calderholme Hospitals", "X2H", How.CLOSEST),
    ],
)
def test_a_text_that_can_mean_only_one_organisation_means_it(
    register: Register, text: str, code: str, how: How
) -> None:
    """M9."""
    found = register.resolve(text)

    assert (found.organisation and found.organisation.code, found.how) == (code, how)
    assert found.candidates == (found.organisation,)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Thornleigh", "X1E"),  # a town
        ("Thornleigh Trust", "X1E"),  # schools are run by trusts too
        ("NHS Thornleigh", "X1E"),  # how commissioners call themselves
        ("Witherleigh University", "X2F"),
        ("North East Kelder", "X0B"),
        ("Thornleigh NHS Trust", "X1E"),  # or that with Marworth and Dunholme
        ("East Kelder FT", "X0C"),  # the North may have been left out
        ("Kelderwick Royal Infirmary", "X0A"),  # a hospital changes hands
        ("Dunholme Hospital", "X2E"),
        ("Brackenmoor General Hospital", "X1H"),
        ("KUH", "X0A"),
        ("KUHFT", "X0A"),
        ("SOSB", "X1D"),
        ("Pharmacy, Kelderwick University Hospitals", "X0A"),
        ("Kelderwick Hospitals", "X0A"),
        ("Thornliegh NHS FT", "X1E"),  # perhaps a place that is not in the register
        ("kelderwik hosp", "X0A"),
        ("Fendale and Norht Calderholme Integrated Care Hospitals", "X3A"),
        ("Fendale & Calderholme Hospitals", "X2H"),
        ("Ravenbridge Trust", "X3B"),
        ("X0A East Kelder", "X0A"),  # code and name do not agree
        ("X0A East Kelder NHS Foundation Trust", "X0C"),
    ],
)
def test_a_text_that_may_mean_another_is_asked_about_with_the_likeliest_first(
    register: Register, text: str, first: str
) -> None:
    found = register.resolve(text)

    assert found.organisation is None
    assert found.how in (How.SUGGESTED, How.AMBIGUOUS)
    assert codes(register, text)[0] == first


@pytest.mark.parametrize(
    "text",
    [
        "NHS England", "Royal College of Nursing", "University of Kelderwick", "Thornleigh Council",
        "Thornleigh Hospice", "East Kelder ICB", "NHS East Kelder", "NHS Kelderwick",
        "Kelderwick Medical Centre", "West Kelder NHS Foundation Trust", "Ambulance Service",
        "South East Kelder NHS Foundation Trust", "Marworth Mental Health NHS Trust", "Hospital",
        "North Fendale and Calderholme Hospitals NHS Foundation Trust", "NHS Trust", "Trust", "-",
        "Marworth Hospital", "Witherleigh Women's NHS Foundation Trust", "Brackenmoor Health",
        "Brackenmoor Healthcare NHS Foundation Trust", "Brackenmoor Hospitals Charity", "", "  ",
        "Thornleigh NHS FT and East Kelder NHS FT", "not Thornleigh NHS FT", "self-employed",
    ],
)  # fmt: skip
def test_another_body_is_no_trust_of_nearly_that_name(register: Register, text: str) -> None:
    found = register.resolve(text)

    assert found.organisation is None, found.organisation


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Otterwick and Fernlow NHS Foundation Trust", "NHS Otterwick and Fernlow"),
        ("Otterwick and Fernlow University NHS Trust", "Otterwick and Fernlow University"),
        ("Marlow and Dunlow NHS Foundation Trust", "Marlow & Dunlow"),  # both are towns
        ("Oxlow NHS Foundation Trust", "Oxlow"),
    ],
)
def test_a_place_alone_is_not_its_trust(name: str, text: str) -> None:
    towns = [Organisation(town, "Hollybank", town=town) for town in ("Marlow", "Dunlow")]
    trust = Organisation("trust", name)
    found = Register.of([trust, *towns]).resolve(text)

    assert (found.organisation, found.candidates[0]) == (None, trust)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Otterwick and Fernlow NHS Foundation Trust", "Otterwick & Fernlow"),
        ("Otterwick Healthcare University NHS Trust", "Otterwick Healthcare"),
        ("Otterwick Ambulance Service NHS Trust", "Otterwick Ambulance Service University Trust"),
    ],
)
def test_names_of_its_own_or_of_a_house_need_no_legal_form(name: str, text: str) -> None:
    trust = Organisation("trust", name)

    assert Register.of([trust]).resolve(text).organisation == trust


def test_what_nothing_is_like_is_unknown_and_blocks_nobody(register: Register) -> None:
    """M9: unresolved never blocks joining; the answer says so and raises nothing."""
    found = register.resolve("Zzyzx Quartz Bakery")

    assert (found.organisation, found.candidates, found.how) == (None, (), How.UNKNOWN)


def test_who_shares_a_name_is_asked_about() -> None:
    twins = [Organisation("one", "Ferncombe Hospice"), Organisation("two", "Ferncombe Hospice")]
    found = Register.of(twins).resolve("ferncombe hospice")

    assert (found.organisation, found.how) == (None, How.AMBIGUOUS)
    assert {one.organisation_id for one in found.candidates} == {"one", "two"}


def test_who_shares_a_name_is_told_apart_by_the_town() -> None:
    towns = ("Marworth", "Ellerbeck")
    twins = [Organisation(town, "The Royal Infirmary NHS Trust", town=town) for town in towns]
    found = Register.of(twins).resolve("Royal Infirmary, Ellerbeck")

    assert found.organisation == twins[1]


def test_an_alias_leads_to_its_organisation() -> None:
    known = Organisation("kel", "Kelder Valley Hospice", aliases=("Valley House", "KVH"))
    register = Register.of([known])

    assert register.resolve("kvh").how is How.ALIAS
    assert register.resolve("valley house").organisation == known
    assert register.resolve("Kelder Valley hospice.").how is How.NORMALISED


def test_a_code_that_is_somebody_elses_alias_is_asked_about() -> None:
    coded = Organisation("one", "Ashdale NHS Trust", code="XYZ")
    called = Organisation("two", "Yarrowdale Zoo", aliases=("XYZ",))
    found = Register.of([coded, called]).resolve("xyz")

    assert (found.organisation, found.how) == (None, How.AMBIGUOUS)
    assert set(found.candidates) == {coded, called}


def test_a_code_that_two_have_is_asked_about() -> None:
    twins = [Organisation(name, f"{name} Hospice", code="XYZ") for name in ("Oxlow", "Fernlow")]
    register = Register.of(twins)

    assert register.resolve("XYZ").organisation is None
    assert set(register.resolve("XYZ").candidates) == set(twins)
    assert set(register.suggest("xyz")) == set(twins)
    assert register.resolve("XYZ Oxlow Hospice").organisation is None


def test_a_code_beside_a_name_that_two_have_is_asked_about_once() -> None:
    twins = [Organisation(code, "Oxlow Hospice", code=code) for code in ("XYA", "XYB")]
    found = Register.of(twins).resolve("XYA Oxlow Hospice")

    assert (found.organisation, sorted(one.code or "" for one in found.candidates)) == (
        None,
        ["XYA", "XYB"],
    )


def test_a_university_in_the_register_is_found_as_itself() -> None:
    university = Organisation("u", "University of Kelder", sector=Sector.UNIVERSITY)
    trust = Organisation("t", "Kelder University NHS Foundation Trust", sector=Sector.TRUST)
    register = Register.of([university, trust])

    assert register.resolve("university of  kelder").organisation == university
    assert register.resolve("The University of Kelder").organisation is None
    assert register.resolve("Kelder University NHS FT").organisation is None
    assert register.resolve(trust.name).organisation == trust


def test_a_text_longer_than_any_name_is_not_looked_at_for_long(register: Register) -> None:
    for start in (KELDERWICK, f"X0A {KELDERWICK}"):
        for gap in (" ", " and more "):
            found = register.resolve(start + gap * 100_000 + "Charity")

            assert found.organisation is None
