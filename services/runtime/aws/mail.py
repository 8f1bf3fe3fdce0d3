"""Mail by SES: one bulk call for up to 50 copies, one attempt for each call."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from email.utils import formataddr
from typing import Any

from botocore.exceptions import (
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    HTTPClientError,
)
from botocore.parsers import ResponseParserError

from services.runtime.aws.clients import Clients
from services.runtime.ports import Letter, LostAnswer, Outcome, Recipient

MOST_RECIPIENTS = 50
LONGEST_NAME = 75
# Some programs take these for the start of another address.
UNSAFE_IN_NAME = re.compile(r"[@:,;\"<>\\()\[\]\x00-\x1f\x7f]")
BRACES = re.compile(r"\{\{(\w+)\}\}|\{{2,}")
FINAL = frozenset({"MESSAGE_REJECTED", "INVALID_PARAMETER"})
UNAVAILABLE = 500
"""From here on a status says that the provider itself does not know."""
SLOWER = frozenset({"TooManyRequestsException", "ThrottlingException", "Throttling"})


class AwsMail:
    """The Mail port."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    def send(self, letter: Letter, recipients: Sequence[Recipient]) -> list[Outcome]:
        """Hand over one copy for each recipient; addresses that SES cannot take are rejected."""
        if len(recipients) > MOST_RECIPIENTS:
            raise ValueError("at most 50 recipients at once")
        if len({frozenset(recipient.slots) for recipient in recipients}) > 1:
            raise ValueError("every recipient of a letter fills the same slots")
        addresses = [_address(recipient.address) for recipient in recipients]
        sent = [position for position, address in enumerate(addresses) if address]
        outcomes = [Outcome.REJECTED] * len(recipients)
        if sent:
            entries = [_entry(recipients[n], str(addresses[n])) for n in sent]
            slots = frozenset(recipients[0].slots)
            said = self._hand_over(_asked(letter, slots, entries), len(entries))
            for position, outcome in zip(sent, said, strict=True):
                outcomes[position] = outcome
        return outcomes

    def accepted(self, key: str) -> bool | None:
        """Nothing is known until delivery events are read (docs/decisions/0009)."""
        return None

    def _hand_over(self, asked: Mapping[str, Any], count: int) -> list[Outcome]:
        try:
            answer = self._clients.ses.send_bulk_email(**asked)
        except (ConnectTimeoutError, EndpointConnectionError):
            # No connection came about, so nothing can have been accepted.
            return [Outcome.AGAIN] * count
        except (HTTPClientError, ResponseParserError) as error:
            raise LostAnswer from error
        except ClientError as error:
            return [_refused(error)] * count
        results = answer["BulkEmailEntryResults"]
        if len(results) != count:
            raise LostAnswer
        return [_outcome(result["Status"]) for result in results]


def _outcome(status: str) -> Outcome:
    """What to do about one copy; whatever is wrong with our account is worth another try."""
    if status == "SUCCESS":
        return Outcome.ACCEPTED
    return Outcome.REJECTED if status in FINAL else Outcome.AGAIN


def _refused(error: ClientError) -> Outcome:
    """What an answer to the whole call means; raises LostAnswer if it does not say.

    A refusal that an operator can heal (paused, not verified, no permission) is AGAIN: the message
    comes back until it is among the dead letters, where it is seen, and no mail is lost.
    """
    code = error.response["Error"]["Code"]
    status = error.response["ResponseMetadata"]["HTTPStatusCode"]
    if status >= UNAVAILABLE and code not in SLOWER:
        raise LostAnswer from error
    return Outcome.REJECTED if code == "MessageRejected" else Outcome.AGAIN


def _asked(
    letter: Letter, slots: frozenset[str], entries: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    return {
        "FromEmailAddress": _sender(letter.sender),
        "DefaultContent": {
            "Template": {
                "TemplateContent": {
                    "Subject": _inert(letter.subject, frozenset(), "{ "),
                    "Text": _inert(letter.text, slots, "{ "),
                    "Html": _inert(letter.html, slots, "&#123;"),
                },
                "TemplateData": "{}",
                "Headers": _headers(letter.headers),
            }
        },
        "BulkEmailEntries": list(entries),
    }


def _entry(recipient: Recipient, address: str) -> dict[str, Any]:
    data = json.dumps(dict(recipient.slots))
    return {
        "Destination": {"ToAddresses": [address]},
        "ReplacementEmailContent": {"ReplacementTemplate": {"ReplacementTemplateData": data}},
        "ReplacementHeaders": _headers({**recipient.headers, "X-Dedupe-Key": recipient.key}),
    }


def _headers(headers: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"Name": name, "Value": value} for name, value in headers.items()]


def _inert(text: str, slots: frozenset[str], brace: str) -> str:
    """The text with every brace defused that is no slot of ours, such as those in a title.

    SES drops a mail silently if it finds a name in braces that nobody fills.
    """

    def defused(found: re.Match[str]) -> str:
        return found[0] if found[1] in slots else found[0].replace("{", brace)

    return BRACES.sub(defused, text)


def _sender(sender: str) -> str:
    """The sender with a display name that every mail program reads as a name."""
    name, _, address = sender.rpartition("<")
    safe = " ".join(UNSAFE_IN_NAME.sub(" ", name).split())[:LONGEST_NAME]
    return formataddr((safe, address.strip(" >")))


def _address(address: str) -> str | None:
    """The address as SES takes it: ASCII only, the domain in punycode; None if there is no way."""
    if address.isascii():
        return address
    # Inline on purpose: few addresses need it, and it loads a good deal.
    from email_validator import EmailNotValidError, validate_email

    try:
        return validate_email(address, check_deliverability=False).ascii_email
    except EmailNotValidError:
        return None
