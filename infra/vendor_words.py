"""Makes the list of ordinary words from SCOWL's British word list, and checks what it is made of.

`python -m infra.vendor_words` reads the file that Debian's package wbritish-small installs.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

SOURCE = Path("/usr/share/dict/british-english-small")
CHECKED = "52455b82d0a972ed866b011f07a1eafd522ca9c106aa8c718354c1605e508e6e"
TARGET = Path(__file__).parents[1] / "services/notes/anonymise/data/ordinary-words.txt"


def main() -> None:
    """Keep the words that are written small: a name is not an ordinary word."""
    content = SOURCE.read_bytes()
    if hashlib.sha256(content).hexdigest() != CHECKED:
        raise SystemExit("The word list is another version. Look at it before changing CHECKED.")
    words = [w for w in content.decode().split() if w.isalpha() and w.islower() and len(w) > 1]
    TARGET.write_text("\n".join(sorted({"a", *words})) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
