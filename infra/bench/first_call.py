"""Run in a fresh process: loads one function as Lambda would and gives it its first event.

    python -m infra.bench.first_call CASE.json

What stands between two marks is what is measured. A mark is a child of this process that ends at
once: under valgrind it leaves behind what had been counted until then.
"""

from __future__ import annotations

# What Lambda's own runtime client has loaded before it looks at the function; in no figure.
import base64  # noqa: F401
import concurrent.futures  # noqa: F401
import datetime  # noqa: F401
import decimal  # noqa: F401
import http.client  # noqa: F401
import importlib
import io
import json
import logging.config  # noqa: F401
import os
import resource
import sys
import time
import traceback  # noqa: F401
from pathlib import Path
from typing import Any

from infra.bench.answers import Answers

REMAINING_MS = 15_000


class Context:
    """What Lambda tells a function about its invocation."""

    function_name = "measured"
    aws_request_id = "first"

    def get_remaining_time_in_millis(self) -> int:
        """How long it may still take."""
        return REMAINING_MS


class Marks:
    """What had been used up by each mark: seconds of the processor, and a process to look at."""

    def __init__(self, *, counted: bool) -> None:
        self._counted = counted
        self.seconds: dict[str, float] = {}
        self.processes: dict[str, int] = {}

    def set(self, name: str) -> None:
        """One more mark."""
        self.seconds[name] = time.process_time()
        if self._counted:
            child = os.fork()
            if child == 0:
                os._exit(0)
            os.waitpid(child, 0)
            self.processes[name] = child


def measure(case: dict[str, Any], *, counted: bool) -> dict[str, Any]:
    """Load and call; tells the marks, the peak of memory in bytes, and what was answered."""
    tables = {tuple(address): item for address, item in case["tables"]}
    marks = Marks(counted=counted)
    answer = None
    marks.set("ready")
    if case["handler"]:
        module, _, name = case["handler"].rpartition(".")
        function = getattr(importlib.import_module(module), name)
        marks.set("loaded")
        _answer_for_aws(Answers(tables), case)
        answer = function(case["event"], Context())
        marks.set("answered")
    else:
        import boto3

        boto3.client("dynamodb")
        marks.set("loaded")
    return {
        "seconds": marks.seconds,
        "processes": marks.processes,
        "peak": _peak(),
        "answer": answer,
    }


def _answer_for_aws(answers: Answers, case: dict[str, Any]) -> None:
    import urllib.request

    from services.runtime import platform
    from services.runtime.aws.platform import AwsPlatform

    aws = AwsPlatform()
    platform.install(aws)
    aws.clients.session.events.register("before-send", answers.reply)
    # The public keys of the user pool are the one thing that is fetched without the SDK.
    keys = json.dumps(case["keys"]).encode()
    urllib.request.OpenerDirector.open = lambda *_, **__: io.BytesIO(keys)  # type: ignore[assignment,method-assign,misc]


def _peak() -> int:
    """The largest memory so far; Linux's own figure of this program, not of what started it."""
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) * 1024
    except (OSError, StopIteration):
        unit = 1 if sys.platform == "darwin" else 1024
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


if __name__ == "__main__":
    said = measure(json.loads(Path(sys.argv[1]).read_text()), counted="--counted" in sys.argv)
    print(json.dumps(said))
