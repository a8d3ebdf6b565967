"""What tests of briefings share: a directive to brief on, and what a unit says in the form."""

from datetime import date

from dissemination.database import db
from dissemination.directives.models import Directive, DirectiveKind

# As the form sends it: 36 of the 38 members due came.
TYPED = {
    "held_on": "20/11/2023",
    "form": "hall",
    "conference_id": "0",
    "place": "Nhà văn hóa xã",
    "presenter": "Lý Thị Thu, Bí thư Đảng ủy",
    "members_total": "40",
    "members_exempt": "2",
    "present_members": "36",
    "present_cadres": "4",
    "present_union": "12",
    "present_others": "0",
}


def directive(number: str = "116-NQ/TU") -> Directive:
    made = Directive(
        number=number,
        kind=DirectiveKind.RESOLUTION,
        issuer="Ban Thường vụ Tỉnh ủy",
        issued_on=date(2023, 7, 4),
        subject="xây dựng đội ngũ cán bộ",
    )
    db.session.add(made)
    db.session.commit()
    return made
