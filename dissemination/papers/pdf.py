"""Official papers as PDF/A, tagged, by Typst.

Set in Libertinus Serif, which Typst carries and which was drawn to stand in for Times New Roman: that
one may not be handed on with a program.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Final

from dissemination.papers.document import (
    Addressees,
    Appendix,
    Block,
    Closing,
    Head,
    Paper,
    Section,
    Table,
    Text,
    Title,
    addressee_lines,
    number_line,
    place_and_date,
    recipient_lines,
)
from dissemination.papers.rulesets import Ruleset
from dissemination.papers.typesetting import typeset_to_keep

PDF_TYPE: Final = "application/pdf"
_TEMPLATE: Final = Path(__file__).with_name("official.typ")


def write(paper: Paper, made_on: date) -> bytes:
    """The paper as PDF; `made_on` stands among its properties, not on it."""
    rules = paper.rules
    return typeset_to_keep(
        _TEMPLATE,
        {
            "name": paper.name,
            "made_on": [made_on.year, made_on.month, made_on.day],
            "page": asdict(rules.page),
            "body": asdict(rules.body),
            "heading": asdict(rules.heading),
            "closing": asdict(rules.closing),
            "size": dict(rules.size),
            "parts": _parts(paper.blocks, rules),
        },
    )


def _parts(blocks: Iterable[Block], rules: Ruleset) -> Sequence[Mapping[str, object]]:
    """The paper itself and its appendices: each begins a page, upright or on its side."""
    parts: list[tuple[bool, list[Mapping[str, object]]]] = [(False, [])]
    in_outline = list(_in_outline(blocks))
    for block, follower in zip(in_outline, [*in_outline[1:], None], strict=True):
        if isinstance(block, Appendix):
            across, _told_before = parts[-1]
            parts.append((across or block.across, []))  # as Word's sections go on
        # The last words go with who signs: nobody signs a page by itself.
        parts[-1][1].append({**_told(block, rules), "sticky": isinstance(follower, Closing)})
    return [{"across": across, "blocks": told} for across, told in parts]


def _in_outline(blocks: Iterable[Block]) -> Iterator[Block]:
    """Titles stand at level 1 and sections beneath; PDF/UA allows none to skip a level going down."""
    last = 0
    for block in blocks:
        match block:
            case Title() | Appendix():
                last = 1
                yield block
            case Section(text, level):
                last = min(level + 1, last + 1)
                yield Section(text, last)
            case _:
                yield block


def _told(block: Block, rules: Ruleset) -> Mapping[str, object]:
    """A block as the template reads it."""
    match block:
        case Head():
            return {"kind": "head", **_head(block, rules)}
        case Title(title, subject):
            return {"kind": "title", "title": title.upper(), "subject": subject, "marked": True}
        case Appendix(title, subject):
            return {"kind": "title", "title": title.upper(), "subject": subject, "marked": False}
        case Section(text, level):
            return {"kind": "section", "text": text, "level": level}
        case Text(text):
            return {"kind": "text", "text": text}
        case Addressees(names):
            return {"kind": "addressees", "lines": addressee_lines(names)}
        case Closing(recipients, signature):
            signed = {"on_behalf": signature.on_behalf.upper(), "post": signature.post.upper()}
            return {
                "kind": "closing",
                "recipients": recipient_lines(rules, recipients),
                "name": signature.name,
                **signed,
            }
        case Table():
            return {"kind": "table", **_table(block)}


def _head(head: Head, rules: Ruleset) -> Mapping[str, str]:
    return {
        "superior": head.superior.upper(),
        "issuer": head.issuer.upper(),
        "number": number_line(rules, head),
        "about": head.about,
        "date": place_and_date(rules, head),
    }


def _table(table: Table) -> Mapping[str, object]:
    return {
        "titles": [column.title for column in table.columns],
        "widths": [column.width for column in table.columns],
        "figures": [column.is_figure for column in table.columns],
        "rows": table.told(),
        "has_totals": table.has_totals,
    }
