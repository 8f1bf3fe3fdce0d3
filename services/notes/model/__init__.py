"""The rules of a note: a task, written, checked by others, published without a trace of anybody.

task ──write──▶ writing ──submit──▶ in review ──enough approvals──▶ published (a new thing)
                   ▲                    │
                   └─────send back──────┘

What becomes of a published note that somebody objects to: see `objecting`.
"""

from services.notes.model.draft import (
    CHECKERS,
    KEPT_FOR,
    Approval,
    Change,
    Decision,
    Draft,
    Keep,
    KeepReason,
    Locked,
    Note,
    NoteState,
    OpenFindings,
    Stale,
    State,
    Wording,
)
from services.notes.model.objecting import (
    ENOUGH_TO_DISMISS,
    Case,
    Hidden,
    Objection,
    Outcome,
    Turn,
    dismiss,
    forget_agreement,
    hide,
    must_be_readable,
    needed,
    object_to,
    restore,
    uphold,
)
from services.notes.model.review import (
    approve,
    is_agreed,
    publish,
    send_back,
    text_hash,
    void,
    without,
)
from services.notes.model.writing import (
    decisions,
    iso_week,
    open_ones,
    open_task,
    submit,
    write,
)

__all__ = [
    "CHECKERS",
    "ENOUGH_TO_DISMISS",
    "KEPT_FOR",
    "Approval",
    "Case",
    "Change",
    "Decision",
    "Draft",
    "Hidden",
    "Keep",
    "KeepReason",
    "Locked",
    "Note",
    "NoteState",
    "Objection",
    "OpenFindings",
    "Outcome",
    "Stale",
    "State",
    "Turn",
    "Wording",
    "approve",
    "decisions",
    "dismiss",
    "forget_agreement",
    "hide",
    "is_agreed",
    "iso_week",
    "must_be_readable",
    "needed",
    "object_to",
    "open_ones",
    "open_task",
    "publish",
    "restore",
    "send_back",
    "submit",
    "text_hash",
    "uphold",
    "void",
    "without",
    "write",
]
