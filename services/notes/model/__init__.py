"""The rules of a note: a task, written, checked by others, published without a trace of anybody.

task ──write──▶ writing ──submit──▶ in review ──enough approvals──▶ published (a new thing)
                   ▲                    │
                   └─────send back──────┘
"""

from services.notes.model.draft import (
    KEPT_FOR,
    Approval,
    Change,
    Decision,
    Draft,
    Keep,
    KeepReason,
    Locked,
    Note,
    OpenFindings,
    Stale,
    State,
    Wording,
)
from services.notes.model.review import approve, is_agreed, publish, send_back, text_hash
from services.notes.model.writing import (
    decisions,
    iso_week,
    open_ones,
    open_task,
    submit,
    write,
)

__all__ = [
    "KEPT_FOR",
    "Approval",
    "Change",
    "Decision",
    "Draft",
    "Keep",
    "KeepReason",
    "Locked",
    "Note",
    "OpenFindings",
    "Stale",
    "State",
    "Wording",
    "approve",
    "decisions",
    "is_agreed",
    "iso_week",
    "open_ones",
    "open_task",
    "publish",
    "send_back",
    "submit",
    "text_hash",
    "write",
]
