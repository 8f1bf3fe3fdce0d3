"""A page as a program sees it: links, forms, ids and what a person would read."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser

SILENT = {"script", "style", "title"}
VOID = {"input", "meta", "link", "br", "hr", "img"}


@dataclass
class Form:
    """A form with the fields that it would send as it stands."""

    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    other_actions: list[str] = field(default_factory=list)


class Page(HTMLParser):
    """One page, parsed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[Form] = []
        self.ids: Counter[str] = Counter()
        self.tags: Counter[str] = Counter()
        self.labels: list[str] = []
        self.inline: list[str] = []
        self.language = ""
        self.title = ""
        self.text = ""
        self._open: list[str] = []
        self._area: tuple[Form, str] | None = None
        self._choice: tuple[Form, str] | None = None
        self.feed(html)
        self.close()

    def form(self, ending: str) -> Form:
        """The form whose action ends like this."""
        (found,) = [form for form in self.forms if form.action.endswith(ending)]
        return found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        self.tags[tag] += 1
        if tag not in VOID:
            self._open.append(tag)
        if "id" in said:
            self.ids[said["id"]] += 1
        self.inline += [name for name in said if name == "style" or name.startswith("on")]
        match tag:
            case "html":
                self.language = said.get("lang", "")
            case "a" if "href" in said:
                self.links.append(said["href"])
            case "label":
                self.labels.append(said.get("for", ""))
            case "script" if "src" not in said:
                self.inline.append("script")
            case "form":
                self.forms.append(Form(said.get("action", ""), said.get("method", "get")))
            case "input" | "textarea" | "select" | "option" | "button" if self.forms:
                self._field(tag, said)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                pass
        if tag == "textarea":
            self._area = None

    def handle_data(self, data: str) -> None:
        if self._area:
            form, name = self._area
            form.fields[name] = ["".join(form.fields.get(name, [])) + data]
        if self._open and self._open[-1] == "title":
            self.title += data
        if not SILENT.intersection(self._open):
            self.text += data

    def _field(self, tag: str, said: dict[str, str]) -> None:
        form, name, value = self.forms[-1], said.get("name", ""), said.get("value", "")
        match tag:
            case "button":
                form.other_actions += [said["formaction"]] if "formaction" in said else []
            case "textarea":
                form.fields[name] = [""]
                self._area = (form, name)
            case "select":
                self._choice = (form, name)
            case "option" if self._choice:
                chosen = self._choice[0].fields
                if "selected" in said or self._choice[1] not in chosen:
                    chosen[self._choice[1]] = [value]
            case "input" if said.get("type") in ("checkbox", "radio"):
                if "checked" in said:
                    form.fields.setdefault(name, []).append(value)
            case "input" if name:
                form.fields.setdefault(name, []).append(value)
