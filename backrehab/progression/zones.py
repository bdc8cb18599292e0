"""A change of the time zone: the diary's date never goes back behind what it holds."""

from datetime import date, datetime

from django.db.models import Max

from backrehab.accounts.models import User
from backrehab.accounts.services import save_time_zone
from backrehab.painlog.models import Baseline, DailyScore, FlareUp, TrainingDay
from backrehab.progression.models import Transition
from backrehab.screening.models import ScreeningRun

# Whatever the gate looks at by its date; each of the models has a `user`.
DATES = (
    (TrainingDay, ("on", "morning_on")),
    (DailyScore, ("on",)),
    (FlareUp, ("started_on", "ended_on")),
    (Baseline, ("on",)),
    (ScreeningRun, ("on",)),
    (Transition, ("on",)),
)


def change_time_zone(*, user: User, time_zone: str, now: datetime) -> None:
    """Store the zone, in the caller's transaction; ValueError for one that is not known here."""
    save_time_zone(user=user, time_zone=time_zone, latest=latest_date(user), now=now)


def latest_date(user: User) -> date | None:
    """The latest date on which anything of the diary lies. As many queries as tables."""
    found = [
        on
        for model, fields in DATES
        for on in model._default_manager.filter(user=user).aggregate(*map(Max, fields)).values()
    ]
    return max((on for on in found if on is not None), default=None)
