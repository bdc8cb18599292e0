"""The days ahead: what each of the next seven is for, and when training comes next."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from backrehab.domain.plan import DATES_A_WEEK, DayKind
from backrehab.progression.words import date_text, when_name
from backrehab.web.day_plan import EASY_MODES, Mode, Today


@dataclass(frozen=True, slots=True)
class WeekDay:
    """One of the next seven dates and what it is for; never told by colour alone."""

    name: str
    kind: str
    text: str
    is_today: bool


def week_days(today: Today) -> list[WeekDay]:
    """The next seven dates; none while the plan is paused or eased, or nothing may be stored."""
    if today.person.user.withdrawn_at is not None:
        return []
    if today.mode in {*EASY_MODES, Mode.PAUSED, Mode.WELCOME_BACK}:
        return []
    texts = _texts(today)
    return [
        WeekDay(date_text(on, "D"), kind.value, texts[kind], on == today.person.today)
        for on, kind in today.week
    ]


def _texts(today: Today) -> dict[DayKind, str]:
    """What each kind of day is called; without the ladder by what is followed besides."""
    if today.person.following.on_ladder:
        light, rest = _("Lighter day"), _("Rest")
    else:
        light = _("Strengthening")
        rest = _("Daily exercises") if _is_daily(today) else _("Rest")
    return {DayKind.STAGE: _("Training"), DayKind.LIGHT: light, DayKind.REST: rest}


def _is_daily(today: Today) -> bool:
    """Whether something that is followed besides is due every day."""
    programmes = today.person.catalogue.programmes
    items = (item for key in today.followed for item in programmes[key].items)
    return any(item.times_a_week == DATES_A_WEEK for item in items)


def next_training(today: Today) -> str:
    """On a day of rest: the day on which the stage is trained next, such as "tomorrow"; empty on
    other days, or if none of the next seven is one."""
    if today.mode is not Mode.REST or not today.person.following.on_ladder:
        return ""
    now = today.person.today
    ahead = (on for on, kind in today.week if kind is DayKind.STAGE and on > now)
    found = next(ahead, None)
    return "" if found is None else when_name(found, now)
