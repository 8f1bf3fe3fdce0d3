"""How statistics are written down: one text for one content, for ever."""

from __future__ import annotations

import hashlib
import json

from pydantic import BaseModel, ConfigDict


class Written(BaseModel):
    """A part of a snapshot; what it does not know is refused, so that nothing is lost."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    def text(self) -> str:
        """The one text of this content: keys in order, no spaces, nothing left out."""
        content = self.model_dump(mode="json")
        return json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True)

    def fingerprint(self) -> str:
        """The SHA-256 of the text, in hexadecimal."""
        return hashlib.sha256(self.text().encode()).hexdigest()
