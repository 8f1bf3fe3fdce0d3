"""What is a mail address: one that a person can have, and that looks like no other."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from services.membership.addresses import lookalikes
from services.runtime.http.wishes import FilledLine

SENTENCE = "Check the address: it should look like name@example.org."


def checked(address: str) -> str:
    """The address in its normal form; raises ValueError with a sentence for the person."""
    # Inline on purpose: a third of a cold start, and most of what functions do needs no address.
    from email_validator import EmailNotValidError, validate_email

    try:
        found = validate_email(address, check_deliverability=False, strict=True)
    except EmailNotValidError as error:
        raise ValueError(SENTENCE) from error
    if not found.normalized.isascii():
        lookalikes.refuse(found.local_part, found.domain.split("."))
    return found.normalized


Address = Annotated[FilledLine, AfterValidator(checked)]
"""A mail address in a wish, in its normal form."""
