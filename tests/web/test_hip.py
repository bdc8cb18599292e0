"""The side of the hip: overview with comparisons, self-test, release, and who is kept from it."""

import re
from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from backrehab.accounts.models import User
from backrehab.accounts.versions import touch
from backrehab.exercises.cards import Catalogue
from backrehab.painlog.hip import finish_release, record_hip_test, start_release
from backrehab.painlog.models import HipRelease, HipTest
from backrehab.painlog.services import start_flare_up
from backrehab.progression import diary
from backrehab.progression.entries import Entry
from tests.factories import at, make_screening
from tests.factories_diary import enter_stage, make_days, make_person
from tests.web.reading import words
from tests.web.test_typed import sign_in_again, signed_out

pytestmark = pytest.mark.django_db

PAGE, TEST, RELEASE = "/hip/", "/hip/test/", "/hip/release/"
NOBODYS = "/hip/release/018f4e58-0000-4000-8000-000000000000/"
# session, user, enrolment with the catalogue version
PERSON = 3
SIGNS = ("left_hip_drops", "left_weight_shifts", "right_hip_drops", "right_weight_shifts")


@pytest.fixture
def person(catalogue: Catalogue) -> User:
    return make_person(now=at("2026-03-01 09:00"))


@pytest.fixture
def client(person: User, sign_in: Callable[[User], Client]) -> Client:
    return sign_in(person)


def on_day(instant: str = "2026-03-31 09:00") -> time_machine.travel:
    return time_machine.travel(at(instant), tick=False)


def text(client: Client, path: str = PAGE) -> str:
    return words(client.get(path).text).replace(" .", ".")


def answers(**changes: str) -> dict[str, str]:
    return {"key": str(uuid4()), **dict.fromkeys(SIGNS, "no"), **changes}


def do_test(user: User, on: str, side: str = "left", **signs: bool) -> None:
    fields = {"hip_drops": False, "weight_shifts": False, **signs}
    record_hip_test(user=user, side=side, now=at(f"{on} 09:00"), **fields)


def begin(user: User, on: str = "2026-03-31", side: str = "left", before: int = 5) -> HipRelease:
    now = at(f"{on} 08:30")
    return start_release(user=user, side=side, before=before, now=now, limits=())


def release(user: User, on: str, before: int, after: int | None, side: str = "left") -> None:
    row = begin(user, on, side, before)
    now = at(f"{on} 08:40")
    finish_release(user=user, release_id=row.pk, after=after, hold_seconds=45, now=now)


# The overview


@on_day()
def test_it_says_what_it_is_for_and_who_says_so(client: Client) -> None:
    page = text(client)
    assert "The thumb release is not for people with blood thinners" in page
    assert "S3: the side of the hip and the anatomy of the back" in page
    assert page.count("Not tested yet.") == 2
    assert page.count("No release with both numbers yet.") == 2
    html = client.get(PAGE).text
    for key in ("hip-bump", "sack-swinger", "side-leg-raise"):
        assert f'href="/exercises/{key}/"' in html
    assert "3 times a week" in page


@on_day()
def test_one_test_has_nothing_to_be_compared_with(client: Client, person: User) -> None:
    do_test(person, "2026-03-03", hip_drops=True)
    page = text(client)
    assert "Standing on the left leg A sign of weakness The hip dropped on 3 March." in page
    assert "You did not shift your weight much on 3 March. One test so far" in page


@on_day()
@pytest.mark.parametrize(
    ("before", "latest", "line"),
    [
        (True, False, "The hip dropped on 3 March, but not on 30 March."),
        (False, True, "The hip stayed up on 3 March, but dropped on 30 March."),
        (True, True, "The hip dropped on 3 March, and again on 30 March."),
        (False, False, "The hip stayed up on 3 March, and again on 30 March."),
    ],
)
def test_a_hip_compared_in_words(
    client: Client, person: User, before: bool, latest: bool, line: str
) -> None:
    do_test(person, "2026-03-03", hip_drops=before)
    do_test(person, "2026-03-30", hip_drops=latest)
    page = text(client)
    assert line in page
    assert ("A sign of weakness" in page) is latest
    assert ("No sign seen" in page) is not latest


@on_day()
@pytest.mark.parametrize(
    ("before", "latest", "line"),
    [
        (True, False, "You shifted your weight a lot on 3 March, but not on 30 March."),
        (False, True, "You did not shift your weight much on 3 March, but you did on 30 March."),
        (True, True, "You shifted your weight a lot on 3 March, and again on 30 March."),
        (False, False, "You did not shift your weight much on 3 March, nor on 30 March."),
    ],
)
def test_the_weight_compared_in_words(
    client: Client, person: User, before: bool, latest: bool, line: str
) -> None:
    do_test(person, "2026-03-03", weight_shifts=before)
    do_test(person, "2026-03-30", weight_shifts=latest)
    assert line in text(client)


@on_day()
def test_both_sides_stand_side_by_side(client: Client, person: User) -> None:
    do_test(person, "2025-12-30", "left", hip_drops=True, weight_shifts=True)
    do_test(person, "2026-03-03", "left", weight_shifts=True)
    do_test(person, "2026-03-03", "right")
    do_test(person, "2026-03-30", "right", hip_drops=True)
    assert (
        "Date Left leg Right leg 30 March – Hip dropped 3 March Weight shifted No sign "
        "30 December 2025 Hip dropped, weight shifted –" in text(client)
    )


@on_day()
def test_releases_before_and_after(client: Client, person: User) -> None:
    release(person, "2026-03-03", 5, 3)
    release(person, "2026-03-10", 4, 4)
    release(person, "2026-03-17", 2, 3)
    release(person, "2026-03-24", 6, None)
    page = text(client)
    assert (
        "Date Pain Change Held 24 March 6 → – no number after 45 s 17 March 2 → 3 1 higher 45 s "
        "10 March 4 → 4 the same 45 s 3 March 5 → 3 2 lower 45 s" in page
    )
    assert "3 releases with both numbers. That is too few to see a pattern." in page
    assert "Of the last" not in page


@on_day()
def test_the_chart_shows_the_latest_that_have_both_numbers(client: Client, person: User) -> None:
    assert "hip-chart" not in client.get(PAGE).text
    release(person, "2026-03-03", 10, 0)
    release(person, "2026-03-24", 6, None)
    (chart,) = re.findall(r'<svg viewBox="0 0 320.*?</svg>', client.get(PAGE).text, re.DOTALL)
    assert re.findall(r'class="before" cx="([\d.]+)" cy="(\d+)"', chart) == [("40.7", "10")]
    assert re.findall(r'class="after" cx="([\d.]+)" cy="(\d+)"', chart) == [("40.7", "120")]
    assert "3 Mar<" in chart


@on_day()
def test_a_pattern_is_counted_once_there_are_enough(client: Client, person: User) -> None:
    for day, after in enumerate((1, 2, 3, 4, 5), start=1):
        release(person, f"2026-03-0{day}", 4, after, side="right")
    page = text(client)
    assert "Of the last 5: lower after 3, the same 1, higher 1." in page
    assert "It does not tell how long it lasts." in page


@on_day()
@pytest.mark.parametrize("count", [1, 3])
def test_the_overview_costs_the_same_for_any_number_of_rows(
    client: Client, person: User, django_assert_num_queries: Callable[[int], object], count: int
) -> None:
    for day in range(1, count + 1):
        do_test(person, f"2026-03-0{day}")
        release(person, f"2026-03-0{day}", 5, 3)
    client.get(PAGE)
    # tests of each side, releases, today's training
    with django_assert_num_queries(PERSON + 3):  # type: ignore[attr-defined]
        client.get(PAGE)


# The self-test


@on_day()
def test_the_steps_come_from_the_catalogue(client: Client, catalogue: Catalogue) -> None:
    page = text(client, TEST)
    card = catalogue.exercises["hip-self-test"]
    shown = [line.replace("'", "&#x27;") for line in (*card.set_up, *card.cues, *card.cautions)]
    assert [line for line in shown if line not in page] == []


@on_day()
def test_both_sides_are_saved(client: Client) -> None:
    response = client.post(TEST, answers(left_hip_drops="yes", right_weight_shifts="yes"))
    assert response.headers["Location"] == PAGE
    rows = HipTest.objects.order_by("side").values_list("side", "hip_drops", "weight_shifts")
    assert list(rows) == [("left", True, False), ("right", False, True)]
    assert "Saved. Here is how it compares." in text(client)


@on_day()
def test_every_question_needs_an_answer(client: Client) -> None:
    data = answers(left_hip_drops="yes", right_weight_shifts="perhaps")
    del data["right_hip_drops"]
    response = client.post(TEST, data)
    assert response.status_code == 422
    assert words(response.text).count("Choose yes or no.") == 2
    assert re.search(r'name="left_hip_drops" value="yes"[^>]*checked', response.text)
    assert HipTest.objects.count() == 0


def test_a_late_repeat_of_a_test_changes_nothing(client: Client) -> None:
    data = answers(left_hip_drops="yes")
    with on_day():
        client.post(TEST, data)
        client.post(TEST, data)
        assert HipTest.objects.count() == 2
    with on_day("2026-04-01 09:00"):
        assert client.post(TEST, data).headers["Location"] == PAGE
        assert HipTest.objects.count() == 2


# Who is kept from it


@on_day()
def test_blood_thinners_leave_the_strengthening(client: Client, person: User) -> None:
    row = begin(person)
    make_screening(person, now=at("2026-03-31 08:00"), read=True, K4="yes")
    touch(person)
    assert "Left out because of your health check" in text(client)
    assert f'href="{RELEASE}"' not in client.get(PAGE).text
    for path in (RELEASE, f"/hip/release/{row.public_id}/"):
        page = text(client, path)
        assert "No thumb pressure for you" in page
        assert "Side-lying leg raise" in page
        assert "put your thumb on it" not in page
    data = {"key": str(uuid4()), "side": "right", "before": "6"}
    refused = client.post(RELEASE, data)
    assert refused.status_code == 422
    assert "Your health check rules thumb pressure out." in words(refused.text)
    assert HipRelease.objects.count() == 1
    assert client.post(TEST, answers()).status_code == 302


def stopped(person: User, catalogue: Catalogue) -> None:
    diary.stop(Entry(person, at("2026-03-31 08:00")), catalogue=catalogue)


def flared(person: User, catalogue: Catalogue) -> None:
    start_flare_up(user=person, on=date(2026, 3, 31))
    touch(person)


def clinician_first(person: User, catalogue: Catalogue) -> None:
    make_screening(person, now=at("2026-03-31 08:00"), read=True, C9="yes")
    touch(person)


def hurting(person: User, catalogue: Catalogue) -> None:
    diary.give_daily(Entry(person, at("2026-03-31 08:00")), score=9)


def hurting_before(person: User, catalogue: Catalogue) -> None:
    """On the highest stage, said before training."""
    enter_stage(person, "barbell-row", date(2026, 3, 1))
    make_days(person, [date(2026, 3, 31)], before=9, worst=None, morning=None, sets_done=0)
    touch(person)


def hurting_while_training(person: User, catalogue: Catalogue) -> None:
    make_days(person, [date(2026, 3, 31)], before=2, worst=7, morning=None)
    touch(person)


def flared_until_today(person: User, catalogue: Catalogue) -> None:
    person.flare_ups.create(started_on=date(2026, 3, 28), ended_on=date(2026, 3, 31))
    touch(person)


def pain_at_rest(person: User, catalogue: Catalogue) -> None:
    make_screening(person, now=at("2026-03-31 08:00"), read=True, K2="yes")
    touch(person)


@on_day()
@pytest.mark.parametrize(
    ("happens", "title"),
    [
        (clinician_first, "Your plan is paused"),
        (stopped, "Stopped for today"),
        (flared, "Your plan is on hold"),
        (hurting, "No exercise today"),
        (hurting_before, "No exercise today"),
        (hurting_while_training, "No exercise today"),
        (flared_until_today, "Your flare-up is over"),
        (pain_at_rest, "No exercise today"),
    ],
)
def test_no_exercise_is_shown_while_it_is_ruled_out(
    client: Client,
    person: User,
    catalogue: Catalogue,
    happens: Callable[[User, Catalogue], None],
    title: str,
) -> None:
    row = begin(person)
    happens(person, catalogue)
    for path in (PAGE, TEST, RELEASE, f"/hip/release/{row.public_id}/"):
        assert title in text(client, path)
        assert "exercise-steps" not in client.get(path).text
    assert f'href="{TEST}"' not in client.get(PAGE).text
    sent = {"key": str(uuid4()), "side": "right", "before": "2"}
    for refused in (client.post(TEST, answers()), client.post(RELEASE, sent)):
        assert refused.status_code == 422
        assert "The plan is paused for now, so nothing was saved." in words(refused.text)
    assert (HipTest.objects.count(), HipRelease.objects.count()) == (0, 1)
    # What was begun before can still be told.
    client.post(f"/hip/release/{row.public_id}/", {"key": str(uuid4()), "after": "6"})
    assert HipRelease.objects.get().after == 6


@on_day()
@pytest.mark.parametrize(
    ("happens", "is_there"),
    [
        (hurting, True),
        (hurting_before, True),
        (flared_until_today, True),
        (hurting_while_training, False),
    ],
)
def test_the_easy_routine_is_where_the_page_says(
    client: Client,
    person: User,
    catalogue: Catalogue,
    happens: Callable[[User, Catalogue], None],
    is_there: bool,
) -> None:
    happens(person, catalogue)
    assert ("See the easy routine" in text(client)) is is_there
    assert ("Easy routine" in text(client, "/today/")) is is_there
    assert (
        "A pain score of today is high, so these exercises wait." in text(client)
    ) is not is_there


def test_wrong_methods(client: Client) -> None:
    assert client.post(PAGE).status_code == 405
    for path in (TEST, RELEASE, NOBODYS):
        assert client.put(path).status_code == 405


@pytest.mark.parametrize("path", [PAGE, TEST, RELEASE, NOBODYS])
def test_strangers_sign_in_first(db: None, path: str) -> None:
    assert Client().get(path).headers["Location"].startswith("/accounts/login/?next=/")


@on_day()
def test_what_was_typed_outlives_the_sign_in(person: User) -> None:
    browser = signed_out(person)
    browser.post(TEST, answers(left_hip_drops="yes"))
    sign_in_again(browser, person)
    page = browser.get(TEST).text
    assert "What you typed is still here." in page
    assert re.search(r'name="left_hip_drops" value="yes"[^>]*checked', page)
