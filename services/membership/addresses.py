"""Mail addresses: checked for people who mistype, and compared without being kept in keys."""

from __future__ import annotations

from services.runtime.signing import keyed_hash

SENTENCE = "Check the address: it should look like name@example.org."


def checked(address: str) -> str:
    """The address in its normal form; raises ValueError with a sentence for the person."""
    # Inline on purpose: a third of a cold start, and most of what functions do needs no address.
    from email_validator import EmailNotValidError, validate_email

    try:
        found = validate_email(address, check_deliverability=False, strict=True)
    except EmailNotValidError as error:
        raise ValueError(SENTENCE) from error
    return found.normalized


def address_key(address: str) -> str:
    """What two ways of writing one address have in common, as a keyed hash; for matching (M1).

    Never case-folded: that makes one domain out of two, such as those with ß and with ss.
    """
    return keyed_hash("address", address.lower())
