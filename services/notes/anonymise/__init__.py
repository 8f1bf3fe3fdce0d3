"""Finds what could identify somebody in a text: pure, without network or model weights."""

from services.notes.anonymise.check import check, rules_version
from services.notes.anonymise.findings import Finding, Tier

__all__ = ["Finding", "Tier", "check", "rules_version"]
