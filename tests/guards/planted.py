"""What is planted in the world and not everybody's to read, and finding it in whatever is answered.

An answer tells more than its page: files hold files, headers hold file names, JSON hides its letters.
Here each is taken apart before it is searched, so that a new route is searched by being there.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Final
from urllib.parse import unquote
from zipfile import ZipFile, is_zipfile

from werkzeug.test import TestResponse

from dissemination.web.actions import Action
from tests.guards import world_briefings, world_public
from tests.guards.world import CONTACT_PHONE, SECRET_NAMES

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
    headers = unquote("\n".join(value for _name, value in answer.headers))
    return "\n".join((headers, *_texts(answer.data, answer.mimetype or "")))


def _texts(content: bytes, mimetype: str) -> Iterator[str]:
    if is_zipfile(BytesIO(content)):
        with ZipFile(BytesIO(content)) as files:
            for name in files.namelist():
                yield name
                yield from _texts(files.read(name), "")
        return
    text = content.decode(errors="replace")
    if mimetype == "application/json":
        text = json.dumps(json.loads(text), ensure_ascii=False)
    yield text
    if text.startswith("<?xml"):
        yield re.sub(r"<[^>]+>", "", text)  # a word processor cuts words at will
