"""Who lives in a random world, and what they write."""

from __future__ import annotations

from dataclasses import dataclass

FIRST = ("Maureen", "Tobias", "Imogen", "Yusuf", "Oluwaseun", "Beatrix", "Farrukh", "Delphine")
LAST = ("Achterberg", "Renwick", "Fairweather", "Lambourne", "Hartley", "Quillfeather", "Ostrava")

KEPT = "kelderwick"
TITLES = ("what helps after an incident", "how to listen", "what we do next")
TEXTS = (
    "People said that a short talk on the same day helps most.",
    "It helps to write down what happened before anybody asks.",
    "Somebody praised Kelderwick as a word for hope.",
    "Maureen Achterberg spoke about her ward.",
)
"""The third holds words that may be kept for a reason, the last a name that never may."""


@dataclass
class Person:
    """Somebody with an address; `challenge` is what the code that they wait for belongs to.

    `erasure` is the same for the code that confirms that they want to be erased.
    """

    number: int
    member_id: str = ""
    challenge: str = ""
    erasure: str = ""

    @property
    def name(self) -> str:
        """A name, of which some people have the same."""
        return f"{FIRST[self.number % len(FIRST)]} {LAST[self.number % len(LAST)]}"

    def __str__(self) -> str:
        return f"{self.name} ({self.number})"

    @property
    def email(self) -> str:
        """An address, of which everybody has another."""
        return f"person{self.number}@kelder.example"

    @property
    def source_ip(self) -> str:
        """Where this person's requests come from."""
        return f"192.0.2.{self.number % 250}"
