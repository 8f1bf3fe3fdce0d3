"""Run in a fresh process: loads one function as Lambda would and gives it its first event.

    python -c "from infra.bench.first_call import main; main('CASE.json', counted=False)"

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

from infra.bench.answers import Answers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

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
    """Load and call; tells the marks, the peak of memory in bytes, and what was answered.

    A case without the keys of the user pool is no function of ours: it is called as it is.
    """
    answers = Answers({tuple(address): item for address, item in case["tables"]})
    module, _, name = case["handler"].rpartition(".")
    marks = Marks(counted=counted)
    marks.set("ready")
    function = getattr(importlib.import_module(module), name)
    marks.set("loaded")
    if case["keys"] is None:
        function(case["event"])
        answer = None
    else:
        _answer_for_aws(answers, case["keys"])
        answer = function(case["event"], Context())
    marks.set("answered")
    return {
        "seconds": marks.seconds,
        "processes": marks.processes,
        "peak": _peak(),
        "answer": answer,
    }


def _answer_for_aws(answers: Answers, keys: dict[str, Any]) -> None:
    import urllib.request

    from services.runtime import platform
    from services.runtime.aws.platform import AwsPlatform

    aws = AwsPlatform()
    platform.install(aws)
    aws.clients.session.register("before-send", answers.reply)
    # The public keys of the user pool are the one thing that is fetched without the SDK.
    published = json.dumps(keys).encode()
    urllib.request.OpenerDirector.open = lambda *_, **__: io.BytesIO(published)  # type: ignore[method-assign]


def _peak() -> int:
    """The largest memory so far; Linux's own figure of this program, not of what started it."""
    try:
        with open("/proc/self/status") as status:
            return int(next(line for line in status if line.startswith("VmHWM")).split()[1]) * 1024
    except (OSError, StopIteration):
        unit = 1 if sys.platform == "darwin" else 1024
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def main(case: str, *, counted: bool) -> None:
    """Measure what is written down in this file, and print what came of it."""
    with open(case) as written_down:
        said = measure(json.load(written_down), counted=counted)
    print(json.dumps(said))
