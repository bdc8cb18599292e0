"""When a score may be given and an entry changed: instants on the person's own clock."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from backrehab.accounts.models import User
from backrehab.domain.records import Timing
from backrehab.domain.rules import MorningRule, RuleSet
from backrehab.painlog.day_rows import TimedRow
from backrehab.painlog.models import MorningTiming, TrainingDay
from backrehab.painlog.refusals import EntryRefused


@dataclass(frozen=True, slots=True)
class MorningWindow:
    """The instants between which a training day's morning score may be given."""

    opens_at: datetime
    late_from: datetime
    closes_at: datetime
    rule: MorningRule

    def to_come(self, now: datetime) -> Timing | None:
        """How the score can still be given, now or later on; None once it is closed."""
        if now >= self.closes_at:
            return None
        return Timing.ON_TIME if now < self.late_from else Timing.LATE

    def timing(self, now: datetime) -> MorningTiming:
        """On time or late; raises EntryRefused before it opens and after it closed."""
        if now < self.opens_at:
            raise EntryRefused(
                _(
                    "It is too early for this morning score: it can be given from %(hour)s:00 on "
                    "the day after the training."
                )
                % {"hour": self.rule.from_hour}
            )
        if now >= self.closes_at:
            raise EntryRefused(
                _(
                    "That morning score is closed: it can be given until %(hours)s hours after "
                    "training."
                )
                % {"hours": self.rule.late_hours}
            )
        return MorningTiming.ON_TIME if now < self.late_from else MorningTiming.LATE


def local_instant(user: User, on: date, hour: int) -> datetime:
    """The instant of a full hour on the person's clock; where the clock skips it, the next one."""
    local = datetime.combine(on, time(hour), tzinfo=user.zone)
    return local.astimezone(UTC)


def morning_window(user: User, day: TrainingDay | TimedRow, rules: RuleSet) -> MorningWindow:
    """From 04:00 local on the next date; late after 30 h, closed after 48 h from the last exercise
    (docs/clinical-rules.md#what-is-recorded)."""
    rule, ended_at = rules.morning, day.ended_at
    opens_at = local_instant(user, day.on + timedelta(days=1), rule.from_hour)
    return MorningWindow(
        opens_at=opens_at,
        # Training late at night must not end before the window begins.
        late_from=max(opens_at, ended_at + timedelta(hours=rule.on_time_hours)),
        closes_at=max(opens_at, ended_at + timedelta(hours=rule.late_hours)),
        rule=rule,
    )


def corrects_freely_until(day: TrainingDay, rules: RuleSet) -> datetime:
    """Until when the entry is simply corrected; later changes are kept as amendments."""
    return day.ended_at + timedelta(hours=rules.diary.correction_hours)


def check_addable(user: User, on: date, now: datetime, rules: RuleSet) -> None:
    """Raise EntryRefused for a date in the future or one that is closed."""
    today = user.local_date(now)
    if on > today:
        raise EntryRefused(
            _("This date is still to come. Choose today or an earlier day."), field="on"
        )
    if (today - on).days >= rules.diary.addable_dates:
        raise EntryRefused(
            ngettext(
                "That day is closed. Today and the day before can be added, so that the log stays "
                "exact.",
                "That day is closed. Today and the %(dates)s days before can be added, so that the "
                "log stays exact.",
                rules.diary.addable_dates - 1,
            )
            % {"dates": rules.diary.addable_dates - 1},
            field="on",
        )
