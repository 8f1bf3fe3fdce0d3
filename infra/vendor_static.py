"""Fetches the design system's stylesheet into the site's static files, and checks what it fetched.

`python -m infra.vendor_static` needs npm; it runs only when the version changes. The two font-face
rules are cut: the font is not licensed to us, and loading it would tell another host of each visit.
"""

from __future__ import annotations

import hashlib
import re
import subprocess
import tarfile
import tempfile
from pathlib import Path

VERSION = "10.6.1"
MEMBER = "package/dist/nhsuk/nhsuk-frontend.min.css"
FETCHED = "ed9a60604796c0f0ffc6590b675b9d9f6f42b52e3d744ae3e708266e25a78488"
TARGET = Path(__file__).parents[1] / "services/runtime/pages/static/nhsuk-frontend.css"
FONT_FACE = re.compile(r"@font-face\{[^}]*\}")
SOURCE_MAP = re.compile(r"/\*# sourceMappingURL=.*?\*/\s*")


def main() -> None:
    """Fetch, verify, cut and write the stylesheet."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            ["npm", "pack", "--silent", f"nhsuk-frontend@{VERSION}"],  # noqa: S607 - whichever is there
            cwd=folder,
            check=True,
        )
        (archive,) = Path(folder).glob("*.tgz")
        with tarfile.open(archive) as packed:
            content = packed.extractfile(MEMBER)
            if content is None:
                raise SystemExit(f"{MEMBER} is not in the package; has its layout changed?")
            css = content.read()
    if hashlib.sha256(css).hexdigest() != FETCHED:
        raise SystemExit("The checksum differs. Look at what changed before changing FETCHED.")
    TARGET.write_text(SOURCE_MAP.sub("", FONT_FACE.sub("", css.decode())), encoding="utf-8")


if __name__ == "__main__":
    main()
