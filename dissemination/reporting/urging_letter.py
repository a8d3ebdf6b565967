"""Công văn đôn đốc: the letter to units that stay silent, drafted in the Party's form for signing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from dissemination.papers.committees import committee_of
from dissemination.papers.document import Column, Head, Paper, Signature
from dissemination.papers.rulesets import PARTY, ruleset

# More units than this stand in a list of their own behind the letter.
_MOST_IN_FRONT: Final = 8


@dataclass(frozen=True, slots=True)
class Silent:
    """A unit that has not reported: days overdue, how often it was reminded."""

    name: str
    deadline: date
    days: int
    reminded: int


@dataclass(frozen=True, slots=True)
class Matter:
    """What the letter is about; `silent` of `obliged` units have not reported."""

    directive: str
    issuer: str
    subject: str
    regime: str
    starts_on: date
    ends_on: date
    due_on: date
    obliged: int
    silent: Sequence[Silent]


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who sends it and who signs, as the drafter typed it; `answer_by` is the new day asked for."""

    superior: str
    issuer: str
    suffix: str
    place: str
    on_behalf: str
    post: str
    answer_by: date


def draft(matter: Matter, head: Letterhead, today: date) -> Paper:
    """The letter; number and date stay blank. `matter.silent` is not empty."""
    about = f"V/v đôn đốc gửi {_lower(matter.regime)}"
    paper = Paper(ruleset(PARTY), f"Công văn đôn đốc: {matter.regime}")
    paper.heading(
        Head(
            head.superior, head.issuer, "CV", head.suffix, head.place, str(today.year), about=about
        )
    )
    names = [committee_of(one.name).name for one in matter.silent]
    is_listed = len(names) > _MOST_IN_FRONT
    all_of_them = ["Các cấp ủy, tổ chức đảng có tên trong danh sách kèm theo"]
    paper.addressees(all_of_them if is_listed else names)
    for text in _said(matter, head, today):
        paper.text(text)
    recipients = ("Như trên", "Thường trực cấp ủy (để báo cáo)", "Lưu Văn phòng")
    paper.closing(recipients, Signature(head.on_behalf, head.post))
    if is_listed:
        _list(paper, matter, today)
    return paper


def _said(matter: Matter, head: Letterhead, today: date) -> Sequence[str]:
    count, when = len(matter.silent), f"{today:%d/%m/%Y}"
    times = sum(one.reminded for one in matter.silent)
    reminded = f" (đã nhắc trên hệ thống {times} lượt)" if times else ""
    return (
        (
            f"Thực hiện {_directive(matter)}, các cấp ủy, tổ chức đảng gửi {_lower(matter.regime)}"
            f" kỳ từ ngày {matter.starts_on:%d/%m/%Y} đến ngày {matter.ends_on:%d/%m/%Y}"
            f" trước khi hết ngày {matter.due_on:%d/%m/%Y}."
        ),
        (
            f"Đến ngày {when}, còn {count}/{matter.obliged} đơn vị đã quá hạn mà chưa gửi"
            f" báo cáo{reminded}. Việc chậm gửi báo cáo ảnh hưởng đến việc tổng hợp, đánh giá"
            " kết quả thực hiện chung."
        ),
        f"{head.issuer} yêu cầu các cấp ủy, tổ chức đảng nêu trên:",
        (
            "1. Khẩn trương hoàn thành và gửi báo cáo trên hệ thống trước ngày"
            f" {head.answer_by:%d/%m/%Y}; trong báo cáo nêu rõ nguyên nhân chậm gửi."
        ),
        (
            "2. Kiểm điểm trách nhiệm tập thể, cá nhân được giao theo dõi; có biện pháp để các kỳ"
            " sau gửi báo cáo đúng hạn."
        ),
        (
            "Quá thời hạn trên, đơn vị nào không gửi báo cáo sẽ được tổng hợp, báo cáo cấp ủy xem xét"
            " khi đánh giá, xếp loại tổ chức đảng cuối năm."
        ),
    )


def _directive(matter: Matter) -> str:
    return f"{matter.directive} của {matter.issuer} về {matter.subject}"


def _lower(text: str) -> str:
    """Within a sentence: Báo cáo tháng → báo cáo tháng."""
    return text[:1].lower() + text[1:]


def _list(paper: Paper, matter: Matter, today: date) -> None:
    columns = (
        Column("TT", 12, is_figure=True),
        Column("Đơn vị", 78),
        Column("Hạn gửi", 26),
        Column("Số ngày quá hạn", 25, is_figure=True),
        Column("Số lần đã nhắc", 24, is_figure=True),
    )
    rows = (
        (number, committee_of(one.name).name, one.deadline, one.days, one.reminded)
        for number, one in enumerate(matter.silent, 1)
    )
    subject = f"các đơn vị chưa gửi {_lower(matter.regime)} tính đến ngày {today:%d/%m/%Y}"
    paper.appendix("Danh sách", subject)
    paper.table(columns, rows)
