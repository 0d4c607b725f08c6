"""Dates and times as Vietnamese offices write them, in the country's one zone."""

from datetime import UTC, date, datetime, time

from server.clock import ZONE, local_date
from server.i18n.messages import sentence


def day(value: date | datetime) -> str:
    """21/11/2026."""
    return f"{_date(value):%d/%m/%Y}"


def long_day(value: date | datetime) -> str:
    """thứ Bảy, 21/11/2026."""
    found = _date(value)
    return f"{sentence(f'weekday_{found.weekday()}')}, {found:%d/%m/%Y}"


def clock_time(moment_: datetime) -> str:
    """19:30."""
    return f"{moment_.astimezone(ZONE):%H:%M}"


def moment(value: datetime) -> str:
    """thứ Bảy, 21/11/2026, 19:30."""
    return f"{long_day(value)}, {clock_time(value)}"


def document_date(value: date) -> str:
    """ngày 03 tháng 02 năm 2026: a zero before days under 10 and before months 1 and 2 (HD 36-HD/VPTW)."""
    month = f"{value.month:02d}" if value.month <= 2 else str(value.month)
    return sentence("time_document_date", day=f"{value.day:02d}", month=month, year=value.year)


def document_moment(value: datetime) -> str:
    """19 giờ 30, ngày 21 tháng 11 năm 2026: as minutes say when something began."""
    local = value.astimezone(ZONE)
    return sentence(
        "time_document_moment", hour=local.hour, minute=f"{local.minute:02d}", date=document_date(local.date())
    )


def duration(seconds: int) -> str:
    """1 giờ 25 phút; less than a minute counts as none."""
    hours, minutes = divmod(max(seconds, 0) // 60, 60)
    if not hours:
        return sentence("time_minutes", minutes=minutes)
    if not minutes:
        return sentence("time_hours", hours=hours)
    return sentence("time_hours_minutes", hours=hours, minutes=f"{minutes:02d}")


def parse_local(day_text: str, hour_text: str) -> datetime:
    """The values of a date and a time field as one UTC time. Raises ValueError."""
    local = datetime.combine(date.fromisoformat(day_text), time.fromisoformat(hour_text))
    return local.replace(tzinfo=ZONE).astimezone(UTC)


def form_day(value: datetime) -> str:
    """2026-11-21, as a date field wants it."""
    return local_date(value).isoformat()


def day_of_iso(text: str) -> str:
    """2026-11-30 as 30/11/2026."""
    return day(date.fromisoformat(text))


def _date(value: date | datetime) -> date:
    return local_date(value) if isinstance(value, datetime) else value
