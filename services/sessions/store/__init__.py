"""The sessions table: the only folder that knows its keys.

SESSION#<s>      STATE          the session; index NETWORK#<n>#SESSIONS by start
MEMBER#<m>       FEED           how many addresses a calendar has had, and whether one holds
FEED#<hash>      STATE          whose calendar an address leads to; nobody's once it is over
DUE#<shard>      <time>#<s>     a reminder to send (runtime.due), and what series.py says
NETWORK#<n>, MEMBER#<m>         what membership said (runtime.rights)
ERASED#<hash>    MEMBER         that somebody was erased (runtime.erasing)
"""

from services.sessions.store.programme import from_now, next_planned, of_network, until_now
from services.sessions.store.session import (
    add,
    bring,
    change,
    due_now,
    find,
    forget_reminder,
    key,
    read,
)
from services.sessions.store.table import say, table

__all__ = [
    "add",
    "bring",
    "change",
    "due_now",
    "find",
    "forget_reminder",
    "from_now",
    "key",
    "next_planned",
    "of_network",
    "read",
    "say",
    "table",
    "until_now",
]
