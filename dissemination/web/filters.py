"""How values look on screen: dates 15/11/2023, 7 giờ 30, numbers 10.300, 98,2%."""

from datetime import date, datetime

from flask import Flask
from flask_babel import get_locale
from flask_babel import gettext as _

from dissemination import clock

DASH = "—"


def number(value: float | None) -> str:
    """10300 → "10.300" ("10,300" in English); None → a dash, because missing is not zero."""
    if value is None:
        return DASH
    english = f"{value:,}"
    return english if _is_english() else english.translate(str.maketrans(",.", ".,"))


def percent(part: float | None, whole: float | None) -> str:
    """part of whole as "98,2%"; a dash when there is no whole."""
    if part is None or not whole:
        return DASH
    text = f"{100 * part / whole:.1f}"
    return (text if _is_english() else text.replace(".", ",")) + "%"


def day(value: date | datetime | None) -> str:
    """15/11/2023, on Việt Nam's calendar."""
    if value is None:
        return DASH
    shown = clock.local(value) if isinstance(value, datetime) else value
    return shown.strftime("%d/%m/%Y")


def hour(value: datetime | None) -> str:
    """7 giờ 30, on Việt Nam's clock."""
    if value is None:
        return DASH
    shown = clock.local(value)
    return str(_("%(hour)s giờ %(minute)s", hour=shown.hour, minute=f"{shown.minute:02d}"))


def moment(value: datetime | None) -> str:
    """7 giờ 30, 15/11/2023."""
    return DASH if value is None else f"{hour(value)}, {day(value)}"


def grouped(digits: str) -> str:
    """1234 5678 …: digits in groups of four."""
    return " ".join(digits[start : start + 4] for start in range(0, len(digits), 4))


def _is_english() -> bool:
    return str(get_locale()) == "en"


def init_app(app: Flask) -> None:
    for show in (number, percent, day, hour, moment, grouped):
        app.add_template_filter(show)
