"""What stands before every parser: size, depth, encoding and content type."""

from __future__ import annotations

import base64
import binascii
from typing import Any, ClassVar

from services.contracts.refusals import Invalid, NotFound, Refusal

MAX_BODY = 256 * 1024
MAX_DEPTH = 32
LONGEST_PARAMETER = 200
LONGEST_IN_QUERY = 4000
NOTHING = ("", "{}", "null")
OPENING, CLOSING, QUOTE, ESCAPE = b"[{", b"]}", 0x22, 0x5C


class TooLarge(Refusal):
    """More was sent than any of our forms needs."""

    status: ClassVar[int] = 413
    code: ClassVar[str] = "too-large"


class WrongContentType(Refusal):
    """The body is declared as something that this address does not read."""

    status: ClassVar[int] = 415
    code: ClassVar[str] = "wrong-content-type"


class Unreadable(Refusal):
    """The body is not what it is declared to be."""

    status: ClassVar[int] = 400
    code: ClassVar[str] = "unreadable"


def body(event: dict[str, Any], content_type: str) -> str:
    """The body of an HTTP API event as text, if it may be parsed at all."""
    raw = event.get("body") or ""
    headers = event.get("headers") or {}
    declared = headers.get("content-type", "").partition(";")[0].strip().lower()
    if declared != content_type:
        raise WrongContentType(f"Send the request with the content type {content_type}.")
    if len(raw) > MAX_BODY * 2:
        raise _too_large()
    try:
        sent = (
            base64.b64decode(raw, validate=True) if event.get("isBase64Encoded") else raw.encode()
        )
    except (binascii.Error, UnicodeEncodeError) as error:
        raise Unreadable("The body could not be decoded. Send it as UTF-8 text.") from error
    if len(sent) > MAX_BODY:
        raise _too_large()
    try:
        text = sent.decode()
    except UnicodeDecodeError as error:
        raise Unreadable("The body is not UTF-8 text. Send it as UTF-8.") from error
    if content_type == "application/json" and _is_too_deep(sent):
        raise Unreadable(f"The JSON is nested more than {MAX_DEPTH} levels deep.")
    return text


def path(in_path: dict[str, str]) -> dict[str, str]:
    """The parameters of a path; raises NotFound for one that is longer than any id of ours.

    They become parts of keys, and a table refuses a key of more than two kilobytes with a fault.
    """
    if any(len(value) > LONGEST_PARAMETER for value in in_path.values()):
        raise NotFound("There is nothing at this address.")
    return in_path


def query(event: dict[str, Any]) -> dict[str, str]:
    """The parameters of the query; raises Invalid for one that is longer than any list's `next`."""
    sent: dict[str, str] = event.get("queryStringParameters") or {}
    for name, value in sent.items():
        if len(value) > LONGEST_IN_QUERY:
            most = f"This is too long; {LONGEST_IN_QUERY} characters is the most."
            raise Invalid("Something in the address is too long. Shorten it.", {name: most})
    return sent


def no_body(event: dict[str, Any]) -> None:
    """Raise a Refusal if there is a body with anything in it, where none is read."""
    if event.get("body") and body(event, "application/json").strip() not in NOTHING:
        raise Invalid("Nothing is read here but the address. Leave the body out.")


def _too_large() -> TooLarge:
    return TooLarge(f"The request is larger than {MAX_BODY // 1024} kilobytes. Send less.")


def _is_too_deep(text: bytes) -> bool:
    """Whether brackets outside strings nest too deep; counted without recursion, and no further."""
    depth = 0
    in_string = escaped = False
    for byte in text:
        if in_string:
            if escaped:
                escaped = False
            elif byte == ESCAPE:
                escaped = True
            elif byte == QUOTE:
                in_string = False
        elif byte == QUOTE:
            in_string = True
        elif byte in OPENING:
            depth += 1
            if depth > MAX_DEPTH:
                return True
        elif byte in CLOSING:
            depth -= 1
    return False
