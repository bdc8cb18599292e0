"""Going on after a break from training: what changes, and what has to be asked first."""

from dataclasses import dataclass
from datetime import date

from backrehab.accounts.models import User
from backrehab.domain import lay_off as domain
from backrehab.domain.lay_off import LayOff
from backrehab.domain.rules import Asks, RuleSet
from backrehab.domain.screening_scopes import LayOffDates, lay_off_dates
from backrehab.progression.history import Loaded
from backrehab.progression.models import Enrolment
from backrehab.screening.queries import due_reason


@dataclass(frozen=True, slots=True)
class Break:
    """A break that changes the ladder, and what is still to be asked before going on."""

    lay_off: LayOff
    needs_screening: bool
    needs_baseline: bool

    @property
    def can_go_on(self) -> bool:
        """Whether everything was asked."""
        return not (self.needs_screening or self.needs_baseline)


def asked_after(
    user: User, enrolment: Enrolment, last_trained_on: date | None, rules: RuleSet, *, today: date
) -> LayOffDates | None:
    """From when on the days without training ask for something first, counted as the break is."""
    since = domain.break_began_on(
        last_trained_on=last_trained_on,
        taken_up_on=enrolment.dose_from,
        today=today,
        rules=rules,
        gently=user.starts_gently,
    )
    if since is None:
        return None
    return lay_off_dates(rules.lay_off, last_trained_on=since, gently=user.starts_gently)


def find_break(
    user: User, enrolment: Enrolment, loaded: Loaded, *, rules: RuleSet, today: date
) -> Break | None:
    """The break that ends today, if the ladder changes by it."""
    lay_off = domain.find_break(
        stage=enrolment.stage_key,
        last_trained_on=loaded.last_trained_on,
        taken_up_on=enrolment.dose_from,
        today=today,
        rules=rules,
        gently=user.starts_gently,
    )
    dates = asked_after(user, enrolment, loaded.last_trained_on, rules, today=today)
    if lay_off is None or dates is None or lay_off.asks is Asks.NOTHING:
        return None
    reason = due_reason(loaded.read.screening, today=today, lay_off=dates)
    asked = any(answer.on >= dates.baseline_from for answer in loaded.history.baselines)
    return Break(
        lay_off,
        # Whatever is due comes first: a caution to be asked again hides what the break asks for.
        needs_screening=reason is not None,
        needs_baseline=lay_off.asks is Asks.FULL_WITH_BASELINE and not asked,
    )
