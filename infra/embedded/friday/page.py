"""A page as a person sees it: words, links and forms, read from the HTML that was served."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

UNSEEN = frozenset({"script", "style", "title"})


class NotOnPage(Exception):
    """Something that should be on a page is not there."""


@dataclass
class Form:
    """A form with what it would send as it stands; `words` are those on its buttons."""

    action: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)
    other_actions: list[str] = field(default_factory=list)
    words: str = ""


class Page(HTMLParser):
    """One answer of the site; `location` is set if it sends the visitor to another site."""

    def __init__(self, status: int, path: str, html: str, location: str = "") -> None:
        super().__init__()
        self.status = status
        self.path = path
        self.location = location
        self.html = html
        self.text = ""
        self.links: list[tuple[str, str]] = []
        self.forms: list[Form] = []
        self._open: list[str] = []
        self._in_form = False
        self._area = ""
        self._select = ""
        self.feed(html)
        self.close()
        self.text = " ".join(self.text.split())

    def form(self, ending: str, words: str = "") -> Form:
        """The form that goes to an address with this ending and has these words on a button."""
        for form in self.forms:
            addresses = [form.action, *form.other_actions]
            if any(a.endswith(ending) for a in addresses) and words in form.words:
                return form
        raise NotOnPage(f"a form for {ending} {words}".strip())

    def link(self, part: str, words: str = "") -> str:
        """The address of the link that contains this and reads like that."""
        for address, text in self.links:
            if part in address and words in text:
                return address
        raise NotOnPage(f"a link to {part} {words}".strip())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what opens."""
        said = {name: value or "" for name, value in attrs}
        if tag in ("title", "script", "style", "textarea", "button", "a"):
            self._open.append(tag)
        if tag == "a":
            self.links.append((said.get("href", ""), ""))
        elif tag == "form":
            self.forms.append(Form(said.get("action", "") or self.path))
            self._in_form = True
        elif self._in_form:
            self._take_field(self.forms[-1], tag, said)

    def handle_endtag(self, tag: str) -> None:
        """Note what closes."""
        if tag == "form":
            self._in_form = False
        if tag == "textarea" and self._area:
            # The first line break belongs to the tag, not to the text.
            (value,) = self.forms[-1].fields[self._area]
            self.forms[-1].fields[self._area] = [value.removeprefix("\n")]
            self._area = ""
        if self._open and self._open[-1] == tag:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        """Read on."""
        if UNSEEN.isdisjoint(self._open):
            self.text += data
        if "a" in self._open:
            address, words = self.links[-1]
            self.links[-1] = (address, words + data)
        if self._area:
            value = self.forms[-1].fields[self._area][0] + data
            self.forms[-1].fields[self._area] = [value]
        elif "button" in self._open and self._in_form:
            self.forms[-1].words += data

    def _take_field(self, form: Form, tag: str, said: dict[str, str]) -> None:
        name, value = said.get("name", ""), said.get("value", "")
        if tag == "button" and "formaction" in said:
            form.other_actions.append(said["formaction"])
        elif tag == "textarea":
            self._area = name
            form.fields[name] = [""]
        elif tag == "select":
            self._select = name
        elif tag == "option":
            if "selected" in said or self._select not in form.fields:
                form.fields[self._select] = [value]
        elif tag == "input" and said.get("type") in ("checkbox", "radio"):
            form.choices.setdefault(name, []).append(value)
            if "checked" in said:
                form.fields.setdefault(name, []).append(value)
        elif tag == "input" and name:
            form.fields.setdefault(name, []).append(value)
