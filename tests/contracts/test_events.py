"""What services say to each other changes only where a reviewer sees it."""

from __future__ import annotations

import json

import pytest

from infra import documents
from services.contracts.catalogue import events
from services.contracts.event import Event, PublicEvent

PERSONAL = {
    "AddressTaken.v1": {"email"},
    "ContactAsked.v1": {"email", "topic", "token"},
    "ContactIntroduced.v1": {"email", "name"},
    "ContactSought.v1": {"email", "topic", "token"},
    "ComplaintAnswered.v1": {"email", "outcome"},
    "ComplaintReceived.v1": {"email"},
    "ComplaintWaits.v1": {"email"},
    "ErasureReceiptIssued.v1": {"email"},
    "FirstAddressChanged.v1": {"email", "old_email"},
    # Who asks whom is on no bus that is archived.
    "IntroductionMade.v1": set(),
    "IntroductionPassedOn.v1": set(),
    "InvitationIssued.v1": {"email", "token"},
    "MemberContactChanged.v1": {"email", "name", "organisation"},
    "MyDataReady.v1": {"email"},
    "MyDataShared.v1": {"content"},
    "MemberRemoved.v1": set(),  # that it was no leaving is for nobody else
    "NetworkNamed.v1": {"name", "ground_rules"},
    "NoteTitled.v1": {"title"},
    "OrganisationAliased.v1": {"name", "aliases"},
    "OrganisationRegistered.v1": {"name", "aliases"},
    "SessionTitled.v1": {"title"},
    "SignInCodeIssued.v1": {"email", "code"},
}
"""Every event with free text or an address, and which fields hold it: all on the private bus."""

FACTS = {
    "access_id", "admins",
    "archived", "audience", "cancelled", "draft_id", "ends_at", "fanout_id", "headcount", "kind",
    "listed", "local_start", "member_id", "network_id", "note_id", "occurrence_version", "policy",
    "quorum", "rejected", "reminded", "roles", "sent", "session_id", "standing", "starts_at",
    "superseded", "uncertain", "until", "useful_until", "week", "withheld", "zone",
    "organisation_id", "expires_at", "invitation_id",
    "old_ends_at", "old_local_start", "old_starts_at", "old_zone", "purpose", "remind_at",
    "retold", "late", "observers",
    "course", "day", "follows", "series_id",
    "accepted", "due_at", "last_day", "role", "stays",
    "service", "into", "since", "successors", "text_id",
    "as_of", "number", "rules_version", "snapshot_id",
    "again", "contact_id", "fields", "introduction_id", "member_ids",
    "imported_as", "tell_at", "import_id", "written", "skipped", "removed", "kept",
    "answer_by", "complaint_id", "reference", "data_id", "part", "parts", "share_id",
}  # fmt: skip
"""Fields that are ids, versions, times, counts or codes."""


@pytest.mark.parametrize("name", events())
def test_free_text_and_addresses_travel_on_the_private_bus_only(name: str) -> None:
    """X1, decision 7."""
    event = events()[name]
    own = set(event.model_fields) - set(Event.model_fields)
    assert own - FACTS == PERSONAL.get(name, set())
    assert issubclass(event, PublicEvent) is (name not in PERSONAL)


def test_the_generated_documents_are_those_in_the_repository() -> None:
    for path, content in documents.documents().items():
        assert path.read_text(encoding="utf-8") == content, "run: python -m infra.documents"
    on_disk = {path.name for path in (documents.ROOT / "docs" / "schemas").iterdir()}
    assert on_disk == {f"{name}.json" for name in events()}


def test_no_event_of_notes_names_a_person() -> None:
    """U2: no event names who wrote, reviewed or objected."""
    for name, event in events().items():
        if event.source == "candour.notes":
            assert "member_id" not in event.model_fields, name


def test_a_published_note_says_nothing_of_its_session() -> None:
    for name in ("NotePublished.v1", "NoteTitled.v1"):
        fields = set(events()[name].model_fields)
        assert fields.isdisjoint({"session_id", "draft_id", "starts_at"})


def test_an_old_listener_can_read_a_newer_event() -> None:
    """Adding an optional field keeps the version (decision 8)."""
    for event in events().values():
        assert event.model_config["extra"] == "ignore"


def test_every_schema_guarantees_the_envelope() -> None:
    for name in events():
        schema = json.loads((documents.ROOT / "docs" / "schemas" / f"{name}.json").read_text())
        assert {"event_id", "occurred_at", "sequence", "caused_by"} <= set(schema["required"])
