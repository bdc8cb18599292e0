"""What a decision reads of a person: rows of a window, with one statement."""

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, Self

from msgspec import Struct

from backrehab.accounts.models import User
from backrehab.domain.records import BaselineAnswer, FlareUp
from backrehab.domain.rules import RuleSet
from backrehab.json_rows import JsonRows, rows_as
from backrehab.painlog import queries as log
from backrehab.painlog.day_rows import TimedRow, listed, read_days
from backrehab.prepared import Prepared
from backrehab.progression.models import Enrolment, Transition, TransitionKind
from backrehab.progression.older_days import NO_DATES, Dates, OlderEnds, older_ends, read_older
from backrehab.progression.rulesets import current_rules
from backrehab.screening.begun import draft_listed, read_begun
from backrehab.screening.queries import ScreeningState, read_run, run_listed, state_of

# Steps back that a concern may still look at; more in six weeks would be a concern long before.
LATEST_STEPS_BACK = 6


@dataclass(frozen=True, slots=True)
class WentBack:
    """A step back that was taken: the stage that was left, when, and the red days that led to
    it."""

    left: str
    on: date
    reds: tuple[date, ...]


class HistoryRead(NamedTuple):
    """All that a decision may depend on, as it stood at `version` (`User.log_version`).

    `since` is the first date of the window and `until` the date of the decision; `older` are dates
    before it that still speak. `answers` are the baselines in force since the first of all these
    dates, or since the stage was entered. `trained_on` is the latest training day, however old, and
    `unstopped_on` the latest on which "Stop" was not pressed; if that is another one, `stopped_on`
    are those after it.
    """

    version: int
    since: date
    until: date
    window: Dates
    older: Dates
    flare_ups: tuple[FlareUp, ...]
    answers: tuple[BaselineAnswer, ...]
    trained_on: date | None
    unstopped_on: date | None
    stopped_on: tuple[date, ...]
    leg_on: date | None
    steps_back: tuple[WentBack, ...]
    screening: ScreeningState
    heavy_sets_on: date | None

    def older_ends(self, rules: RuleSet) -> OlderEnds:
        """Which dates before the window still speak."""
        return older_ends(self.trained_on, self.flare_ups, before=self.since, rules=rules)

    def after_step_back(self, step: WentBack) -> Self:
        """The same with one that was taken since."""
        return self._replace(steps_back=(step, *self.steps_back))

    def with_row(self, changed: TimedRow) -> Self:
        """The same with a training day of the window as it is now."""
        rows = [changed if row.on == changed.on else row for row in self.window.rows]
        return self._replace(window=self.window._replace(rows=rows))

    def after_flare_up(self, ended_on: date) -> Self:
        """The same with the open flare-up ended."""
        spells = [
            spell if spell.end is not None else FlareUp(spell.start, ended_on)
            for spell in self.flare_ups
        ]
        return self._replace(flare_ups=tuple(spells))

    def narrowed(self, since: date, *, entered_on: date, rules: RuleSet) -> Self:
        """As it is read for a window within this one, on a stage entered no earlier."""
        later = self._replace(since=since)
        ends = later.older_ends(rules).both
        first = since if ends is None else ends[0]
        known = self.window.after(self.older)
        return later._replace(
            window=known.within((since, self.until)),
            older=known.within(ends),
            flare_ups=log.reaching(self.flare_ups, first),
            answers=log.in_force_since(self.answers, min(first, entered_on)),
        )


def _everything(
    user: int, enrolment: int, *, entered: date, since: date, lately: date, until: date
) -> Any:
    heavy = current_rules().heavy.exercises
    steps = Transition.objects.filter(enrolment=enrolment, kind=TransitionKind.STEPPED_BACK)
    return User.objects.filter(pk=user).values_list(
        "log_version",
        JsonRows(listed(log.training_days_of(user, since, until))),
        JsonRows(log.latest_trained_of(user, until)),
        JsonRows(log.latest_unstopped_of(user, until)),
        JsonRows(log.latest_leg_of(user, until)),
        JsonRows(log.daily_scores_of(user, since, until)),
        JsonRows(log.baselines_of(user, entered, until)),
        JsonRows(log.flare_ups_of(user, since, until)),
        JsonRows(steps.values_list("stage_from", "on", "decision")[:LATEST_STEPS_BACK]),
        JsonRows(run_listed(user)),
        JsonRows(draft_listed(user)),
        JsonRows(log.latest_sets_of(user, heavy, lately, until)),
    )


# Every entry asks this: eight tables in one statement, each as a list of its rows.
EVERYTHING = Prepared[tuple[int, *tuple[str, ...]]](
    _everything, user=int, enrolment=int, entered=date, since=date, lately=date, until=date
)


class SeenThen(Struct):
    """What a step back was decided on."""

    reds: tuple[date, ...] = ()


STEPS_BACK = rows_as(tuple[str, date, SeenThen])


def ask(
    user: User, enrolment: Enrolment, since: date, *, rules: RuleSet, today: date
) -> HistoryRead:
    """One query however long the history; one more after a pause, or in a flare-up, that is longer
    than the window, or where each day of the window was stopped."""
    version, *texts = EVERYTHING.one(
        user=user.pk,
        enrolment=enrolment.pk,
        # The lowest answer since then counts.
        entered=min(enrolment.entered_on, since),
        since=since,
        lately=log.first_date(today, rules.heavy.dates_apart),
        until=today,
    )
    rows, trained, unstopped, leg, said, answers, spells, back, run, draft, heavy = texts
    window = Dates(read_days(rows), log.read_said(said))
    trained_on, unstopped_on = log.read_latest(trained), log.read_latest(unstopped)
    read = HistoryRead(
        version,
        since,
        today,
        window,
        NO_DATES,
        log.read_flare_ups(spells, until=today),
        log.read_baselines(answers),
        trained_on,
        unstopped_on,
        _stopped_after(user, unstopped_on, window, until=trained_on),
        log.read_latest(leg),
        tuple([WentBack(left, on, seen.reds) for left, on, seen in STEPS_BACK(back)]),
        state_of(read_run(run), user, read_begun(draft, user)),
        log.read_latest(heavy),
    )
    ends = read.older_ends(rules).both
    if ends is None:
        return read
    older = read_older(user, ends, today=today)
    # Those in force since the earlier of two dates have all the others among them.
    in_force = max(older.answers, read.answers, key=len)
    return read._replace(older=older.dates, flare_ups=older.flare_ups, answers=in_force)


def _stopped_after(
    user: User, unstopped_on: date | None, window: Dates, *, until: date | None
) -> tuple[date, ...]:
    """Nearly always none, and then all of them in the window."""
    if until is None or until == unstopped_on:
        return ()
    rows = window.rows
    if unstopped_on is not None and rows and rows[-1].on <= unstopped_on:
        return tuple([row.on for row in rows if row.stop and row.on > unstopped_on])
    return tuple(log.stopped_after(user, unstopped_on, until=until))
