"""The days ahead: what each of the next seven is for, and when training comes next."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from backrehab.domain.plan import DayKind
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
    texts = {
        DayKind.STAGE: _("Training"),
        DayKind.LIGHT: _("Lighter day"),
        DayKind.REST: _("Rest"),
    }
    return [
        WeekDay(date_text(on, "D"), kind.value, texts[kind], on == today.person.today)
        for on, kind in today.week
    ]


def next_training(today: Today) -> str:
    """On a day of rest: the day on which the stage is trained next, such as "tomorrow"; empty on
    other days, or if none of the next seven is one."""
    if today.mode is not Mode.REST or not today.person.following.on_ladder:
        return ""
    now = today.person.today
    ahead = (on for on, kind in today.week if kind is DayKind.STAGE and on > now)
    found = next(ahead, None)
    return "" if found is None else when_name(found, now)
