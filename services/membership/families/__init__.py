"""Families of roles: from what people call their work to a few groups that others can look for."""

from services.membership.families.family import CALLED, Family
from services.membership.families.guessing import Guess, guess

__all__ = ["CALLED", "Family", "Guess", "guess"]
