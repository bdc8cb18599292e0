"""Today when the score rules out exercise: why, what there is to do, and what has to change."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from backrehab.accounts.models import User
from backrehab.accounts.services import save_numbers
from backrehab.accounts.versions import touch
from backrehab.exercises.cards import Catalogue
from backrehab.progression.rulesets import current_rules
from tests.factories import at, make_screening
from tests.factories_diary import make_days, make_person
from tests.web.reading import words
from tests.web.today_pages import MONDAY, MORNING, at_monday, person_on, post, today

pytestmark = pytest.mark.django_db

type SignIn = Callable[[User], Client]

EVERY_DAY = 0b111_1111
LIMIT = current_rules().no_exercise
LOWER = f"exercise comes back on the next day with a score of {LIMIT.score - 1} or less."
ONE = "One such score is enough."
BOTH = (
    f"exercise comes back on the next day with a score below {LIMIT.score} and less than "
    f"{LIMIT.over_usual} above your usual."
)
SEE = "Please see a doctor or physiotherapist: pain of 6 or more on most days should be looked at."


def usually(score: int, *, weekday_mask: int = EVERY_DAY) -> User:
    """Somebody who gave that score on each of the last two weeks, and at the start."""
    user = make_person(now=at("2026-02-16 09:00"), baseline=score, weekday_mask=weekday_mask)
    for n in range(1, 15):
        on = MORNING - timedelta(days=n)
        user.daily_scores.create(on=on.date(), score=score, given_at=on)
    touch(user)
    return user


@at_monday()
@pytest.mark.parametrize("usual", [6, 7, 8])
def test_usual_pain_at_the_limit(sign_in: SignIn, catalogue: Catalogue, usual: int) -> None:
    client = sign_in(usually(usual))
    hint = "From 6 on there is no exercise today, only an easy routine. Give the number as it is."
    page = today(client)
    assert f"Your usual pain is {usual}. {hint}" in page
    assert "No exercise today" not in page

    post(client, "before", score=str(usual), level="1")
    page = today(client)
    assert "No exercise today" in page
    assert f"Your score today: {usual}. From 6 on, exercise waits for another day." in page
    assert f"Your usual pain is {usual}. So there may be no exercise on most days." in page
    assert "Today: do the easy routine below" in page
    assert f"What has to change: {LOWER} {ONE} The rule" in page
    assert SEE in page
    assert "Put your ladder on hold; nothing is lost. I tweaked my back" in page
    html = client.get("/today/").text
    assert 'href="/how-it-decides/#no-exercise"' in html
    assert 'href="/ladder/report/"' in html
    assert 'id="no-exercise"' in client.get("/how-it-decides/").text


@pytest.mark.parametrize(("score", "comes_back"), [(LIMIT.score - 1, True), (LIMIT.score, False)])
def test_what_is_said_is_what_happens(
    sign_in: SignIn, catalogue: Catalogue, score: int, comes_back: bool
) -> None:
    client = sign_in(usually(7))
    with at_monday():
        post(client, "before", score="7", level="1")
        assert LOWER in today(client)
    with at_monday("2026-03-10 09:00"):
        post(client, "before", score=str(score), level="1")
        page = today(client)
    assert ("No exercise today" not in page) is comes_back
    assert ("Bar hang 2 holds" in page) is comes_back


@at_monday()
@pytest.mark.parametrize(
    ("score", "why"),
    [
        (4, "Your score today: 4. That is 3 or more above your usual (1), so exercise waits"),
        (6, "Your score today: 6. From 6 on, exercise waits for another day. That happens"),
    ],
)
def test_one_bad_day(sign_in: SignIn, catalogue: Catalogue, score: int, why: str) -> None:
    user = make_person(now=at("2026-03-01 09:00"))
    make_days(user, [MONDAY - timedelta(days=n) for n in range(1, 6)], before=1, morning=1)
    touch(user)
    client = sign_in(user)
    assert "Your usual pain is" not in today(client)
    post(client, "before", score=str(score), level="1")
    page = today(client)
    assert why in page
    assert BOTH in page
    assert ONE not in page
    assert "If it stays this high for some days, please see a clinician." in page
    assert SEE not in page
    assert "Is this a flare-up? If you tweaked your back, put your ladder on hold" in page


@at_monday()
def test_a_day_without_training_says_the_score_that_was_given(
    sign_in: SignIn, catalogue: Catalogue
) -> None:
    user = person_on("bar-hang", weekday_mask=0)
    client = sign_in(user)
    post(client, "daily", score="7")
    assert "Your score today: 7. From 6 on, exercise waits for another day." in today(client)


@at_monday()
def test_the_score_of_the_morning_counts_on_such_a_day(
    sign_in: SignIn, catalogue: Catalogue
) -> None:
    user = person_on("bar-hang", last=MONDAY - timedelta(days=3), weekday_mask=0)
    make_days(user, [MONDAY - timedelta(days=1)], before=2, worst=3, morning=None)
    touch(user)
    client = sign_in(user)
    post(client, "morning", on=str(MONDAY - timedelta(days=1)), score="6")
    assert "Your score today: 6. From 6 on, exercise waits for another day." in today(client)


@at_monday()
def test_in_words_for_who_hides_numbers(sign_in: SignIn, catalogue: Catalogue) -> None:
    user = usually(7)
    save_numbers(user=user, hide=True)
    client = sign_in(user)
    from_here = "From moderate (6 of 10) on"
    assert f"Your usual pain is severe. {from_here} there is no exercise today" in today(client)
    post(client, "before", score="7", level="1")
    page = today(client)
    assert f"Your score today: severe. {from_here}, exercise waits for another day." in page
    assert "Your usual pain is severe." in page
    assert "on the next day with a score of moderate (5 of 10) or less." in page
    assert "pain of moderate (6 of 10) or more on most days should be looked at." in page
    kept = client.get("/today/offline/").text
    assert "Exercise comes back on the next day with a score of moderate (5 of 10) or" in kept
    assert LOWER in words(client.get("/today/?numbers=shown").text)


@at_monday()
def test_one_bad_day_in_words(sign_in: SignIn, catalogue: Catalogue) -> None:
    user = usually(1)
    save_numbers(user=user, hide=True)
    client = sign_in(user)
    post(client, "before", score="4", level="1")
    page = today(client)
    # How far above the usual is a difference, which has no word.
    assert "Your score today: moderate. That is 3 or more above your usual (mild)" in page
    assert "with a score below moderate (6 of 10) and less than 3 above your usual." in page


@at_monday()
def test_pain_at_rest_has_its_own_words(sign_in: SignIn, catalogue: Catalogue) -> None:
    user = usually(7)
    make_screening(user, now=MORNING, read=True, K2="yes")
    client = sign_in(user)
    post(client, "daily", score="7")
    page = today(client)
    assert "You told of strong pain at rest in your health check." in page
    assert "What has to change" not in page


@at_monday()
def test_the_kept_day_says_what_has_to_change(sign_in: SignIn, catalogue: Catalogue) -> None:
    page = sign_in(usually(6)).get("/today/offline/").text
    assert LOWER[0].upper() + LOWER[1:] in page
