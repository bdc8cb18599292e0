"""Openings whose days were changed later: each is decided again with the log as it is now."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from msgspec import Struct

from backrehab.accounts.models import User
from backrehab.domain.decision import GateDecision, Route
from backrehab.domain.gate import evaluate_gate
from backrehab.domain.records import BaselineAnswer, Day, History, Outcome
from backrehab.domain.rules import RuleSet
from backrehab.domain.way_back import evaluate_return
from backrehab.json_rows import JsonRows, columns_of, instant, rows_as
from backrehab.painlog import queries as log
from backrehab.painlog.day_entries import DailyRow
from backrehab.painlog.day_rows import TimedRow, listed, read_days
from backrehab.painlog.models import Baseline, DailyScore
from backrehab.painlog.models import FlareUp as FlareUpRow
from backrehab.prepared import Prepared
from backrehab.progression.decision_form import decision_json
from backrehab.progression.entries import Entry
from backrehab.progression.models import ENTRIES, Enrolment, Transition, TransitionKind
from backrehab.progression.rulesets import all_rule_sets

OPENINGS = (TransitionKind.OPENED, TransitionKind.RETURNED)


class Answered(Struct):
    """What the gate had answered, and for which date."""

    status: str = ""
    as_of: date | None = None


class Answer(Struct, frozen=True, array_like=True, gc=False):
    """An opening, or a look at one: columns of `Transition`."""

    id: int
    kind: str
    stage_from: str
    stage_to: str
    on: date
    at: str
    rules_version: str
    route: str
    decision: Answered

    @property
    def made_at(self) -> datetime:
        """The instant at which the stage was opened."""
        return instant(self.at)


class Entered(Struct, frozen=True, array_like=True, gc=False):
    """A decision that made a stage the current one: columns of `Transition`."""

    id: int
    kind: str
    stage_from: str
    stage_to: str
    on: date


def _everything(user: int, enrolment: int, *, changed: date, since: date, until: date) -> Any:
    decisions = Transition.objects.filter(enrolment=enrolment)
    answers = decisions.filter(kind__in=[*OPENINGS, TransitionKind.REVIEWED], on__gte=changed)
    scores = DailyScore.objects.filter(user=user, on__gte=since, on__lte=until)
    flare_ups = FlareUpRow.objects.filter(user=user, started_on__lte=until)
    baselines = Baseline.objects.filter(user=user, on__lte=until)
    return User.objects.filter(pk=user).values_list(
        JsonRows(answers.values_list(*columns_of(Answer))),
        JsonRows(decisions.filter(kind__in=ENTRIES).values_list(*columns_of(Entered))),
        JsonRows(listed(log.training_days_of(user, since, until))),
        JsonRows(scores.values_list("on", "score", "gets_about", "given_at")),
        JsonRows(baselines.values_list("on", "score")),
        JsonRows(flare_ups.values_list("started_on", "ended_on")),
    )


EVERYTHING = Prepared[tuple[str, ...]](
    _everything, user=int, enrolment=int, changed=date, since=date, until=date
)
ANSWERS, ENTERED = rows_as(Answer), rows_as(Entered)
SCORES = rows_as(tuple[date, int, bool | None, str])


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the openings around a changed day are decided by."""

    user: User
    enrolment: Enrolment
    answers: list[Answer]
    entered: list[Entered]
    rows: list[TimedRow]
    scores: list[tuple[date, int, bool | None, str]]
    baselines: tuple[BaselineAnswer, ...]
    flare_ups: str

    def history_at(self, opening: Answer, rules: RuleSet) -> History:
        """The log as it would have looked when a stage was opened, with today's corrections. What
        was asked and confirmed then had been accepted by the gate, so it stands."""
        on = opening.on
        since = log.first_date(on, rules.window_of(opening.stage_from))
        rows = [row for row in self.rows if since <= row.on < on]
        said = {
            date_: DailyRow(score, gets_about)
            for date_, score, gets_about, _at in self.scores
            if since <= date_ < on
        }
        # One that was open before would have kept the gate shut, so one of that date began later.
        spells = log.read_flare_ups(self.flare_ups, until=on)
        return History(
            stage=opening.stage_from,
            entered_on=self._entered_on(opening),
            baselines=tuple(answer for answer in self.baselines if answer.on <= on),
            training_weekdays=frozenset(self.user.training_weekdays),
            screening=Outcome.CLEAR,
            screened_on=on,
            technique_confirmed=True,
            hold_test_passed=True,
            flare_ups=tuple(spell for spell in spells if spell.start < on),
            days=(*log.to_days(rows, said, today=on), *self._scores_at(opening)),
            judged_since=since + timedelta(days=rules.judged_by),
        )

    def _scores_at(self, opening: Answer) -> tuple[Day, ...]:
        """What had been said on the day itself before the stage was opened."""
        on, until = opening.on, opening.made_at
        said = [(score, at) for date_, score, _, at in self.scores if date_ == on]
        said += [
            (row.before, row.started_at)
            for row in self.rows
            if row.on == on and row.before is not None
        ]
        scores = [score for score, at in said if instant(at) <= until]
        return (Day(on=on, daily=max(scores)),) if scores else ()

    def _entered_on(self, opening: Answer) -> date:
        """When the stage that this decision led out of had been entered the last time."""
        stage = opening.stage_from
        return max(
            (
                one.on
                for one in self.entered
                if one.stage_to == stage
                and one.id < opening.id
                and not (one.kind == TransitionKind.RESUMED and one.stage_from == stage)
            ),
            default=self.enrolment.started_on,
        )

    def stood(self, opening: Answer) -> str:
        """What was said of it last."""
        looks = [
            one
            for one in self.answers
            if one.kind == TransitionKind.REVIEWED
            and one.stage_to == opening.stage_to
            and one.decision.as_of == opening.on
        ]
        return max(looks, key=_id, default=opening).decision.status


def _id(answer: Answer) -> int:
    return answer.id


def review_openings(entry: Entry, enrolment: Enrolment, changed: date) -> None:
    """Decide each opening again that the changed day may have been a part of. It stays open either
    way; if the answer is another one, the decision log says so. One query, and one more if any
    is."""
    # Whichever rules an opening was decided by, the changed day may have been in its window.
    longest = max(rules.window_dates for rules in all_rule_sets().values())
    last = changed + timedelta(days=longest)
    seen = _read(
        entry.user, enrolment, changed=changed, since=log.first_date(changed, longest), until=last
    )
    looks = []
    for opening in sorted(seen.answers, key=_id):
        if opening.kind in OPENINGS and opening.on <= last:
            rules = all_rule_sets()[opening.rules_version]
            history = seen.history_at(opening, rules)
            evaluate = evaluate_return if opening.route == Route.RETURN else evaluate_gate
            decision = evaluate(history, opens=opening.stage_to, rules=rules, today=opening.on)
            if decision.status.value != seen.stood(opening):
                looks.append(_look(entry, enrolment, opening, decision))
    Transition.objects.bulk_create(looks)


def _read(user: User, enrolment: Enrolment, *, changed: date, since: date, until: date) -> _Seen:
    answers, entered, rows, scores, baselines, flare_ups = EVERYTHING.one(
        user=user.pk, enrolment=enrolment.pk, changed=changed, since=since, until=until
    )
    return _Seen(
        user,
        enrolment,
        ANSWERS(answers),
        ENTERED(entered),
        read_days(rows),
        SCORES(scores),
        log.read_baselines(baselines),
        flare_ups,
    )


def _look(
    entry: Entry, enrolment: Enrolment, opening: Answer, decision: GateDecision
) -> Transition:
    return Transition(
        user=entry.user,
        enrolment=enrolment,
        kind=TransitionKind.REVIEWED,
        stage_from=opening.stage_from,
        stage_to=opening.stage_to,
        on=entry.today,
        at=entry.now,
        rules_version=decision.rules_version,
        route=decision.route or "",
        decision=decision_json(decision),
    )
