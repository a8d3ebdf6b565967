"""What is planted in the world and not everybody's to read, and finding it in whatever is answered.

An answer tells more than its page: files hold files, headers hold file names, JSON hides its letters.
Here each is taken apart before it is searched, so that a new route is searched by being there.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from html import unescape
from io import BytesIO
from typing import Final
from unicodedata import normalize
from urllib.parse import unquote, unquote_plus
from zipfile import ZipFile, is_zipfile

import pypdfium2
from werkzeug.test import TestResponse

from dissemination.web.actions import Action
from tests.guards import world_briefings, world_public
from tests.guards.world import CONTACT_PHONE, SECRET_NAMES

_ESCAPE: Final = re.compile(r"\\u([0-9a-fA-F]{4})")
_TAG: Final = re.compile(r"<[^>]+>")
_FOLD: Final = re.compile(r"\r?\n[ \t]")
DELEGATE, CONTACT, DESK = SECRET_NAMES[:3]
DESK_ADDRESS: Final = "ban-1@example.vn"


@dataclass(frozen=True, slots=True)
class Planted:
    """A text that only those may read who hold one of these actions for the part it belongs to."""

    text: str
    readers: frozenset[Action]


def _for(text: str, *readers: Action) -> Planted:
    return Planted(text, frozenset(readers))


PLANTED: Final = (
    _for(DELEGATE, Action.VIEW_ROSTER, Action.CHECK_IN),
    _for(CONTACT, Action.VIEW_CONFERENCE),
    _for(CONTACT_PHONE, Action.VIEW_CONFERENCE),
    # He has also written the world's report, and was reminded of it.
    _for(DESK, Action.MANAGE_PEOPLE, Action.VIEW_AUDIT, Action.VIEW_REPORTS),
    _for(DESK_ADDRESS, Action.MANAGE_PEOPLE, Action.VIEW_AUDIT),
    _for(world_briefings.SECRET_PRESENTER, Action.VIEW_BRIEFINGS),
    _for(world_public.SECRET_DOER, Action.VIEW_PLANS),
    _for(world_public.SECRET_NUMBER, Action.VIEW_PLANS),
    _for(world_public.SECRET_CITIZEN, Action.MODERATE),
    _for(world_public.SECRET_CONTACT, Action.MODERATE),
    _for(world_public.SECRET_TEXT, Action.MODERATE),
)


def told_by(answer: TestResponse) -> str:
    """Everything an answer tells, in plain letters: its headers, its page, the files in its file."""
    headers = "\n".join(value for _name, value in answer.headers)
    return "\n".join((unquote(headers), told_in(answer.data, answer.mimetype or "")))


def told_in(content: bytes, mimetype: str = "") -> str:
    """The same of a file or an e-mail."""
    return "\n".join(reading for text in _texts(content, mimetype) for reading in _readings(text))


def _texts(content: bytes, mimetype: str) -> Iterator[str]:
    if is_zipfile(BytesIO(content)):
        with ZipFile(BytesIO(content)) as files:
            for name in files.namelist():
                yield name
                yield from _texts(files.read(name), "")
        return
    if content.startswith(b"%PDF"):
        yield from _pages(content)
    if mimetype == "message/rfc822":
        message = message_from_bytes(content, policy=policy.default)
        yield "\n".join(map(str, message.values()))
        for part in message.walk():
            payload = part.get_payload(decode=True)
            yield from _texts(payload if isinstance(payload, bytes) else b"", "")
    yield content.decode(errors="replace")


def _pages(content: bytes) -> Iterator[str]:
    """What stands on the pages of a document; none where the guard has set only its text."""
    try:
        with pypdfium2.PdfDocument(content) as pdf:
            for page in pdf:
                text = page.get_textpage().get_text_bounded()
                yield " ".join(text.replace("\ufffe", "").split())
    except pypdfium2.PdfiumError:
        return


def _readings(text: str) -> Iterator[str]:
    """The ways in which a text can be read: as it is, without escapes, as addresses, without tags."""
    text = normalize("NFC", text)
    yield text
    plain = unescape(text) if "&" in text else text
    if "\\u" in plain:  # in a script, in the data of a chart
        plain = normalize("NFC", _ESCAPE.sub(lambda found: chr(int(found[1], 16)), plain))
    if plain != text:
        yield plain
    if "%" in plain:
        yield unquote_plus(plain)
    if "<" in plain:  # a page marks what was sought, and a word processor cuts words at will
        yield " ".join(_TAG.sub("", plain).split())
    if _FOLD.search(plain):  # calendars and letters fold their lines
        yield _FOLD.sub("", plain)
