"""Today: each kind of day, with the words that a person needs on it."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client

from backrehab.accounts.models import User
from backrehab.accounts.versions import touch
from backrehab.exercises.cards import Catalogue
from backrehab.painlog.models import Comfort, FlareUp
from backrehab.progression import drills, programmes, setbacks
from backrehab.progression.entries import Entry
from backrehab.screening.models import Reason
from tests.factories import at, make_screening
from tests.factories_diary import make_days
from tests.web.reading import words
from tests.web.today_pages import MONDAY, MORNING, at_monday, person_on, post, tick, today

pytestmark = pytest.mark.django_db

TUESDAY = MONDAY + timedelta(days=1)
# session, user, enrolments with the catalogue version, what was entered today
QUERIES = 4

type SignIn = Callable[[User], Client]


@pytest.fixture
def open_today(catalogue: Catalogue, sign_in: SignIn) -> Callable[[User], str]:
    """`open_today(user)`: the words of that person's page."""
    return lambda user: today(sign_in(user))


# Training


@at_monday()
def test_the_conditions_of_the_gate_are_folded_away_here(sign_in: SignIn) -> None:
    """What to do comes first; on the ladder, where one goes to read them, they are open."""
    client = sign_in(person_on("seated-row"))
    folded = r"<details( open)?>\s*<summary>\d+ of \d+ conditions"
    assert re.findall(folded, client.get("/today/").text) == [""]
    assert re.findall(folded, client.get("/ladder/").text) == [" open"]


@at_monday()
def test_before(open_today: Callable[[User], str]) -> None:
    page = open_today(person_on("seated-row"))
    assert "Stage 2: Seated row" in page
    assert "Before you start One number, then your plan is ready." in page
    assert "Also today: 5 exercises Warm-up Walking on the spot" in page
    assert "Keeping up what you have Bar hang 2 holds of 60 seconds" in page
    assert "The week ahead" in page
    assert "Take it easier today" not in page


@at_monday()
def test_training_and_done(sign_in: SignIn, catalogue: Catalogue) -> None:
    client = sign_in(person_on("seated-row"))
    post(client, "before", score="2", level="3")
    page = today(client)
    assert "Take it easier today" in page
    assert "After the exercises Fill this in after each round." in page
    assert "Same dose: do 2 more in the last set when it feels easy." in page
    post(client, "finish", sets_done="3", worst="2", extra_repetitions="0")
    page = today(client)
    assert "Done for now" in page
    assert "3 of 3 sets, worst pain 2." in page
    assert "Take it easier today" not in page


@at_monday()
def test_more_sets_than_planned(sign_in: SignIn, catalogue: Catalogue) -> None:
    client = sign_in(person_on("bar-hang"))
    post(client, "before", score="2", level="1")
    assert "3 (1 more than planned)" in today(client)
    post(client, "finish", sets_done="3", worst="2")
    assert "3 sets, 2 were planned; worst pain 2. Tomorrow morning, tell" in today(client)


@at_monday()
def test_an_easier_dose_is_named_as_the_persons_own(sign_in: SignIn, catalogue: Catalogue) -> None:
    client = sign_in(person_on("seated-row"))
    post(client, "before", score="2", level="1")
    assert "Easier than suggested: your own choice, and written down as that." in today(client)
    post(client, "dose", dose="3-100")
    assert "your own choice" not in today(client)


@at_monday()
def test_half_the_dose_after_a_bad_day(open_today: Callable[[User], str]) -> None:
    """Level 3 is 3 x 12; half of it is two sets of 9."""
    user = person_on("seated-row")
    make_days(user, [MONDAY - timedelta(days=1)], stage="seated-row", stop=True, morning=2)
    touch(user)
    page = open_today(user)
    assert "2 × 9 repetitions" in page
    assert "Only 50% of the dose: Sunday was too much." in page


@at_monday()
def test_a_little_less_after_a_short_break(open_today: Callable[[User], str]) -> None:
    page = open_today(person_on("seated-row", last=MONDAY - timedelta(days=9)))
    assert "2 × 12 repetitions" in page
    assert "A little less today: you last trained on Saturday 28 February." in page


# Days without the stage


@at_monday("2026-03-10 09:00")
def test_rest(open_today: Callable[[User], str]) -> None:
    page = open_today(person_on("seated-row"))
    assert "Rest day" in page
    assert "Next training day: tomorrow." in page
    assert "Train today anyway" in page


@at_monday("2026-03-10 09:00")
def test_a_rest_day_names_the_day_of_the_next_training(open_today: Callable[[User], str]) -> None:
    user = person_on("seated-row")
    User.objects.filter(pk=user.pk).update(weekday_mask=0b000_1001)
    touch(user)
    assert "A walk is welcome. Next training day: Thursday 12 March." in open_today(user)
    User.objects.filter(pk=user.pk).update(weekday_mask=0)
    touch(user)
    page = open_today(user)
    assert "Rest day" in page
    assert "Next training day" not in page


@at_monday()
def test_a_lighter_day_between_heavy_ones(open_today: Callable[[User], str]) -> None:
    """Monday is planned, but Sunday was heavy."""
    page = open_today(person_on("barbell-row", last=MONDAY - timedelta(days=1)))
    assert "A lighter day No heavy work today" in page
    assert "Before you start" not in page
    assert "1 exercise left out today" in page
    assert (
        "Barbell row Heavy work needs a day between. It comes back on your next heavy day." in page
    )
    week = page[page.index("The week ahead") :]
    assert re.findall(r"(Training|Lighter day|Rest) ", week)[:3] == [
        "Lighter day",
        "Rest",
        "Training",
    ]


@at_monday()
def test_the_ladder_paused(open_today: Callable[[User], str], catalogue: Catalogue) -> None:
    user = person_on("seated-row")
    programmes.start_programme(user=user, key="sciatica", catalogue=catalogue, now=MORNING)
    programmes.pause_programme(user=user, key="ladder", now=MORNING)
    page = open_today(user)
    assert "Your day Your ladder is paused. Below is what you follow besides." in page
    assert "Stage 2" not in page
    assert "Train today anyway" not in page
    assert "Seated row" not in page
    # The first level of the drill, and that of the other exercises of the programme.
    assert "Level 1 of 3" in page


# No exercise


@at_monday()
def test_paused_by_the_health_check(open_today: Callable[[User], str]) -> None:
    user = person_on("seated-row")
    make_screening(user, now=MORNING, read=True, C9="yes")
    page = open_today(user)
    assert "Your plan is paused" in page
    assert "No exercise is shown until then. What you have opened stays open." in page
    assert "The week ahead" not in page
    assert "Set 1" not in page


@at_monday()
def test_stopped(sign_in: SignIn, catalogue: Catalogue) -> None:
    client = sign_in(person_on("seated-row"))
    post(client, "before", score="2", level="3")
    post(client, "stop")
    page = today(client)
    assert "Stopped for today Good call." in page
    assert "nothing you have opened closes" in page
    assert "How bad was it?" in page


@at_monday()
def test_pain_too_high(sign_in: SignIn, catalogue: Catalogue) -> None:
    client = sign_in(person_on("seated-row"))
    post(client, "before", score="6", level="3")
    page = today(client)
    assert "No exercise today" in page
    assert "Easy routine" in page
    assert "Set 1" in page
    assert "Seated row 3" not in page


# A flare-up


@at_monday()
def test_a_flare_up(open_today: Callable[[User], str]) -> None:
    user = person_on("seated-row")
    setbacks.begin_flare_up(Entry(user, at("2026-03-07 18:00")))
    page = open_today(user)
    assert "Your plan is on hold, day 3" in page
    assert "Please answer the questions above first; then an easy routine is here." in page
    assert "Marching" not in page
    make_screening(user, now=at("2026-03-07 18:05"), reason=Reason.FLARE_UP, read=True)
    page = open_today(user)
    assert "Your plan is on hold, day 3" in page
    assert "Can you get about nearly as usual?" in page
    assert "Easy routine" in page
    assert "The week ahead" not in page


@at_monday()
def test_a_flare_up_that_is_over_today(open_today: Callable[[User], str]) -> None:
    user = person_on("seated-row")
    FlareUp.objects.create(user=user, started_on=date(2026, 3, 5), ended_on=MONDAY)
    touch(user)
    page = open_today(user)
    assert "Your flare-up is over Today still belongs to it" in page
    assert "Easy routine" in page
    assert "About this flare-up" not in page


@at_monday()
@pytest.mark.parametrize(("score", "asked"), [(3, False), (4, True), (7, True)])
def test_is_this_a_flare_up(sign_in: SignIn, catalogue: Catalogue, score: int, asked: bool) -> None:
    """Usual 1, so 4 is three over it. It is a question, and nothing begins by itself."""
    client = sign_in(person_on("seated-row"))
    post(client, "before", score=str(score), level="3")
    assert ("Is this a flare-up?" in today(client)) is asked
    assert not FlareUp.objects.exists()


@at_monday()
def test_it_is_not_asked_of_somebody_who_has_one(sign_in: SignIn, catalogue: Catalogue) -> None:
    user = person_on("seated-row")
    setbacks.begin_flare_up(Entry(user, MORNING))
    client = sign_in(user)
    post(client, "daily", score="9", gets_about="no")
    assert "Is this a flare-up?" not in today(client)


# When somebody should look


@at_monday()
def test_concerns(open_today: Callable[[User], str]) -> None:
    user = person_on("bar-hang")
    reds = [MONDAY - timedelta(days=n) for n in (3, 1)]
    make_days(user, reds, stop=True, morning=2)
    touch(user)
    page = open_today(user)
    assert "Please see a clinician" in page
    assert "2 days within 14 days were too much, and this is the gentlest stage." in page
    assert "This advice changes nothing on your ladder." in page
    assert "Report to print" in page


@at_monday()
def test_no_concern_on_a_calm_day(open_today: Callable[[User], str]) -> None:
    assert "Please see a clinician" not in open_today(person_on("bar-hang"))


# A short day


@at_monday()
def test_what_was_left_out_for_time_and_why(sign_in: SignIn, catalogue: Catalogue) -> None:
    user = person_on("barbell-row", daily_minutes=15)
    client = sign_in(user)
    post(client, "before", score="1", level="3")
    page = today(client)
    minutes = re.search(r"about (\d+) minutes in all", page)
    assert minutes is not None
    assert int(minutes[1]) <= 15
    assert "exercises left out today" in page
    assert "To stay within your 15 minutes. What you built stays for a few days without it." in page
    assert "Barbell row" in page


# Drills with levels


@at_monday()
def test_the_second_level_comes_after_the_first_did_not_hurt(
    sign_in: SignIn, catalogue: Catalogue
) -> None:
    user = person_on("seated-row")
    setbacks.begin_flare_up(Entry(user, MORNING))
    make_screening(user, now=MORNING, reason=Reason.FLARE_UP, read=True)
    client = sign_in(user)
    assert "Level 1 of 2" in today(client)
    html = client.get("/today/").text
    assert [str(label) in words(html) for label in Comfort.labels] == [True] * 3
    assert re.findall(r'name="drill" value="([^"]+)"', html) == [
        f"marching-1:{value}" for value in Comfort.values
    ]
    post(client, "drill", drill="marching-1:hurts")
    assert "Level 1 of 2" in today(client)
    post(client, "drill", drill="marching-1:fine")
    page = today(client)
    assert ("Level 2 of 2" in page, "Level 1 of 2" in page) == (True, False)
    post(client, "drill", drill="marching-2:hurts")
    assert "Level 1 of 2" in today(client)


# What it costs


@at_monday()
def test_the_page_costs_the_same_with_everything_followed(
    sign_in: SignIn,
    catalogue: Catalogue,
    django_assert_num_queries: Callable[..., object],
) -> None:
    user = person_on("barbell-row")
    client = sign_in(user)
    client.get("/today/")
    with django_assert_num_queries(QUERIES):
        client.get("/today/")
    for key in ("fundamentals", "sciatica", "hip", "daily-reverse-hyper"):
        programmes.start_programme(user=user, key=key, catalogue=catalogue, now=MORNING)
    drills.answer(
        Entry(user, MORNING), exercise_key="prone-lying", comfort=Comfort.FINE, catalogue=catalogue
    )
    post(client, "before", score="1", level="3")
    post(client, "set", set=tick(catalogue, "barbell-row", "session", 1))
    client.get("/today/")
    with django_assert_num_queries(QUERIES):
        client.get("/today/")


@at_monday()
@pytest.mark.parametrize("dates", [1, 20])
def test_a_flare_up_costs_no_more(
    sign_in: SignIn,
    catalogue: Catalogue,
    django_assert_num_queries: Callable[..., object],
    dates: int,
) -> None:
    user = person_on("seated-row")
    setbacks.begin_flare_up(Entry(user, MORNING - timedelta(days=dates - 1)))
    client = sign_in(user)
    client.get("/today/")
    with django_assert_num_queries(QUERIES):
        client.get("/today/")


@at_monday()
@pytest.mark.parametrize(("path", "more"), [("daily", 0), ("before", 1)])
def test_a_high_score_shows_the_open_level_of_the_easy_routine(
    sign_in: SignIn,
    catalogue: Catalogue,
    django_assert_num_queries: Callable[..., object],
    path: str,
    more: int,
) -> None:
    """Begun with one, the day is known to be an easy one only when it was read; then the drills are
    asked for once more."""
    user = person_on("seated-row", last=MONDAY - timedelta(days=2))
    setbacks.begin_flare_up(Entry(user, MORNING))
    drills.answer(
        Entry(user, MORNING), exercise_key="marching-1", comfort=Comfort.FINE, catalogue=catalogue
    )
    FlareUp.objects.all().delete()
    programmes.start_programme(user=user, key="sciatica", catalogue=catalogue, now=MORNING)
    client = sign_in(user)
    post(client, path, score="9", level="1")
    assert "Level 2 of 2" in today(client)
    with django_assert_num_queries(QUERIES + more):
        client.get("/today/")
