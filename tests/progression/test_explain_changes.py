"""Each change of the ladder in words, with the numbers that were stored."""

from datetime import date, timedelta

import pytest

from backrehab.accounts.models import User
from backrehab.exercises.cards import Catalogue
from backrehab.progression import services, setbacks
from backrehab.progression.entries import Entry
from backrehab.progression.explain_changes import (
    ChangeText,
    band_text,
    explain_change,
    share_text,
    shares_text,
)
from backrehab.progression.models import Transition
from backrehab.progression.rulesets import current_rules
from backrehab.web.setbacks import welcome_back
from tests.factories import at
from tests.factories_diary import enter_stage, make_days, make_person
from tests.factories_setbacks import (
    flare_up,
    morning_of,
    return_days,
    settle_today,
    step_back,
    take_up_again,
)
from tests.progression.scenes import person_at

pytestmark = pytest.mark.django_db

RULES = current_rules()
MONDAY = date(2026, 3, 9)


@pytest.fixture
def person(catalogue: Catalogue) -> User:
    return make_person(now=at("2026-02-12 09:00"), weekday_mask=0b111_1111)


def latest(user: User, catalogue: Catalogue) -> ChangeText:
    row = Transition.objects.filter(user=user).latest("id")
    return explain_change(row, stages=catalogue.stages, rules=RULES)


def facts(text: ChangeText) -> dict[str, str]:
    return dict(text.facts)


def test_the_start(person: User, catalogue: Catalogue) -> None:
    assert latest(person, catalogue) == ChangeText("play", "Started with: Bar hang", "", ())


def test_two_days_that_were_too_much(person: User, catalogue: Catalogue) -> None:
    step_back(person, stage="reverse-hyper", on=MONDAY)
    assert latest(person, catalogue) == ChangeText(
        "down",
        "One step back, to: Seated row",
        "2 days within 14 days were too much: Thursday 5 March 2026 and Sunday 8 March 2026. "
        "The stage you left rests; a short way leads back to it.",
        [
            ("Too much", "Thursday 5 March 2026"),
            ("Too much", "Sunday 8 March 2026"),
            ("Dose", catalogue.stages["seated-row"].entry.text),
        ],
    )


def test_a_back_that_is_still_up_two_mornings_after_a_heavy_day(
    person: User, catalogue: Catalogue
) -> None:
    enter_stage(person, "deadlift", date(2026, 2, 20))
    make_days(person, [date(2026, 3, 7)], stage="deadlift", before=1, worst=2, morning=5)
    make_days(person, [date(2026, 3, 8)], stage="deadlift", before=5, worst=5, morning=5)
    settle_today(person, at("2026-03-09 08:00"))
    text = latest(person, catalogue)
    assert text.title == "One step back, to: Pull-through"
    assert text.detail == (
        "Your back was still up on the second morning after Saturday 7 March 2026. The stage you "
        "left rests; a short way leads back to it."
    )
    assert facts(text)["Too much"] == "Saturday 7 March 2026"


def test_back_by_the_short_way(person: User, catalogue: Catalogue) -> None:
    step_back(person, stage="deadlift", on=MONDAY - timedelta(days=10))
    return_days(person, today=MONDAY)
    services.open_stage(user=person, stage_key="deadlift", now=at("2026-03-09 08:00"))
    assert latest(person, catalogue) == ChangeText(
        "again",
        "Back again: Deadlift",
        "By the short way back: every condition of it was met.",
    )


def test_back_by_its_own_gate(person: User, catalogue: Catalogue) -> None:
    step_back(person, stage="seated-row", on=date(2026, 2, 25))
    enrolment = services.get_enrolment(person)
    assert enrolment is not None
    enrolment.return_to = ""
    enrolment.save()
    make_days(person, [date(2026, 3, n) for n in (1, 3, 6, 8)])
    services.open_stage(user=person, stage_key="seated-row", now=at("2026-03-09 08:00"))
    assert latest(person, catalogue).detail == (
        "By its own gate, like the first time. Every condition was met."
    )


def test_a_hold_and_its_end(person: User, catalogue: Catalogue) -> None:
    make_days(person, [date(2026, 3, 4)], dose_level=2)
    setbacks.begin_flare_up(Entry(person, at("2026-03-05 09:00")))
    assert latest(person, catalogue) == ChangeText(
        "pause",
        "On hold",
        "A flare-up began. Counting pauses, and what you earned stays.",
        [("Stage", "Bar hang")],
    )
    setbacks.take_back_flare_up(Entry(person, at("2026-03-05 10:00")))
    assert latest(person, catalogue) == ChangeText(
        "again", "Flare-up taken back", "The button was pressed by mistake. Nothing changed."
    )
    flare_up(person, first=date(2026, 3, 6), last=date(2026, 3, 7))
    text = latest(person, catalogue)
    assert text.title == "Going on after a flare-up: Bar hang"
    assert text.detail == (
        "The flare-up had lasted 2 days. You went on with the bar hang, at 70% of the dose you "
        "had before."
    )
    assert facts(text) == {
        "First day": "Friday 6 March 2026",
        "Last day": "Saturday 7 March 2026",
        "Lasted": "2 days",
        "Dose": catalogue.stages["bar-hang"].levels[1].text,
        "How much of it": "70%, then all of it",
    }


def test_a_long_flare_up_leads_further_down(person: User, catalogue: Catalogue) -> None:
    enter_stage(person, "reverse-hyper", date(2026, 2, 20))
    make_days(person, [date(2026, 2, 25)], stage="reverse-hyper")
    flare_up(person, first=date(2026, 2, 26), last=MONDAY)
    text = latest(person, catalogue)
    assert text.detail == (
        "The flare-up had lasted 12 days. You went on further down, with the seated row, at 50% of "
        "the dose that went well there. A short way leads back up."
    )


@pytest.mark.parametrize(
    ("days", "stage", "detail", "rule"),
    [
        (
            20,
            "reverse-hyper",
            "After 20 days without training you stayed with the reverse hyper.",
            "15 to 28 days",
        ),
        (
            40,
            "reverse-hyper",
            (
                "After 40 days without training you went on further down, with the seated row. A "
                "short way leads back up."
            ),
            "29 to 84 days",
        ),
        (
            100,
            "deadlift",
            (
                "After 100 days without training you started again with the seated row. What lies "
                "above opens again by its own gates."
            ),
            "85 days or more",
        ),
    ],
)
def test_a_break(catalogue: Catalogue, days: int, stage: str, detail: str, rule: str) -> None:
    person = make_person(now=at("2025-09-01 09:00"))
    last = MONDAY - timedelta(days=days)
    enter_stage(person, stage, last - timedelta(days=10))
    make_days(person, [last], stage=stage, dose_level=2)
    take_up_again(person, on=MONDAY)
    text = latest(person, catalogue)
    assert text.detail == detail
    assert facts(text)["Rule used"] == rule
    assert facts(text)["Without training"] == f"{days} days"
    assert facts(text)["Calm days"] == "counted anew from here"
    assert "Gentle start" not in facts(text)


def test_a_break_that_counts_anew_says_since_when(catalogue: Catalogue) -> None:
    """As on the day itself: days without training would be three times as many."""
    person = make_person(now=at("2025-09-01 09:00"))
    make_days(person, [MONDAY - timedelta(days=60)])
    take_up_again(person, on=MONDAY - timedelta(days=20))
    away = welcome_back(person_at(person, morning_of(MONDAY)))
    assert away is not None
    assert away.headline == "20 days since you last went on with your ladder"
    take_up_again(person, on=MONDAY)
    text = latest(person, catalogue)
    assert text.detail == (
        "After 20 days without training since you last went on with your ladder you stayed with "
        "the bar hang."
    )
    assert facts(text)["Since you last went on"] == "20 days"
    assert facts(text)["Last trained on"] == "Thursday 8 January 2026"
    assert "Without training" not in facts(text)


def test_a_gentle_start_says_why_the_rule_is_a_stricter_one(catalogue: Catalogue) -> None:
    person = make_person(now=at("2025-09-01 09:00"), sedentary=True)
    make_days(person, [MONDAY - timedelta(days=20)], dose_level=2)
    take_up_again(person, on=MONDAY)
    text = facts(latest(person, catalogue))
    assert (text["Rule used"], text["Gentle start"]) == (
        "29 to 84 days",
        "one row more careful, by what you said about you",
    )


def test_shares_and_bands_in_words() -> None:
    assert [share_text(share) for share in (100, 70, 50)] == [
        "the whole dose",
        "70% of the dose",
        "half dose",
    ]
    assert shares_text([50, 80]) == "50%, then 80%, then all of it"
    assert shares_text([100]) == "all of it"
    assert [band_text(RULES, key) for key in RULES.lay_off.bands] == [
        "8 to 14 days",
        "15 to 28 days",
        "29 to 84 days",
        "85 days or more",
    ]
