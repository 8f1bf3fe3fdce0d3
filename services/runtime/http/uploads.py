"""Files that come in by a form or as the body of a request: their bytes, and nothing about them.

What a file is called and what it says it is are never read: both can say anything.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from typing import Any

from services.runtime.http.guard import TooLarge, Unreadable, WrongContentType

MEGABYTES = 4
"""What fits through the front door in AWS: functions take 6 megabytes, and Base64 adds a third."""
AROUND_IT = 64 * 1024
"""As much may stand around the file: the parts of a form, their headings and boundaries."""
MOST_BYTES = MEGABYTES * 1024 * 1024 + AROUND_IT
MOST_PARTS = 20
FORM = "multipart/form-data"
ALONE = "application/octet-stream"
BOUNDARY = re.compile(r'boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))', re.IGNORECASE)
NAME = re.compile(rb'^content-disposition:[^\r\n]*[; ]name="([^"\r\n]*)"', re.IGNORECASE | re.M)


class Upload(bytes):
    """The bytes of a file that somebody has sent; a parameter of this kind takes the file."""


class Uploads(tuple[bytes, ...]):
    """The bytes of several files; a parameter of this kind takes one file or all of a form."""


def sent_together(event: dict[str, Any], name: str) -> Uploads:
    """The body of a request that is a file, or all files in the fields of this name of a form."""
    if _kind((event.get("headers") or {}).get("content-type", "")) == ALONE:
        return Uploads([sent_alone(event)])
    return Uploads(part for part in _parts(event, name) if part)


def sent_alone(event: dict[str, Any]) -> Upload:
    """The body of a request that is a file; raises a Refusal if it cannot be read."""
    declared, content = _body(event)
    if _kind(declared) != ALONE:
        raise WrongContentType(f"Send the bytes of the file with the content type {ALONE}.")
    return Upload(content)


def sent_by_form(event: dict[str, Any], name: str) -> Upload:
    """The file in the field of this name; empty if none was chosen."""
    return Upload(next(_parts(event, name), b""))


def _parts(event: dict[str, Any], name: str) -> Iterator[bytes]:
    """What is in the fields of this name, in the order in which it was sent."""
    declared, content = _body(event)
    boundary = BOUNDARY.search(declared)
    if _kind(declared) != FORM or boundary is None:
        raise WrongContentType(f"Send the file by a form with the content type {FORM}.")
    mark = b"\r\n--" + (boundary[1] or boundary[2]).encode("latin-1", "replace")
    # At most: what holds its own boundary over and over is no form of ours.
    _, *parts = (b"\r\n" + content).split(mark, MOST_PARTS)
    if not parts or not parts[-1].startswith(b"--"):
        raise Unreadable("The file did not arrive as a whole. Choose it again and send it again.")
    for part in parts[:-1]:
        headings, _, inside = part.partition(b"\r\n\r\n")
        called = NAME.search(headings.lstrip(b"\r\n"))
        if called and called[1] == name.encode():
            yield inside


def _body(event: dict[str, Any]) -> tuple[str, bytes]:
    raw = event.get("body") or ""
    headers: dict[str, str] = event.get("headers") or {}
    if len(raw) > MOST_BYTES * 3 // 2:
        raise _too_large()
    try:
        sent = (
            base64.b64decode(raw, validate=True) if event.get("isBase64Encoded") else raw.encode()
        )
    except (binascii.Error, UnicodeEncodeError) as error:
        raise Unreadable("The file could not be decoded. Send it again.") from error
    if len(sent) > MOST_BYTES:
        raise _too_large()
    return headers.get("content-type", ""), sent


def _kind(declared: str) -> str:
    return declared.partition(";")[0].strip().lower()


def _too_large() -> TooLarge:
    return TooLarge(f"The file is larger than {MEGABYTES} megabytes. Send less, or split it.")
