"""Long texts in short attributes: an item holds 400 kilobytes, and each of them is paid for."""

from __future__ import annotations

from base64 import b64decode, b64encode
from zlib import compress, decompress


def packed(text: str) -> str:
    """The text, compressed."""
    return b64encode(compress(text.encode())).decode()


def unpacked(content: str) -> str:
    """The text as it was."""
    return decompress(b64decode(content)).decode()
