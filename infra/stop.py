"""Why a command stops: an exit code and one sentence for the person who typed it."""

from __future__ import annotations

import errno
import os
import sys
from enum import IntEnum
from pathlib import Path
from typing import NoReturn

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class Code(IntEnum):
    """What the exit codes of the commands mean."""

    DONE = 0, "done, or stopped by Ctrl-C after the start"
    FAILED = 1, "a test or the check failed, or something unexpected happened"
    USAGE = 2, "the command line makes no sense"
    OLD_PYTHON = 3, "this Python is too old"
    NO_VENV = 4, "Python's venv module is missing"
    NOT_INSTALLED = 5, "the packages could not be installed"
    DISK_FULL = 6, "the disk is full"
    PORT_TAKEN = 7, "the port cannot be used"
    SECOND_COPY = 8, "another copy is running on the same data"
    DATA_UNUSABLE = 9, "the data cannot be read or written"
    INTERRUPTED = 130, "interrupted before the start"

    meaning: str

    def __new__(cls, value: int, meaning: str) -> Code:
        """A number that knows its meaning."""
        code = int.__new__(cls, value)
        code._value_ = value
        code.meaning = meaning
        return code


CODES = "exit codes:\n" + "".join(f"  {code.value:<4} {code.meaning}\n" for code in Code)


class Stop(Exception):
    """It does not go on; `sentence` says why and what to do."""

    def __init__(self, code: Code, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence


def leave(code: int) -> NoReturn:
    """End this process with a code, when everything in it is closed.

    Not `sys.exit`: if Ctrl-C met an `exec` of text, as a dataclass makes one, Python run with `-m`
    ends by the signal, whatever became of the interruption.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def disk_full() -> Stop:
    """There is no space left to write to."""
    return Stop(Code.DISK_FULL, "The disk is full: free some space and start again.")


def because(error: OSError, otherwise: Code, place: Path) -> Stop:
    """What an error of the file system means to a person."""
    if error.errno in FULL:
        return disk_full()
    reason = (error.strerror or "it is not what it should be").lower()
    return Stop(
        otherwise, f"{place} cannot be used ({reason}): see who owns it, or choose another."
    )
