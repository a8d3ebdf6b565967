"""A small populated system: one row at least of everything that an address can name.

Extend it when a route names a new thing, and when a new table should survive migrations.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from sqlalchemy.orm import Session, scoped_session

from dissemination.accounts.models import Grant, OneTimeLink, Role
from dissemination.checkin.models import (
    Attendance,
    Direction,
    Method,
    Presence,
    Scan,
    Scanner,
    ScanOutcome,
)
from dissemination.conferences.models import (
    AccountLetters,
    AgendaItem,
    Conference,
    ConferenceSession,
    Delegate,
    Document,
    PassPrint,
    Point,
    RosterImport,
)
from dissemination.directives.models import (
    Directive,
    DirectiveKind,
    Operator,
    SolutionGroup,
    Target,
    TargetValue,
)
from dissemination.units.models import Unit, UnitLevel, UnitMerger, UnitVersion
from dissemination.web import audit
from tests.conftest import Cast
from tests.guards import (
    world_boards,
    world_briefings,
    world_papers,
    world_plans,
    world_public,
    world_reminders,
    world_reporting,
)
from tests.guards.world_doors import at_the_doors

NOON = datetime(2023, 11, 15, 5, tzinfo=UTC)

# Names that only those may read who are granted something there.
SECRET_NAMES = (
    "Ẩn Danh Đại Biểu",
    "Ẩn Danh Đầu Mối",
    "Ẩn Danh Bàn Một",
    world_briefings.SECRET_PRESENTER,
)
SECRET_TITLE = "Hội nghị kín của cấp ủy"
CONTACT_PHONE = "0911 222 333"


@dataclass
class World:
    """Two conferences, three points, four units. `values` fill addresses, `parts` fill grants."""

    cast: Cast
    session: scoped_session[Session]
    values: dict[str, Any] = field(default_factory=dict)
    parts: dict[str, dict[str, int]] = field(default_factory=dict)

    def populate(self) -> None:
        cast = self.cast
        root = cast.unit("20", "Tỉnh ủy Lạng Sơn", UnitLevel.PROVINCE)
        district = cast.unit("184", "Huyện Chi Lăng", UnitLevel.DISTRICT, root)
        commune = cast.unit("06040", "Xã Vân An", UnitLevel.COMMUNE, district)
        elsewhere = cast.unit("185", "Huyện Hữu Lũng", UnitLevel.DISTRICT, root)
        afar = cast.unit("186", "Huyện Lộc Bình", UnitLevel.DISTRICT, root)
        mine, other = cast.conference(SECRET_TITLE), cast.conference("Hội nghị khác")
        contact = {"contact_name": SECRET_NAMES[1], "contact_phone": CONTACT_PHONE}
        point = cast.point(mine, commune, "Điểm cầu xã Vân An", **contact)
        neighbour = cast.point(mine, elsewhere, "Điểm cầu huyện Hữu Lũng")
        namesake = cast.point(other, commune, "Điểm cầu xã Vân An")
        cast.delegate(neighbour, "Nông Thị Hằng")
        delegate = cast.delegate(point, SECRET_NAMES[0])
        self.parts = {
            "everything": {},
            "the conference": {"conference_id": mine.id},
            "the point": {"point_id": point.id},
            "the unit": {"unit_id": commune.id},
            "the unit above": {"unit_id": district.id},
            "another conference": {"conference_id": other.id},
            "another point of the conference": {"point_id": neighbour.id},
            "the same unit's point in another conference": {"point_id": namesake.id},
            "another unit": {"unit_id": afar.id},
        }
        self.values = {
            "conference_id": mine.id,
            "point_id": point.id,
            "unit_id": commune.id,
            "delegate_id": delegate.id,
            "language": "vi",
            "filename": "icon.svg",
            **self._people(point),
            **self._kept(self._of_the_conference(mine, point)),
            **self._kept(self._of_the_units(commune, afar)),
            **self._kept(self._of_a_directive(mine)),
        }
        self._at_the_door(point, delegate)
        named = (commune.id, self.values["directive_id"], self.values["user_id"])
        self.values |= world_plans.populate(self.session, *named)
        self.values |= world_briefings.populate(self.session, *named[:2])
        self.values |= world_public.populate(self.session, self.values["directive_id"], commune.id)
        self.values |= world_boards.populate(self.session, *named[1:])
        self.values |= world_reporting.populate(self.session, *named, self.values["target_id"])
        owed = (self.values["regime_id"], self.values["obligation_id"])
        world_reminders.populate(self.session, *owed, commune.id, self.values["user_id"])
        self.values |= world_papers.populate(self.session, self.values)
        audit.record("edit", "unit", commune.id, before={"name": "cũ"}, after={"name": "mới"})
        self.session.commit()

    def grow(self) -> None:
        """A dozen more of everything that lists show, still less than a page."""
        cast, mine = self.cast, self.session.get_one(Conference, self.values["conference_id"])
        point = self.session.get_one(Point, self.values["point_id"])
        district = self.session.get_one(Unit, self.parts["the unit above"]["unit_id"])
        for number in range(12):
            unit = cast.unit(f"07{number:03d}", f"Xã số {number}", parent=district)
            beside = cast.point(mine, unit, f"Điểm cầu xã số {number}", contact_name="Vi Văn Sơn")
            cast.delegate(beside, f"Nông Văn {number}")
            cast.delegate(point, f"Hoàng Thị {number}")
            cast.conference(f"Hội nghị số {number}")
            cast.user(f"them-{number}@example.vn", Role.DESK, point_id=beside.id)
            whole = {"conference_id": mine.id}
            starts_at = NOON + timedelta(days=number + 1)
            ends_at = starts_at + timedelta(hours=1)
            self.session.add_all(
                (
                    ConferenceSession(starts_at=starts_at, ends_at=ends_at, **whole),
                    AgendaItem(position=number + 2, title=f"Mục {number}", **whole),
                    Directive(
                        number=f"{number}-NQ/TU",
                        kind=DirectiveKind.RESOLUTION,
                        issuer="Tỉnh ủy",
                        issued_on=date(2023, 7, 4),
                        subject=f"việc số {number}",
                    ),
                )
            )
            audit.record("edit", "unit", unit.id)
        world_plans.grow(self.session, self.values)
        world_reporting.grow(self.session, self.values)
        world_public.grow(self.session, self.values)
        self.session.commit()

    def _kept(self, made: dict[str, Any]) -> dict[str, int]:
        self.session.add_all(made.values())
        self.session.flush()
        return {name: row.id for name, row in made.items()}

    def _people(self, point: Point) -> dict[str, int]:
        desk = self.cast.user("ban-1@example.vn", Role.DESK, point_id=point.id)
        desk.name = SECRET_NAMES[2]
        grant = self.session.query(Grant).filter_by(user_id=desk.id).one()
        self.session.add(
            OneTimeLink(user_id=desk.id, token_hash="0" * 64, created_at=NOON, expires_at=NOON)
        )
        return {"user_id": desk.id, "grant_id": grant.id}

    def _of_the_conference(self, conference: Conference, point: Point) -> dict[str, Any]:
        whole = {"conference_id": conference.id}
        return {
            "session_id": ConferenceSession(
                starts_at=NOON, ends_at=NOON + timedelta(hours=3), **whole
            ),
            "item_id": AgendaItem(position=1, title="Khai mạc", **whole),
            "document_id": Document(
                title="Nghị quyết",
                file_name="nq.pdf",
                content_type="application/pdf",
                size=1,
                sha256="0" * 64,
                stored_name="x",
                uploaded_at=NOON,
                **whole,
            ),
            "import_id": RosterImport(
                file_name="ds.xlsx", stored_name="x", created_at=NOON, **whole
            ),
            "letters_id": AccountLetters(created_at=NOON, **whole),
            "print_id": PassPrint(layout="cards", ordered_at=NOON, heard_at=NOON, **whole),
            "scanner_id": Scanner(
                point_id=point.id, name="Cửa số 1", token_hash="0" * 64, created_at=NOON, **whole
            ),
        }

    def _of_the_units(self, unit: Unit, heir: Unit) -> dict[str, Any]:
        version = self.session.query(UnitVersion).filter_by(unit_id=unit.id).one()
        merger = UnitMerger(
            from_unit_id=unit.id, into_unit_id=heir.id, merged_on=date(2025, 7, 1), part_only=True
        )
        return {"version_id": version, "merger_id": merger}

    def _of_a_directive(self, conference: Conference) -> dict[str, Any]:
        group = SolutionGroup(number=1, title="Nâng cao nhận thức")
        target = Target(code="T1", title="Cán bộ trẻ", level=UnitLevel.PROVINCE)
        target.values = [TargetValue(year=2025, operator=Operator.AT_LEAST, value=Decimal(10))]
        directive = Directive(
            number="116-NQ/TU",
            kind=DirectiveKind.RESOLUTION,
            issuer="Ban Thường vụ Tỉnh ủy",
            issued_on=date(2023, 7, 4),
            subject="xây dựng đội ngũ cán bộ",
            targets=[target],
            solution_groups=[group],
        )
        conference.directives.append(directive)
        return {"directive_id": directive, "target_id": target, "group_id": group}

    def _at_the_door(self, point: Point, delegate: Delegate) -> None:
        where = {"conference_id": point.conference_id, "point_id": point.id}
        scan = Scan(
            id=uuid4(),
            scanner_id=self.values["scanner_id"],
            delegate_id=delegate.id,
            direction=Direction.IN,
            method=Method.QR,
            offline=False,
            scanned_at=NOON,
            corrected_at=NOON,
            received_at=NOON,
            outcome=ScanOutcome.ADMITTED,
            counted=True,
            **where,
        )
        self.session.add(scan)
        self.session.flush()
        self.session.add(
            Attendance(
                delegate_id=delegate.id,
                presence=Presence.PRESENT,
                arrived_at=NOON,
                first_scan_id=scan.id,
                **where,
            )
        )
        self.values |= at_the_doors(point, self.values["scanner_id"], scan, NOON)
