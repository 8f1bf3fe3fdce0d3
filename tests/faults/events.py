"""What the services tell each other in these stories, stamped once: a message does not change."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, TypeVar

from services.contracts.break_glass import BreakGlassOpened
from services.contracts.complaints import ComplaintAnswered, ComplaintReceived, ComplaintWaits
from services.contracts.duties import (
    ApplicantAnswered,
    ApplicantAsked,
    ChairAnnounced,
    ChairOfferAnswered,
    ChairOffered,
    MemberRemoved,
    RequestsWaiting,
    RoleEnded,
    RoleEnding,
    SpinOffAsked,
    SpinOffDeclined,
)
from services.contracts.event import Event
from services.contracts.headcounts import HeadcountCorrected
from services.contracts.host import HostAdminsChanged
from services.contracts.introductions import IntroductionMade, IntroductionPassedOn
from services.contracts.invitations import InvitationIssued
from services.contracts.membership import (
    AddressTaken,
    ErasureReceiptIssued,
    FirstAddressChanged,
    MemberContactChanged,
    MemberErased,
    MemberLeft,
    MembershipApproved,
    MembershipDeclined,
    MembershipReinstated,
    MembershipSuspended,
    NetworkArchived,
    NetworkNamed,
    NetworkOpened,
    NetworkPolicyChanged,
    RoleGranted,
    RoleRevoked,
    SignInCodeIssued,
)
from services.contracts.mydata import MyDataAsked, MyDataReady, SharedBySessions
from services.contracts.notes import (
    NoteHidden,
    NoteRestored,
    NoteSubmitted,
    NoteTitled,
    NoteWithdrawn,
)
from services.contracts.notifications import ServiceErased
from services.contracts.organisations import (
    OrganisationAliased,
    OrganisationRegistered,
    OrganisationTextDecided,
)
from services.contracts.roles import Policy, Role, Standing
from services.contracts.sessions import (
    OccurrenceCancelled,
    OccurrenceMoved,
    OccurrenceScheduled,
    ReminderDue,
    SessionHeld,
    SessionTitled,
)
from services.contracts.vouching import ContactAsked, ContactIntroduced, ContactSought
from tests.world import START

SLUG = "psmn"
SESSION = "5e55" * 8
NOTE = "a07e" * 8
DRAFT = "d4af" * 8
DATA = "da7a" * 8
STARTS = START + timedelta(days=1)

Said = TypeVar("Said", bound=Event)


def stamped(event: Said, at: datetime = START) -> Said:
    """The event with an envelope; its id follows from what it says."""
    name = f"{event.detail_type()}-{getattr(event, 'member_id', '')}-{event.sequence}"
    return event.stamped(event_id=name, occurred_at=at, caused_by=None)


# --- membership ---------------------------------------------------------------------------------


def opened(quorum: int = 2, at: datetime = START) -> NetworkOpened:
    return stamped(NetworkOpened(**_network(quorum=quorum), sequence=1), at)


def named(at: datetime = START) -> NetworkNamed:
    rules = ("Nothing is recorded.",)
    return stamped(
        NetworkNamed(network_id=SLUG, name="Patient Safety", ground_rules=rules, sequence=1), at
    )


def approved(member_id: str, *roles: Role, at: datetime = START) -> MembershipApproved:
    return stamped(MembershipApproved(**_place(member_id, roles=roles), sequence=2), at)


def declined(member_id: str) -> MembershipDeclined:
    place = _place(member_id, standing=Standing.DECLINED)
    return stamped(MembershipDeclined(**place, sequence=2))


def left(member_id: str, at: datetime = START) -> MemberLeft:
    return stamped(MemberLeft(**_place(member_id, standing=Standing.LEFT), sequence=9), at)


def rights(member_id: str) -> list[Event]:
    """Every event that changes somebody's rights, beside the approval."""
    suspended = _place(member_id, standing=Standing.SUSPENDED)
    member = _place(member_id)
    reviewer = _place(member_id, roles=(Role.REVIEWER,))
    return [
        opened(),
        named(),
        stamped(HostAdminsChanged(admins=(member_id,), sequence=1)),
        stamped(MembershipSuspended(**suspended, sequence=5)),
        stamped(MembershipReinstated(**member, sequence=6)),
        stamped(RoleGranted(**reviewer, sequence=7)),
        stamped(RoleRevoked(**member, sequence=8)),
        left(member_id),
        stamped(NetworkPolicyChanged(**_network(quorum=3), sequence=5)),
        stamped(NetworkArchived(**_network(archived=True), sequence=6)),
    ]


def revoked(member_id: str) -> RoleRevoked:
    return stamped(RoleRevoked(**_place(member_id), sequence=8))


def contact(
    member_id: str, at: datetime = START, *, name: str = "Aled Bevanson", organisation: str = ""
) -> MemberContactChanged:
    email = f"{member_id}@people.example"
    return stamped(
        MemberContactChanged(
            member_id=member_id, email=email, name=name, organisation=organisation, sequence=1
        ),
        at,
    )


def code(member_id: str) -> SignInCodeIssued:
    return stamped(
        SignInCodeIssued(
            member_id=member_id, email=f"{member_id}@people.example", code="12345678",
            expires_at=START + timedelta(minutes=10),
        )
    )  # fmt: skip


def address_taken(member_id: str) -> AddressTaken:
    return stamped(AddressTaken(member_id=member_id, email=f"{member_id}@people.example"))


def first_address_changed(
    member_id: str, email: str = "new@people.example", old: str = "old@people.example"
) -> FirstAddressChanged:
    return stamped(FirstAddressChanged(member_id=member_id, email=email, old_email=old, sequence=3))


def erased(member_id: str) -> MemberErased:
    return stamped(MemberErased(member_id=member_id, sequence=1))


def service_erased(member_id: str) -> ServiceErased:
    return stamped(ServiceErased(member_id=member_id, sequence=1))


def invitation() -> InvitationIssued:
    return stamped(
        InvitationIssued(
            network_id=SLUG,
            invitation_id="i1",
            email="m9@people.example",
            token="a.link",
            expires_at=START + timedelta(days=14),
            sequence=1,
        )
    )


def passed_on(member_id: str) -> IntroductionPassedOn:
    return stamped(
        IntroductionPassedOn(
            network_id=SLUG, introduction_id="in1", member_id=member_id, sequence=2
        )
    )


def introduced(one: str, other: str) -> IntroductionMade:
    return stamped(
        IntroductionMade(
            network_id=SLUG, introduction_id="in1", member_ids=(one, other), sequence=4
        )
    )


def contact_asked() -> ContactAsked:
    return stamped(
        ContactAsked(
            network_id=SLUG, contact_id="c1", email="m9@people.example", topic="falls",
            token="a.link", expires_at=START + timedelta(days=14), sequence=1,
        )
    )  # fmt: skip


def contact_sought() -> ContactSought:
    return stamped(
        ContactSought(
            network_id=SLUG, introduction_id="in1", email="m9@people.example", topic="falls",
            token="a.link", sequence=2,
        )
    )  # fmt: skip


def contact_introduced(member_id: str) -> ContactIntroduced:
    return stamped(
        ContactIntroduced(
            network_id=SLUG, introduction_id="in1", member_id=member_id,
            email="m9@people.example", name="Ada Lunn", sequence=4,
        )
    )  # fmt: skip


def receipt() -> ErasureReceiptIssued:
    return stamped(ErasureReceiptIssued(email="m1@people.example", sequence=1))


def data_asked(member_id: str, data_id: str = DATA) -> MyDataAsked:
    return stamped(MyDataAsked(member_id=member_id, data_id=data_id, sequence=1))


def data_shared(data_id: str, service: str) -> SharedBySessions:
    share = SharedBySessions(
        data_id=data_id, share_id="51a4" * 8, part=0, parts=1, content="[]", sequence=1
    )
    return stamped(share.model_copy(update={"service": service}))


def data_ready() -> MyDataReady:
    return stamped(
        MyDataReady(member_id="m1", email="m1@people.example", expires_at=STARTS, sequence=2)
    )


def complaints() -> list[Event]:
    about: dict[str, Any] = {"email": "ada.lunn@ferndale.example", "reference": "C0C0-C0C0"}
    return [
        stamped(ComplaintReceived(**about, sequence=1)),
        stamped(ComplaintAnswered(**about, outcome="It is put right.", sequence=2)),
        stamped(ComplaintWaits(**about, complaint_id="c0" * 16, answer_by=STARTS, sequence=2)),
    ]


def organisation() -> OrganisationRegistered:
    return stamped(
        OrganisationRegistered(
            organisation_id="0123", name="Ouseby Hospice", aliases=("Ouseby",), sequence=1
        )
    )


def aliased() -> OrganisationAliased:
    return stamped(
        OrganisationAliased(
            organisation_id="0123", name="Ouseby Hospice", aliases=("The Ouse",), sequence=2
        )
    )


def text_decided(text_id: str) -> OrganisationTextDecided:
    return stamped(OrganisationTextDecided(text_id=text_id, sequence=1))


def duties(member_id: str) -> list[Event]:
    """What people hear of their roles, and chairs of their desk."""
    here: dict[str, Any] = {"network_id": SLUG, "sequence": 9}
    role = {"role": Role.REVIEWER, "last_day": (START + timedelta(days=14)).date()}
    return [
        stamped(RoleEnding(member_id=member_id, **role, **here)),
        stamped(RoleEnded(member_id=member_id, **role, **here)),
        stamped(ChairOffered(member_id=member_id, **here)),
        stamped(ApplicantAsked(member_id=member_id, standing=Standing.WAITING, **here)),
        stamped(ApplicantAnswered(member_id=member_id, standing=Standing.WAITING, **here)),
        stamped(ChairOfferAnswered(member_id=member_id, accepted=True, **here)),
        stamped(ChairAnnounced(due_at=START + timedelta(days=14), **here)),
        stamped(RequestsWaiting(**here)),
        stamped(SpinOffAsked(**here)),
        stamped(SpinOffDeclined(member_id=member_id, **here)),
    ]


def removed(member_id: str) -> MemberRemoved:
    return stamped(MemberRemoved(network_id=SLUG, member_id=member_id, sequence=9))


def glass_broken() -> BreakGlassOpened:
    return stamped(
        BreakGlassOpened(
            network_id=SLUG, access_id="acce" * 8, until=START + timedelta(hours=1), sequence=1
        )
    )


# --- sessions -----------------------------------------------------------------------------------


def scheduled() -> OccurrenceScheduled:
    return stamped(OccurrenceScheduled(**_occurrence(), sequence=1))


def moved() -> OccurrenceMoved:
    """An hour later, on the same day: the move is its own reminder."""
    later = {name: _occurrence()[name] + timedelta(hours=1) for name in ("starts_at", "ends_at")}
    return stamped(
        OccurrenceMoved(
            **{**_occurrence(), **later},
            old_local_start=_occurrence()["local_start"],
            old_zone="Europe/London",
            old_starts_at=STARTS,
            old_ends_at=STARTS + timedelta(hours=1),
            reminded=True,
            remind_at=START,
            sequence=3,
        )
    )


def cancelled(*, reminded: bool = True) -> OccurrenceCancelled:
    return stamped(OccurrenceCancelled(**_occurrence(), reminded=reminded, sequence=3))


def session_titled() -> SessionTitled:
    return stamped(
        SessionTitled(session_id=SESSION, network_id=SLUG, title="What helps?", sequence=1)
    )


def counted() -> HeadcountCorrected:
    return stamped(
        HeadcountCorrected(session_id=SESSION, network_id=SLUG, headcount=71, sequence=3)
    )


def held() -> SessionHeld:
    return stamped(
        SessionHeld(session_id=SESSION, network_id=SLUG, starts_at=START, headcount=70, sequence=2)
    )


def reminder_due(version: int = 1) -> ReminderDue:
    return stamped(
        ReminderDue(
            session_id=SESSION, network_id=SLUG, occurrence_version=version, useful_until=STARTS,
            sequence=version + 1,
        )
    )  # fmt: skip


# --- notes --------------------------------------------------------------------------------------


def note_titled() -> NoteTitled:
    return stamped(
        NoteTitled(note_id=NOTE, network_id=SLUG, title="Speaking up", week="2026-W48", sequence=1)
    )


def note_hidden() -> NoteHidden:
    return stamped(NoteHidden(note_id=NOTE, network_id=SLUG, week="2026-W48", sequence=2))


def note_restored() -> NoteRestored:
    return stamped(NoteRestored(note_id=NOTE, network_id=SLUG, sequence=3))


def note_withdrawn() -> NoteWithdrawn:
    return stamped(NoteWithdrawn(note_id=NOTE, network_id=SLUG, sequence=3))


def submitted() -> NoteSubmitted:
    return stamped(NoteSubmitted(draft_id=DRAFT, network_id=SLUG, sequence=4))


def _place(member_id: str, **more: Any) -> dict[str, Any]:
    place = {"member_id": member_id, "network_id": SLUG, "standing": Standing.MEMBER}
    return {**place, **more}


def _network(**more: Any) -> dict[str, Any]:
    network = {"network_id": SLUG, "policy": Policy.APPROVAL, "listed": True, "quorum": 2}
    return {**network, **more}


def _occurrence() -> dict[str, Any]:
    return {
        "session_id": SESSION,
        "network_id": SLUG,
        "local_start": STARTS.replace(tzinfo=None).isoformat(),
        "zone": "Europe/London",
        "starts_at": STARTS,
        "ends_at": STARTS + timedelta(hours=1),
    }
