"""Every code of the gate has words, and the words say the numbers."""

from datetime import date, timedelta

import pytest

from backrehab.domain.asked import asked_by_gate
from backrehab.domain.colours import COLOURS, Cause, Colour, Verdict
from backrehab.domain.decision import Code, Criterion, GateDecision, Route, Standing, Status
from backrehab.domain.flare_up import Advice
from backrehab.domain.gate import evaluate_gate
from backrehab.domain.pace import Ahead
from backrehab.domain.records import BaselineAnswer, Day, FlareUp, History, Outcome
from backrehab.domain.rules import TierName
from backrehab.domain.step_back import Concern, StepBackReason
from backrehab.domain.way_back import RETURN, ReturnCriteria, evaluate_return
from backrehab.progression import explain
from backrehab.progression.explain import Then
from backrehab.progression.explain_changes import KINDS, STEP_BACK_REASONS
from backrehab.progression.explain_criteria import _CRITERIA, explain_criterion
from backrehab.progression.models import TransitionKind
from backrehab.progression.rulesets import current_rules
from backrehab.progression.words import day_name
from backrehab.web.ladder import STATUSES
from backrehab.web.setbacks import ADVICE, CONCERNS

RULES = current_rules()
TODAY = date(2026, 3, 20)
WEEK = range(7)
ONE = (BaselineAnswer(TODAY - timedelta(days=60), 1),)


def day(on: date, stage: str = "pull-through", **fields: int) -> Day:
    values = {"before": 1, "worst": 1, "morning": 1, **fields}
    return Day(on=on, stage=stage, done=1.0, **values)  # type: ignore[arg-type]


def history(*days: Day, **fields: object) -> History:
    values: dict[str, object] = {
        "stage": "pull-through",
        "entered_on": TODAY - timedelta(days=10),
        "baselines": (BaselineAnswer(TODAY - timedelta(days=60), 2),),
        "training_weekdays": frozenset(WEEK),
        "screening": Outcome.CLEAR,
        "screened_on": TODAY,
        "days": days,
    }
    return History(**{**values, **fields})  # type: ignore[arg-type]


def back_to_the_deadlift(asked: History) -> GateDecision:
    return evaluate_return(asked, opens="deadlift", rules=RULES, today=TODAY)


def enough() -> History:
    return history(*(day(TODAY - timedelta(days=n)) for n in (9, 5, 1)))


def every_day(decision: GateDecision) -> Ahead | None:
    """What to expect of somebody who trains on every date."""
    until = decision.earliest_on
    if until is None:
        return None
    days = [TODAY + timedelta(days=n) for n in range((until - TODAY).days)]
    return Ahead(until, tuple(days), until)


def said(decision: GateDecision) -> tuple[str, str]:
    text = explain.summary(decision, RULES, every_day(decision))
    return explain.headline(decision, "Deadlift"), text


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        (_CRITERIA, Code),
        (explain.ROUTES, Route),
        (explain.CAUSES, Cause),
        (explain.THEN, Then),
        (explain.COLOURS, Colour),
        (explain.STANDINGS, Standing),
        (explain.HEADLINES, Status),
        (explain.RETURN_HEADLINES, Status),
        (STEP_BACK_REASONS, StepBackReason),
        (KINDS, TransitionKind),
        (CONCERNS, Concern),
        (ADVICE, Advice),
    ],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_every_code_has_words(words: dict[object, object], codes: type) -> None:
    assert set(words) == set(codes)
    assert all(words.values())


@pytest.mark.parametrize("stage", RULES.stages)
def test_every_line_that_a_gate_or_a_way_back_asks_for_reads_without_a_gap(stage: str) -> None:
    for opens in RULES.stages[stage].opens:
        gate = asked_by_gate(RULES, stage=stage, opens=opens)
        back = asked_by_gate(RULES, stage=stage, opens=opens, kind=ReturnCriteria)
        assert tuple(criterion.code for criterion in back) == RETURN
        texts = [
            explain_criterion(criterion, RULES, RULES.stages[stage].tier)
            for criterion in (*gate, *back)
        ]
        assert all(text.title and text.detail for text in texts)
        assert not [text for text in texts if "None" in text.title or "%(" in text.title]


def titles(tier: TierName, *codes: Code) -> list[str]:
    lines = [Criterion(code, 4, 5, met=False, days=(TODAY,)) for code in codes]
    return [explain_criterion(line, RULES, tier).title for line in lines]


def test_the_lines_say_the_numbers_of_the_tier() -> None:
    assert titles(TierName.HEAVY, Code.HIGHEST_SCORE, Code.NO_RED_14) == [
        "No score above 4 in the last 14 days",
        "No day that was too much in the last 14 days",
    ]
    several = Code.GREEN_DAYS, Code.FLARE_UP, Code.SCREENING
    assert titles(TierName.LIGHT, *several) == titles(TierName.MODERATE, *several)
    assert titles(TierName.LIGHT, *several) == [
        "4 calm days among the last 4",
        "No flare-up since your latest calm day",
        "Your health check allows this stage, and no leg symptom came after it",
    ]
    assert titles(TierName.HEAVY, *several) == [
        "4 calm days among the last 5",
        "No flare-up since your latest calm day, and none in the last 14 days",
        "Your health check of the last 28 days allows this stage, and no leg symptom came after it",
    ]


@pytest.mark.parametrize(
    ("code", "ago", "said", "said_later"),
    [
        (
            Code.LATEST_GREEN,
            0,
            "Today is not a calm day, or not yet",
            "{} is not a calm day, or not yet",
        ),
        (Code.RECENT, 0, "Today", "Last on {}"),
        (Code.RECENT, 3, "Last on {}", "Last on {}"),
        (Code.HIGHEST_SCORE, 0, "Highest: 5, today", "Highest: 5 on {}"),
        (Code.HIGHEST_SCORE, 3, "Highest: 5 on {}", "Highest: 5 on {}"),
        (Code.NO_RED_14, 0, "Latest: today", "Latest: {}"),
    ],
)
def test_this_day_is_called_today_but_a_decision_of_the_past_names_its_date(
    code: Code, ago: int, said: str, said_later: str
) -> None:
    on = TODAY - timedelta(days=ago)
    line = Criterion(code, 4, 5, met=False, days=(on,))
    heavy = TierName.HEAVY
    assert explain_criterion(line, RULES, heavy, today=TODAY).detail == said.format(day_name(on))
    assert explain_criterion(line, RULES, heavy).detail == said_later.format(day_name(on))


def gate(*days: Day, **fields: object) -> GateDecision:
    return evaluate_gate(history(*days, **fields), opens="deadlift", rules=RULES, today=TODAY)


def detail(decision: GateDecision, code: Code) -> str:
    line = decision.criterion(code)
    assert not line.met
    return explain_criterion(line, RULES, decision.tier, today=TODAY, decision=decision).detail


@pytest.mark.parametrize(
    ("ago", "fields", "text"),
    [
        (0, {"morning": None}, "Today still waits for its morning score"),
        (0, {"morning": None, "worst": 9}, "Today is not a calm day"),
        (1, {"morning": None}, "Thursday 19 March still waits for its morning score"),
        (3, {"morning": None}, "Tuesday 17 March has no morning score that counts"),
        (3, {"worst": None}, "Tuesday 17 March has no worst pain of the day"),
        (3, {"worst": 9}, "Tuesday 17 March is not a calm day"),
    ],
)
def test_a_settled_day_is_not_called_one_that_may_be_calm_yet(
    ago: int, fields: dict[str, int], text: str
) -> None:
    decision = gate(day(TODAY - timedelta(days=ago), **fields))
    assert detail(decision, Code.LATEST_GREEN) == text


FLARED = FlareUp(TODAY - timedelta(days=40), TODAY - timedelta(days=30))


@pytest.mark.parametrize(
    ("found", "text"),
    [
        (gate(flare_ups=(FlareUp(TODAY, None),)), "A flare-up is open"),
        (gate(flare_ups=(FLARED,)), "No calm day that counts since the latest flare-up"),
        (
            gate(
                day(TODAY - timedelta(days=1)),
                flare_ups=(FlareUp(TODAY - timedelta(days=3), TODAY - timedelta(days=2)),),
            ),
            "The latest one is too recent",
        ),
        (
            gate(
                day(TODAY - timedelta(days=1)),
                flare_ups=(FlareUp(TODAY, None),),
                screening=Outcome.CLINICIAN,
            ),
            "One is open or too recent, or there is no good day since",
        ),
    ],
    ids=["open", "no-calm-day", "recent", "not-known"],
)
def test_what_is_in_the_way_of_a_gate_after_a_flare_up(found: GateDecision, text: str) -> None:
    assert detail(found, Code.FLARE_UP) == text


def test_the_steady_route_has_settled_days_of_its_own() -> None:
    asked = history(stage="seated-row", flare_ups=(FLARED,))
    decision = evaluate_gate(asked, opens="reverse-hyper", rules=RULES, today=TODAY)
    text = "No settled day that counts since the latest flare-up"
    assert detail(decision, Code.SETTLED_FLARE_UP) == text


@pytest.mark.parametrize(
    ("fields", "ago", "reason", "standing"),
    [
        (
            {"morning": None},
            3,
            (
                "Without a morning score that counts it is left out; "
                "the next calm day takes its place."
            ),
            "",
        ),
        ({"morning": None}, 1, "The morning score decides what it counts as.", ""),
        ({"morning": None}, 0, "Tomorrow morning's score decides what today counts as.", ""),
        ({"worst": None}, 3, "The worst pain of the day is missing.", "Neither counts nor blocks"),
    ],
)
def test_the_standing_does_not_say_the_reason_again(
    fields: dict[str, int], ago: int, reason: str, standing: str
) -> None:
    decision = gate(day(TODAY - timedelta(days=ago), **fields))
    (told,) = explain.explain_days(decision, RULES, TODAY)
    assert (told.reason, told.standing) == (reason, standing)


@pytest.mark.parametrize(
    ("cause", "then", "text"),
    [
        (
            Cause.MORNING_FAR_UP,
            Then.STAND_IN,
            "Before your next training: 5; it was 1 before you trained that day.",
        ),
        (
            Cause.TWO_MORNINGS_UP,
            Then.STAND_IN,
            (
                "Before your next training: 5, and still up the day after; it was 1 before you "
                "trained that day."
            ),
        ),
        (Cause.MORNING_UP, Then.EITHER, "Next score 5; it was 1 before you trained that day."),
        (
            Cause.MORNING_OVER_CEILING,
            Then.STAND_IN,
            "Before your next training: 5; this stage asks for 2 or less.",
        ),
        (Cause.CALM, Then.STAND_IN, "Worst pain 2, before your next training: 5."),
        (Cause.CALM, Then.MORNING, "Worst pain 2, next morning 5."),
    ],
)
def test_a_morning_that_was_never_given_is_not_called_one(
    cause: Cause, then: Then, text: str
) -> None:
    verdict = Verdict(TODAY, "deadlift", COLOURS[cause], cause, 1, 2, 5, 1, 2)
    assert explain.cause_text(verdict, RULES, then) == text
    if then is not Then.EITHER:
        reported = Day(TODAY, morning=5 if then is Then.MORNING else None)
        assert explain.cause_text(verdict, RULES, explain.then_of(reported)) == text


@pytest.mark.parametrize(
    ("morning", "before", "days_between", "text"),
    [
        (None, 4, 1, "Next score 4; it was 1 before you trained that day."),
        (4, 4, 2, "Next score 4; it was 1 before you trained that day."),
        (4, 1, 1, "Next morning 4; it was 1 before you trained that day."),
        (4, 4, 3, "Next morning 4; it was 1 before you trained that day."),
    ],
)
def test_a_decision_that_cannot_tell_a_morning_from_its_stand_in_names_neither(
    morning: int | None, before: int, days_between: int, text: str
) -> None:
    first = TODAY - timedelta(days=8)
    fields: dict[str, int] = {"morning": morning}  # type: ignore[dict-item]
    later = day(first + timedelta(days=days_between), before=before)
    told = explain.explain_days(gate(day(first, **fields), later, baselines=ONE), RULES, TODAY)
    assert told[-1].reason == text


def test_a_way_back_that_is_not_there_yet() -> None:
    decision = back_to_the_deadlift(history(day(TODAY - timedelta(days=1))))
    assert decision.status is Status.NOT_YET
    headline, summary = said(decision)
    assert headline == "Back to the deadlift"
    assert summary == (
        "You opened it before, so less is asked this time. Earliest Friday 27 March, if every "
        "training day until then is calm: worst pain 2 or less, and the next morning no more than "
        "1 above your usual."
    )


@pytest.mark.parametrize(
    ("since", "sentence"),
    [
        # The morning score of the latest day is the last thing that is missing.
        (8, "Earliest today, once the conditions that are left are met."),
        (7, "Earliest tomorrow, if today is a calm day:"),
        (6, "Earliest Sunday 22 March, if today and Saturday are calm days:"),
    ],
)
def test_days_near_are_said_plainly(since: int, sentence: str) -> None:
    """Nobody counts weekdays to find out that Friday is today."""
    trained = [TODAY - timedelta(days=n) for n in range(1, since + 1)]
    mornings = {trained[0]: None}
    days = (
        day(on, "bar-hang", morning=mornings.get(on, 1), target_dose=True)  # type: ignore[arg-type]
        for on in trained
    )
    found = history(*days, stage="bar-hang", entered_on=trained[-1])
    decision = evaluate_gate(found, opens="seated-row", rules=RULES, today=TODAY)
    assert decision.status is Status.NOT_YET
    assert explain.summary(decision, RULES, every_day(decision)).startswith(sentence)


def test_a_gate_that_is_ready() -> None:
    days = (
        day(TODAY - timedelta(days=n), "bar-hang", target_dose=True)  # type: ignore[arg-type]
        for n in range(1, 9)
    )
    found = history(*days, stage="bar-hang", entered_on=TODAY - timedelta(days=20))
    decision = evaluate_gate(found, opens="seated-row", rules=RULES, today=TODAY)
    assert (decision.status, decision.route) == (Status.READY, Route.STANDARD)
    assert said(decision)[1] == "Every line below is met. Open it when you like."


def test_a_way_back_that_is_ready() -> None:
    decision = back_to_the_deadlift(enough())
    assert (decision.status, decision.route) == (Status.READY, Route.RETURN)
    assert said(decision) == (
        "You can go back to the deadlift",
        "Every line below is met. Go back to it when you like.",
    )


def test_a_way_back_on_hold() -> None:
    held = history(day(TODAY - timedelta(days=1)), flare_ups=(FlareUp(TODAY, None),))
    assert said(back_to_the_deadlift(held)) == (
        "On hold: Deadlift",
        "A flare-up is open. Everything you have earned stays.",
    )


def test_a_way_back_that_cannot_be_ready_in_time() -> None:
    nobody_trains = history(training_weekdays=frozenset())
    assert said(back_to_the_deadlift(nobody_trains))[1] == (
        "You opened it before, so less is asked this time. It can't open in the next 90 days as "
        "things are. See the conditions."
    )


def test_the_gate_itself_reads_as_before() -> None:
    decision = evaluate_gate(enough(), opens="deadlift", rules=RULES, today=TODAY)
    assert explain.headline(decision, "Deadlift") == "Next: Deadlift"
    assert not explain.is_way_back(decision)


def test_a_log_that_cannot_be_read_says_so() -> None:
    decision = back_to_the_deadlift(history(day(TODAY - timedelta(days=1), worst=11)))
    assert decision.problem is not None
    assert said(decision)[1] == (
        "Your log holds something that cannot be read, so nothing can be decided."
    )


def test_every_status_of_a_stage_has_an_icon_and_words() -> None:
    assert all(icon and text for icon, text in STATUSES.values())
    assert len({str(text) for _, text in STATUSES.values()}) == len(STATUSES)
