"""Mailboxes that several people read are noticed; names of people are not taken for them (M4)."""

from __future__ import annotations

import pytest

from services.membership.addresses import is_shared


@pytest.mark.parametrize(
    "local",
    [
        "team", "patientsafety", "patient.safety", "PatientSafetyTeam", "qi-team", "governance",
        "info", "enquiries", "ward7", "matron.ward3", "no-reply", "psirf", "risk_and_governance",
        "safety+peers", "kelder.safety.team",
    ],
)  # fmt: skip
def test_an_address_of_nobody_in_particular_is_noticed(local: str) -> None:
    assert is_shared(f"{local}@kelder.example")


@pytest.mark.parametrize(
    "local",
    [
        "ann", "ann.lee", "grace.office", "will.ward", "hope.press", "may.post", "faith", "andrew",
        "newsam", "joy.help", "steam.lee", "наталья", "12345",
    ],
)  # fmt: skip
def test_a_person_is_not_taken_for_a_mailbox(local: str) -> None:
    assert not is_shared(f"{local}@kelder.example")
