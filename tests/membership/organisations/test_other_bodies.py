"""Bodies that share a place or a word with a trust are none: looked at with the published files."""

from __future__ import annotations

import re

import pytest

from services.membership.organisations import Organisation, Register
from tests.membership.organisations.conftest import Rows
from tests.membership.organisations.variants import SMALL

OTHERS = """
NHS England; NHS Improvement; NHS Digital; NHS Resolution; NHS Blood and Transplant; NHSX;
Health Education England; Public Health England; UK Health Security Agency; Care Quality Commission;
Department of Health; General Medical Council; National Guardian's Office; Healthwatch; Healthwatch
Bolton; Royal College of Nursing; Royal College of Physicians; The Royal Society; Royal Mail;
University of Birmingham; Manchester University; University of Manchester; Oxford University;
University of Oxford; Cambridge University; King's College London; Imperial College London;
Imperial College; University College London; Kingston University; Plymouth University; York
University; Hull University; Nottingham University; Warwick University; Essex University; Solent
University; Homerton College; Croydon College; NHS Somerset; NHS Somerset ICB; Somerset ICB; NHS
Devon; NHS Norfolk and Waveney; NHS North East London; North East London ICB; NHS Cambridgeshire and
Peterborough; Cambridgeshire and Peterborough; NHS Kent and Medway; Kent and Medway; NHS Lancashire
and South Cumbria; NHS Mid and South Essex; NHS Sussex; NHS Frimley; NHS Dorset; NHS Bolton; NHS
Isle of Wight; Cheshire and Merseyside; Bolton; Bolton Council; Bolton Hospice; Salisbury; Salisbury
Cathedral; Medway; Medway Council; Stockport; Barnsley; Walsall; Gateshead Council; Isle of Wight;
Isle of Wight Council; Hillingdon Council; London Borough of Barnet; St John Ambulance; Nuffield
Health; Spire Healthcare; Ramsay Health Care; Circle Health Group; Priory Group; Cygnet Health Care;
Marie Curie; Macmillan Cancer Support; Mind; The Health Foundation; The King's Fund; Barts Charity;
Great Ormond Street Hospital Charity; Southern Health and Social Care Trust; Belfast Health and
Social Care Trust; Northern Health and Social Care Trust; NHS Lothian; NHS Greater Glasgow and
Clyde; Cardiff and Vale University Health Board; Swansea Bay University Health Board; Scottish
Ambulance Service; Northern Ireland Ambulance Service; North London; East London; West London;
London; Mersey; Mersey Rail; North Cumbria; South Cumbria; Sussex Health; Humber Health Partnership;
Boston NHS Trust; Luton Hospitals NHS Foundation Trust; Park Medical Centre; The Royal Hospital
Chelsea; Royal Hospital for Neuro-disability; Royal Berkshire Fire and Rescue; self-employed; none;
n/a; retired; -; .; Trust; NHS; NHS Trust; Foundation Trust; Hospital; University Hospital;
Community Health; Mental Health Trust; Ambulance Service; Children's Hospital; Teaching Hospitals
NHS Trust; General Hospital; Healthcare; Health and Care Partnership; Queen Elizabeth Hospital;
St Mary's Hospital; St George's Hospital; City Hospital; County Hospital; Victoria Hospital; Queen's
Hospital; North Manchester General Hospital; York Hospital; Guy's Hospital; St Thomas' Hospital;
Halton Hospital; UHB; MFT; UHS; STH
"""
PATTERNS = (
    "{}", "NHS {}", "{} NHS", "{} ICB", "{} Council", "{} City Council", "{} Hospice",
    "University of {}", "{} University", "{} College", "{} Medical Centre", "{} Dental Practice",
    "{} Care Home", "{} GP Federation", "{} Academy Trust", "{} Trust", "{} Foundation",
    "{} Hospital Charity", "{} Hospital", "Royal {} Hospital", "{} Children's Hospital",
    "{} Ambulance Service", "{} Health", "{} Healthcare", "{} Community Health", "{} Partnership",
    "{} Mental Health", "{} Health and Care Partnership", "{} NHS Foundation Trust",
    "North {} NHS Trust", "South {} NHS Trust", "East {} Hospitals",
)  # fmt: skip
LEGAL = {"nhs", "trust", "foundation"}


@pytest.fixture(scope="module", params=["with successions", "trusts alone"])
def real(request: pytest.FixtureRequest, published: tuple[Rows, Rows]) -> Register:
    trusts, successions = published
    return Register.from_ods(trusts, successions if request.param == "with successions" else ())


def words(text: str) -> set[str]:
    found = set(re.findall(r"[\w']+", text.lower())) - SMALL - LEGAL
    return {word.removesuffix("'s").rstrip("'s") for word in found}


def is_really_called(one: Organisation, text: str) -> bool:
    asked = words(text.replace("Herts ", "Hertfordshire "))
    return asked <= words(one.name) <= asked | {"university"}


def test_nobody_else_is_taken_for_a_trust(real: Register) -> None:
    others = [" ".join(text.split()) for text in OTHERS.split(";")]
    found = {text: real.resolve(text).organisation for text in others}

    assert len(others) > 140
    assert {text: one.name for text, one in found.items() if one} == {}


def test_what_else_there_is_in_a_place_is_not_its_trust(real: Register) -> None:
    longer = {word for one in real for word in re.findall(r"[A-Z][a-z]{4,}", one.name)}
    places = sorted({one.town for one in real if one.town} | longer)
    wrong = [
        (text, one.name)
        for text in (pattern.format(place) for place in places for pattern in PATTERNS)
        if (one := real.resolve(text).organisation) and not is_really_called(one, text)
    ]

    assert len(places) > 300
    assert wrong == []
