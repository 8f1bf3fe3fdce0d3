"""A page as the story's visitor reads it, and with what only a test looks at."""

from __future__ import annotations

from collections import Counter

from infra.embedded.friday import page


class Page(page.Page):
    """One page: beside words, links and forms also its ids, labels, tags and language.

    `inline` is whatever a strict policy would refuse; `methods` are those of the forms.
    """

    def __init__(self, html: str) -> None:
        self.ids: Counter[str] = Counter()
        self.tags: Counter[str] = Counter()
        self.labels: list[str] = []
        self.inline: list[str] = []
        self.methods: list[str] = []
        self.language = ""
        self.title = ""
        super().__init__(200, "", html)

    @property
    def addresses(self) -> list[str]:
        """Where the links lead."""
        return [address for address, _ in self.links if address]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        super().handle_starttag(tag, attrs)
        said = {name: value or "" for name, value in attrs}
        self.tags[tag] += 1
        if "id" in said:
            self.ids[said["id"]] += 1
        self.inline += [name for name in said if name == "style" or name.startswith("on")]
        match tag:
            case "html":
                self.language = said.get("lang", "")
            case "label":
                self.labels.append(said.get("for", ""))
            case "script" if "src" not in said:
                self.inline.append("script")
            case "form":
                self.methods.append(said.get("method", "get"))

    def handle_data(self, data: str) -> None:
        super().handle_data(data)
        if "title" in self._open and not self.tags["svg"]:
            self.title += data
