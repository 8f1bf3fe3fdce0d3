"""The two tables of notes: the only place that knows their keys.

The notes table, with stream and backup:
NOTE#<n>         STATE          a published note; index NETWORK#<n>#NOTES by week, then random id,
                                while it can be read; of a withdrawn one only its week
NAME#<number>    BUCKET         keyed hashes of ways of writing, and how many owners have each
NAME#            SIZE           how many buckets there are
OWNER#<o>        NAMES          which hashes are in the register because of a member or organisation
DUE#<shard>      <time>#<o>     when to see whether an owner's names may go, or to go on erasing
                                somebody (runtime.due)
MEMBER#<o>       LOOK#<time>…   that there is such a due row, so that it can be found by its owner
NETWORK#<n>, MEMBER#<m>         what membership said (runtime.rights)
ERASED#<hash>    MEMBER         that somebody was erased (runtime.erasing)
MEMBER#<m>       ERASING        which networks it is about, until it is done

An owner is a member, an organisation, or a hash of somebody who was erased less than a year ago.

The drafts table, without stream and without backup:
NETWORK#<n>      DRAFT#<d>      a draft with its writers; expires; index NETWORK#<n>#DRAFTS by week
DRAFT#<d>        TITLE          what the session was called; expires
DRAFT#<d>        OPENED         that there was a task, so that none is opened twice; never expires
CASE#<note>      STATE          what is to be decided about a published note; index
                                NETWORK#<n>#CASES by week while the note is hidden
RECEIPT#<hash>   STATE          what became of an objection; expires on the first of a month
LIMIT#…          <window>       how often somebody objected (runtime.limits); expires

OPENED is not touched again: had it a time of ending, that would be the time of a publication.
"""

from services.notes.store.cases import (
    case_key,
    cases_of,
    outcome,
    read_case,
    receipt_key,
    receipt_of,
    receive,
    take,
)
from services.notes.store.drafts import (
    add,
    change,
    destroy,
    draft_id_of,
    draft_keys,
    drafts_now,
    drafts_of,
    find,
    keep_title,
    read,
    titles,
)
from services.notes.store.erasures import (
    erased,
    look_at_erased,
    over,
)
from services.notes.store.names import (
    done_looking,
    due_now,
    look_at_names,
    never_look_at,
    places_of,
)
from services.notes.store.places import (
    checkers_among,
    unchanged,
    with_checkers,
)
from services.notes.store.published import (
    bring,
    find_note,
    note_key,
    notes_of,
    publish,
    read_note,
)
from services.notes.store.register import (
    FEWEST,
    SIZE,
    Seen,
    bucket_key,
    buckets_in,
    forget_names,
    hand_names_on,
    keep_names,
    look_up,
    names_in,
    numbers_of,
    seen_in,
    seen_keys,
)
from services.notes.store.tables import (
    drafts_table,
    table,
)

__all__ = [
    "FEWEST",
    "SIZE",
    "Seen",
    "add",
    "bring",
    "bucket_key",
    "buckets_in",
    "case_key",
    "cases_of",
    "change",
    "checkers_among",
    "destroy",
    "done_looking",
    "draft_id_of",
    "draft_keys",
    "drafts_now",
    "drafts_of",
    "drafts_table",
    "due_now",
    "erased",
    "find",
    "find_note",
    "forget_names",
    "hand_names_on",
    "keep_names",
    "keep_title",
    "look_at_erased",
    "look_at_names",
    "look_up",
    "names_in",
    "never_look_at",
    "note_key",
    "notes_of",
    "numbers_of",
    "outcome",
    "over",
    "places_of",
    "publish",
    "read",
    "read_case",
    "read_note",
    "receipt_key",
    "receipt_of",
    "receive",
    "seen_in",
    "seen_keys",
    "table",
    "take",
    "titles",
    "unchanged",
    "with_checkers",
]
