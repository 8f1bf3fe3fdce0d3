"""The families of roles, in plain words; none says how high somebody stands (N01)."""

from __future__ import annotations

from enum import StrEnum


class Family(StrEnum):
    """What somebody's work is about; the codes are stored and travel in addresses of pages."""

    SAFETY = "safety"
    GOVERNANCE = "governance"
    IMPROVEMENT = "improvement"
    EXPERIENCE = "experience"
    PARTNER = "partner"
    NURSING = "nursing"
    MEDICINE = "medicine"
    THERAPY = "therapy"
    LEARNING = "learning"
    RESEARCH = "research"
    PEOPLE = "people"
    RUNNING = "running"


CALLED = {
    Family.SAFETY: "Patient safety and learning from incidents",
    Family.GOVERNANCE: "Governance, risk and assurance",
    Family.IMPROVEMENT: "Quality improvement and change",
    Family.EXPERIENCE: "Experience of patients and families, complaints, engagement",
    Family.PARTNER: "Patients, carers and volunteers",
    Family.NURSING: "Nursing and midwifery",
    Family.MEDICINE: "Medicine and dentistry",
    Family.THERAPY: "Therapies, pharmacy, science and other clinical work",
    Family.LEARNING: "Teaching, simulation and human factors",
    Family.RESEARCH: "Research, evaluation and data",
    Family.PEOPLE: "Supporting staff and speaking up",
    Family.RUNNING: "Running services and administration",
}
"""How pages call them, in the order in which they stand there."""
