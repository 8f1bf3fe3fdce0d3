"""A lock on an open file, which the system lets go of however the process ends."""

from __future__ import annotations

import errno
import os
import sys

# Far behind any text, since on Windows nobody else can read what is locked.
LOCKED_BYTE = 1_000_000
TAKEN = (errno.EACCES, errno.EAGAIN, errno.EDEADLK)


def lock_at_once(descriptor: int) -> bool:
    """Take the lock, or tell that somebody else has it."""
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(descriptor, LOCKED_BYTE, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in TAKEN:
            return False
        raise
    return True
