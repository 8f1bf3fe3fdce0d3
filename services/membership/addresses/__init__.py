"""Mail addresses: checked for people who mistype, compared without being kept in keys."""

from services.membership.addresses.checking import SENTENCE, Address, checked
from services.membership.addresses.keys import DOTLESS, address_key, alias_key
from services.membership.addresses.mailboxes import is_shared

__all__ = ["DOTLESS", "SENTENCE", "Address", "address_key", "alias_key", "checked", "is_shared"]
