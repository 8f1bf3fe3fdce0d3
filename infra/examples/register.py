"""The register of organisations, and what members wrote that no rule understands."""

from __future__ import annotations

from infra.embedded.demo import CHAIR, FACILITATOR, SLUG
from infra.examples.people import ALL, ME
from infra.examples.scene import Scene

HERE = {"network": SLUG}
REGISTER = f"{ALL}/organisations"
ONE, TEXT = f"{REGISTER}/<organisation>", f"{REGISTER}/texts/<text>"


def keep(scene: Scene) -> None:
    """Organisations come, are renamed and understood; what members wrote is decided."""
    scene.ask("GET", REGISTER, query={"q": "ellerb"})
    scene.ask("GET", f"{REGISTER}/register", by=CHAIR, query=HERE)
    new = {**HERE, "name": "Harbour View Surgery", "sector": "other"}
    made = scene.ask("POST", REGISTER, new, by=CHAIR)["organisation_id"]
    alias = {**HERE, "alias": "Harbour View"}
    scene.ask("POST", f"{ONE}/remember", alias, by=CHAIR, organisation=made)
    scene.ask("POST", f"{ONE}/forget", alias, by=CHAIR, organisation=made)
    scene.ask(
        "POST",
        f"{ONE}/rename",
        {**HERE, "name": "Harbour View Practice"},
        by=CHAIR,
        organisation=made,
    )
    _decide(scene, made)


def _decide(scene: Scene, organisation: str) -> None:
    found = scene.ask("GET", f"{REGISTER}/texts", by=CHAIR, query=HERE)["texts"]
    text = found[0]["text_id"]
    scene.ask("GET", TEXT, query=HERE, by=CHAIR, text=text)
    scene.ask("POST", f"{TEXT}/none", HERE, by=CHAIR, text=text)
    scene.ask("POST", f"{TEXT}/reopen", HERE, by=CHAIR, text=text)
    meant = {**HERE, "organisation_id": organisation, "remember": False}
    scene.ask("POST", f"{TEXT}/resolve", meant, by=CHAIR, text=text)


def change(scene: Scene) -> None:
    """One is another one, one closes, one is split: whoever works there says where they are now."""
    scene.ask(
        "POST", f"{ONE}/merge", {**HERE, "into": "thornleigh"}, by=CHAIR, organisation="wolds"
    )
    scene.ask("GET", ONE, query=HERE, by=CHAIR, organisation="wolds")
    scene.ask(
        "POST", f"{ONE}/take-back", {**HERE, "ending": "merged"}, by=CHAIR, organisation="wolds"
    )
    scene.ask("POST", f"{ONE}/close", {**HERE, "on": "2027-03-31"}, by=CHAIR, organisation="wolds")
    split = {**HERE, "successors": ["brackenmoor", "thornleigh"], "since": "2026-10-01"}
    scene.ask("POST", f"{ONE}/succeed", split, by=CHAIR, organisation="ellerbeck")
    choices = scene.ask("GET", f"{ME}/organisation", by=FACILITATOR)["choices"]
    chosen = {"organisation_id": choices[0]["organisation_id"]}
    scene.ask("POST", f"{ME}/organisation", chosen, by=FACILITATOR)
