"""The two tables of notes: the only place that knows their keys.

The notes table, with stream and backup:
NOTE#<n>         STATE          a published note; index NETWORK#<n>#NOTES by week, then random id
NAME#<hash>      NAME           that a way of writing is registered, and as what
NAME#<hash>      OF#<owner>     because of which member or organisation; index OWNER#<o>
DUE#<shard>      <time>#<o>     when to see whether an owner's names may go (runtime.due)
NETWORK#<n>, MEMBER#<m>         what membership said (runtime.rights)

The drafts table, without stream and without backup:
DRAFT#<d>        STATE          a draft with its writers; expires; index NETWORK#<n>#DRAFTS by week
DRAFT#<d>        TITLE          what the session was called; expires
DRAFT#<d>        OPENED         that there was a task, so that none is opened twice; never expires

OPENED is not touched again: had it a time of ending, that would be the time of a publication.
"""

from services.notes.store.drafts import (
    add,
    change,
    destroy,
    draft_id_of,
    draft_keys,
    drafts_of,
    find,
    keep_title,
    read,
    titles,
)
from services.notes.store.names import (
    done_looking,
    forget_names,
    keep_names,
    look_at_names,
    look_up,
    names_to_look_at,
    places_in,
    places_of,
)
from services.notes.store.published import (
    note_key,
    notes_of,
    publish,
    read_note,
)
from services.notes.store.tables import (
    drafts_table,
    table,
)

__all__ = [
    "add",
    "change",
    "destroy",
    "done_looking",
    "draft_id_of",
    "draft_keys",
    "drafts_of",
    "drafts_table",
    "find",
    "forget_names",
    "keep_names",
    "keep_title",
    "look_at_names",
    "look_up",
    "names_to_look_at",
    "note_key",
    "notes_of",
    "places_in",
    "places_of",
    "publish",
    "read",
    "read_note",
    "table",
    "titles",
]
