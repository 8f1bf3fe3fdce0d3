"""A client that measures: some connections at once, and how long each answer took."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import count
from typing import Any

HOST = "127.0.0.1"
# Below what one address may ask for in an hour, so that no limit is measured.
MOST_FROM_ONE_ADDRESS = 50


@dataclass(frozen=True)
class Pace:
    """How fast answers came: how many in a second, and two percentiles in milliseconds."""

    per_second: float
    p50: float
    p99: float


class Crowd:
    """People who sign up, each from an address of their own within the loopback network."""

    def __init__(self, port: int, network: str) -> None:
        self._port = port
        self._network = network
        self._numbers = count(1)
        self._houses = count(1)
        self._lock = threading.Lock()

    def sign_up(self, people: int, *, at_once: int) -> Pace:
        """Let so many sign up, so many at a time."""
        took: list[float] = []
        shares = [people // at_once] * at_once
        threads = [
            threading.Thread(target=lambda share=share: took.extend(self._sign_up(share)))
            for share in shares
        ]
        began = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        seconds = time.perf_counter() - began
        if len(took) != sum(shares):
            raise RuntimeError("somebody could not sign up")
        return pace(took, seconds)

    def _sign_up(self, people: int) -> list[float]:
        took = []
        connection = None
        for number in range(people):
            if connection is None or number % MOST_FROM_ONE_ADDRESS == 0:
                connection = self._connection()
            body = json.dumps(self._wish())
            began = time.perf_counter()
            status = ask(connection, "POST", "/api/membership/join", body)
            took.append(time.perf_counter() - began)
            if status != 202:
                raise RuntimeError(f"a sign-up was answered with {status}")
        return took

    def _wish(self) -> dict[str, Any]:
        with self._lock:
            number = next(self._numbers)
        return {
            "name": f"Person {number}",
            "email": f"person.{number}@brackenmoor.example",
            "organisation": "Brackenmoor",
            "role": "Nurse",
            "network": [self._network],
            "agree": True,
        }

    def _connection(self) -> http.client.HTTPConnection:
        with self._lock:
            house = next(self._houses)
        source = f"127.{1 + house // 60000}.{house // 250 % 250}.{1 + house % 250}"
        return http.client.HTTPConnection(HOST, self._port, timeout=30, source_address=(source, 0))


def ask(
    connection: http.client.HTTPConnection, method: str, path: str, body: str | None = None
) -> int:
    """The status of one request; the answer is read to its end."""
    headers = {"Content-Type": "application/json"} if body else {}
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    answer.read()
    return answer.status


def pace(took: Iterable[float], seconds: float) -> Pace:
    """Percentiles of what each took, and the rate of all."""
    ordered = sorted(took)
    return Pace(
        per_second=len(ordered) / seconds,
        p50=1000 * ordered[len(ordered) // 2],
        p99=1000 * ordered[min(len(ordered) - 1, len(ordered) * 99 // 100)],
    )


def until(holds: Callable[[], bool], *, within: float) -> None:
    """Look again and again until something holds; raises TimeoutError."""
    end = time.monotonic() + within
    while not holds():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.01)
