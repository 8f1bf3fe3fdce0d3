"""What every mail looks like: the same in text and HTML, plain, private and readable."""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from jinja2 import UndefinedError

from services.notifications.letters import drawing, duties, headers, words
from services.notifications.model.facts import HiddenNote, Moved, Network, Note, Session
from services.notifications.model.kinds import (
    ABOUT_A_SESSION,
    ANSWERS,
    SWITCHED_OFF_BY,
    Errand,
    Kind,
)
from services.runtime import platform
from services.runtime.ports import Letter, Recipient
from tests.world import Home

PERSON = "Siân O'Neill & <x>"
HOSTILE = "O'Neill & <x> {{name}} {{{ }}} {% raw %}"
SITE = "https://candour.example"
MOVED = Moved(
    minutes=90, old_starts_at=datetime(2026, 6, 26, 13, tzinfo=UTC), old_zone="Europe/London",
    old_minutes=60, reminds=False,
)  # fmt: skip
SHOUTED = re.compile(r"\b[A-Z]{2,}s?\b")
SPELT_OUT: frozenset[str] = frozenset()
"""Words of capitals that our own wording may hold: none (ground rule of the networks)."""

pytestmark = pytest.mark.usefixtures("home")


def letters(
    text: str = "What helps after an incident?", network_id: str = "psmn", *, listed: bool = True
) -> dict[Kind, Letter]:
    """One letter of every kind, with this text wherever a person wrote some."""
    network = Network(
        network_id, text, (text, "Nobody is put on the spot."), listed=listed, archived=False
    )
    session = Session(
        "s1", text, datetime(2026, 11, 27, 14, tzinfo=UTC), "Europe/London", False, version=1
    )
    return {
        Kind.CODE: words.code("12345678", datetime(2026, 11, 27, 14, 10, tzinfo=UTC)),
        Kind.WELCOME: words.welcome(network, PERSON),
        Kind.ADDED: words.added(network, PERSON),
        **{kind: duties.about_a_place(kind, network, PERSON) for kind in duties.SUBJECTS},
        Kind.FOR_CHAIRS: duties.for_chairs(network, Errand.REQUESTS),
        Kind.CHAIR_ANNOUNCED: duties.chair_announced(network, datetime(2026, 12, 11, tzinfo=UTC)),
        Kind.ERASED: words.erased(),
        Kind.INVITATION: words.invitation(
            network, "a.token", datetime(2026, 12, 11, 14, tzinfo=UTC)
        ),
        Kind.ADDRESS_TAKEN: words.address_taken(),
        Kind.ADDRESS_CHANGED: words.address_changed(),
        Kind.INTRODUCTION_ASKED: words.introduction_asked(network),
        Kind.INTRODUCED: words.introduced(network, PERSON, "siân@kelder.example"),
        Kind.VOUCHED: words.vouched(
            network, text, "a.token", datetime(2026, 12, 11, 14, tzinfo=UTC), again=False
        ),
        Kind.SOUGHT: words.sought(network, text, "a.token"),
        Kind.MY_DATA: words.my_data(datetime(2026, 12, 4, 14, 10, tzinfo=UTC)),
        Kind.COMPLAINT_RECEIVED: words.complaint_received("0A1B-2C3D"),
        Kind.COMPLAINT_ANSWERED: words.complaint_answered("0A1B-2C3D", text),
        Kind.COMPLAINT_WAITS: words.complaint_waits(
            "c1", "0A1B-2C3D", datetime(2026, 12, 24, 9, 0, tzinfo=UTC)
        ),
        Kind.NOTE_TO_CHECK: words.note_to_check(network),
        Kind.NOTE_HIDDEN: words.note_hidden(network, HiddenNote("n1", "2026-W48")),
        Kind.BREAK_GLASS: words.break_glass(network, datetime(2026, 11, 27, 14, tzinfo=UTC)),
        Kind.REMINDER: words.reminder(network, session),
        Kind.MOVE: words.move(network, session, MOVED),
        Kind.CANCELLATION: words.cancellation(network, session),
        Kind.NOTE: words.note(network, Note("n1", text, "2026-W48")),
    }


def test_a_mail_with_a_code_says_what_the_code_does_and_nothing_else() -> None:
    """Whoever is talked into reading a code out must see what it is good for."""
    until = datetime(2026, 11, 27, 14, 10, tzinfo=UTC)
    to_sign_in, to_erase = words.code("1" * 8, until), words.code_to_erase("1" * 8, until)
    to_add = words.code_to_add("1" * 8, until)

    assert to_sign_in.subject == "Your code to sign in"
    assert to_erase.subject == "Your code to delete your account"
    assert to_add.subject == "Your code to add this address"
    for form in ("text", "html"):
        assert "This code signs you in." in getattr(to_sign_in, form)
        assert "delete" not in getattr(to_sign_in, form)
        assert "This code deletes your account, 7 days after" in getattr(to_erase, form)
        assert "signs you in" not in getattr(to_erase, form)
        assert "This code adds the address" in getattr(to_add, form)
        assert "signs you in" not in getattr(to_add, form)
        assert "delete" not in getattr(to_add, form)


@pytest.mark.parametrize("errand", Errand)
def test_chairs_read_in_the_subject_what_it_is_about_but_not_in_which_hidden_network(
    errand: Errand,
) -> None:
    """M16."""
    network = Network("quiet", "Quiet Peers", ("Be kind.",), listed=False, archived=False)
    letter = duties.for_chairs(network, errand)
    assert letter.subject == f"For the chairs of your network: {duties.ERRANDS[errand]}"
    assert "Quiet Peers" in letter.text


class Reader(HTMLParser):
    """Reads a mail as a person does who cannot see it: words, points, and where links go."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.words: list[str] = []
        self.links: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag in ("style", "title"):
            self._silent += 1
        if tag == "li":
            self.words.append("- ")
        if tag == "a":
            self.links.append(dict(attrs)["href"] or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("style", "title"):
            self._silent -= 1
        if tag == "a":
            self.words.append(f": {self.links[-1]} ")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.words.append(data)


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader


def plain(parts: Sequence[str]) -> str:
    return " ".join("".join(parts).split())


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("text", ["What helps?", HOSTILE], ids=["harmless", "hostile"])
def test_text_and_html_say_the_same(kind: Kind, text: str) -> None:
    """A15."""
    letter = letters(text)[kind]
    assert plain(read(letter.html).words) == plain([letter.text])


@pytest.mark.parametrize("kind", Kind)
def test_the_html_is_one_readable_page_that_fetches_nothing(kind: Kind) -> None:
    """A14, A15, notifications.md 1.6."""
    html = letters(HOSTILE)[kind].html
    reader = read(html)
    assert html.startswith("<!DOCTYPE html>\n") or html.strip().startswith("<!DOCTYPE html>")
    assert ("html", "lang", "en-GB") in reader.attributes
    assert reader.tags.count("h1") == reader.tags.count("main") == reader.tags.count("title") == 1
    assert not {"img", "script", "link", "iframe", "form", "table", "x"} & set(reader.tags)
    assert "url(" not in html
    assert "@import" not in html
    assert ("meta", "content", "light dark") in reader.attributes
    assert "max-width" in html
    for link in reader.links:
        assert link.startswith(f"{SITE}/"), "no address but ours"
        assert "click" not in link


@pytest.mark.parametrize("kind", Kind)
def test_links_say_where_they_go(kind: Kind) -> None:
    """A15: meaningful link texts."""
    for words_of_link in re.findall(r"<a [^>]*>([^<]*)</a>", letters()[kind].html):
        assert len(words_of_link.split()) >= 3, words_of_link
        assert "here" not in words_of_link.lower().split()


def test_what_people_wrote_stays_as_they_wrote_it_except_for_doubled_braces() -> None:
    letter = letters(HOSTILE)[Kind.REMINDER]
    assert "O'Neill & <x> { {name} }" in letter.text
    assert "O'Neill & <x> { {name} }" in letter.subject
    assert "O&#39;Neill &amp; &lt;x&gt; { {name} }" in letter.html
    assert "{% raw %}" in letter.text


@pytest.mark.parametrize("kind", Kind)
def test_no_title_can_make_a_slot_or_break_one(home: Home, kind: Kind) -> None:
    """Notifications.md 1.3: a name in braces that nobody fills loses all 1,600 mails."""
    letter = letters(HOSTILE)[kind]
    slots, own = headers.of_copy(kind, "psmn", "m1")
    found = set(re.findall(r"\{\{(\w+)\}\}", letter.text + letter.html + letter.subject))
    assert found == set(slots)
    assert "{{" not in re.sub(r"\{\{unsubscribe\}\}", "", letter.text + letter.html)
    home.platform.mail.send(letter, [Recipient("k1", "m1@people.example", slots, own)])
    (mail,) = home.mailbox()
    assert "{{" not in mail["text"] + mail["html"]
    assert plain(read(mail["html"]).words) == plain([mail["text"]])


@pytest.mark.parametrize("kind", Kind)
def test_a_subject_is_one_line(kind: Kind) -> None:
    letter = letters("Two\r\nBcc: everybody@elsewhere.example\tlines")[kind]
    assert not re.search(r"[\r\n\t]", letter.subject)


@pytest.mark.parametrize("kind", Kind)
def test_our_own_words_hold_no_acronym_and_do_not_shout(kind: Kind) -> None:
    letter = letters("a network")[kind]
    for part in (letter.subject, letter.text):
        assert set(SHOUTED.findall(part)) <= SPELT_OUT
        assert "!" not in part


@pytest.mark.parametrize("kind", Kind)
def test_only_single_mails_greet_by_name(kind: Kind) -> None:
    """Notifications.md, decision 5."""
    letter = letters()[kind]
    greets = kind in ANSWERS - {Kind.INTRODUCTION_ASKED}
    assert ("Hello" in letter.text) is greets
    # An introduction names the other person, and greets nobody.
    names = greets or kind is Kind.INTRODUCED
    assert ("Siân" in letter.text + letter.html + letter.subject) is names


# --- headers ------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", Kind)
def test_no_mail_asks_for_an_automatic_answer(kind: Kind) -> None:
    said = letters()[kind].headers
    assert said["Auto-Submitted"] == "auto-generated"
    assert "OOF" in said["X-Auto-Response-Suppress"]


@pytest.mark.parametrize("kind", SWITCHED_OFF_BY)
def test_what_can_be_switched_off_says_how_in_headers_and_words(kind: Kind) -> None:
    """A5, RFC 8058."""
    letter = letters()[kind]
    slots, own = headers.of_copy(kind, "psmn", "m1")
    assert letter.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter.headers["List-Id"] == f"<{SWITCHED_OFF_BY[kind]}.psmn.candour.example>"
    address = own["List-Unsubscribe"]
    assert address == f"<{SITE}/unsubscribe?token={slots['unsubscribe']}>"
    assert re.fullmatch(r"<https://[\x21-\x7e]+>", address)
    assert len(address) <= 995, "or the provider refuses the header"
    for part in (letter.text, letter.html):
        assert SITE + "/unsubscribe?token={{unsubscribe}}" in part
    assert letter.sender == platform.setting("MAIL_SESSIONS")


def test_whoever_was_imported_can_leave_by_one_click_in_the_mail_program() -> None:
    """A24, RFC 8058: it is no class of mail that is switched off, but the place."""
    letter = letters()[Kind.ADDED]
    assert letter.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    slots, own = headers.of_copy(Kind.ADDED, "psmn", "m1")
    assert own["List-Unsubscribe"] == f"<{SITE}/added/{slots[headers.SLOT]}>"
    assert f"{SITE}/added/{{{{{headers.SLOT}}}}}" in letter.text


@pytest.mark.parametrize(
    "kind", [kind for kind in Kind if kind not in SWITCHED_OFF_BY and kind is not Kind.ADDED]
)
def test_what_always_comes_offers_no_way_out_that_does_not_exist(kind: Kind) -> None:
    letter = letters()[kind]
    assert not {name for name in letter.headers if name.startswith("List-")}
    assert headers.of_copy(kind, "psmn", "m1") == ({}, {})
    assert "unsubscribe" not in letter.text
    assert letter.sender == platform.setting("MAIL_ACCOUNT")


def test_a_token_names_no_address_and_is_another_for_each_member_and_class() -> None:
    """A5."""
    tokens = {
        headers.of_copy(kind, "psmn", member)[0]["unsubscribe"]
        for kind in (Kind.REMINDER, Kind.NOTE)
        for member in ("m1", "m2")
    }
    assert len(tokens) == 4


# --- times --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("starts", "zone", "said"),
    [
        ("2026-11-27T14:00+00:00", "Europe/London", "Friday 27 November 2026 at 2pm, London time"),
        ("2026-06-05T13:00+00:00", "Europe/London", "Friday 5 June 2026 at 2pm, London time"),
        ("2026-06-05T11:30+00:00", "Europe/Dublin", "Friday 5 June 2026 at 12:30pm, Dublin time"),
        ("2026-11-27T17:00+00:00", "America/New_York", "27 November 2026 at midday, New York time"),
        ("2026-06-05T13:00+00:00", "UTC", "Friday 5 June 2026 at 2pm, London time"),
        ("2026-06-05T13:00+00:00", "Etc/GMT+5", "Friday 5 June 2026 at 2pm, London time"),
    ],
)
def test_a_time_is_said_in_words_with_a_place(starts: str, zone: str, said: str) -> None:
    """Story 3; zones without a place are said in London's time."""
    network = Network("psmn", "Peers", ("Be kind.",), listed=True, archived=False)
    session = Session("s1", "Title", datetime.fromisoformat(starts), zone, False, version=1)
    for letter in (words.reminder(network, session), words.cancellation(network, session)):
        assert said in letter.text
        assert said in letter.subject


def test_mail_about_a_move_says_the_new_and_the_old_time_and_the_new_one_first() -> None:
    """S8, A13: both with their place, the old one as the clock stood on its day."""
    letter = letters()[Kind.MOVE]
    new, old = "Friday 27 November 2026 at 2pm, London time", "Friday 26 June 2026 at 2pm"
    assert new in letter.subject
    assert f"{new}, 90 minutes" in letter.text
    assert f"planned for {old}, London time, 60 minutes" in letter.text
    assert letter.text.index(new) < letter.text.index(old)
    assert f"{SITE}/networks/psmn/sessions/s1/join" in letter.text


def test_a_wording_that_lacks_a_fact_fails_before_anything_is_sent() -> None:
    """A22."""
    with pytest.raises(UndefinedError):
        drawing.drawn(Kind.REMINDER, {"title": "Title", "subject": "Title"})


@pytest.mark.parametrize("kind", Kind)
def test_a_network_that_is_in_no_list_is_named_in_no_header(home: Home, kind: Kind) -> None:
    """M16: neither its name nor its short name, not even in what a program can decode."""
    quiet, name = "night-shift", "Night Shift Peers"
    letter = letters(name, quiet, listed=False)[kind]
    _, own = headers.of_copy(kind, quiet, "m1")
    shown = {**letter.headers, **own}
    titled = kind in ABOUT_A_SESSION or kind is Kind.NOTE
    subject = "" if titled else letter.subject
    decoded = [_decoded(part) for value in shown.values() for part in re.split(r"[^\w-]", value)]
    everything = " ".join([subject, *shown.values(), *decoded])
    assert quiet not in everything
    assert name not in everything


def _decoded(part: str) -> str:
    try:
        return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)).decode("latin-1")
    except ValueError:
        return ""
