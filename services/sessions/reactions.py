"""What sessions does when others spoke: it keeps who may do what, and the names of networks."""

from __future__ import annotations

from services.runtime import rights
from services.runtime.inbox import Inbox
from services.sessions import store

inbox = Inbox("sessions", rights.reactions(store.table))
handler = inbox.handler
