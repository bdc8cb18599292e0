"""The release of the side of the hip: pain before, the steps, seconds held, and pain after."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from backrehab.accounts.models import User
from backrehab.accounts.services import withdraw_health_consent
from backrehab.accounts.versions import COUNT_ON
from backrehab.exercises.cards import Catalogue
from backrehab.exercises.catalogue import get_catalogue
from backrehab.painlog.models import HipRelease, HipTest, PerformedSet
from backrehab.progression import diary
from backrehab.progression.entries import Entry
from backrehab.progression.programmes import start_programme
from tests.factories import at, make_screening
from tests.factories_diary import make_person
from tests.progression.scenes import fresh
from tests.web.reading import words
from tests.web.test_hip import (
    PAGE,
    PERSON,
    RELEASE,
    TEST,
    answers,
    begin,
    client,
    on_day,
    person,
    release,
    text,
)
from tests.web.today_pages import post

__all__ = ["client", "person"]

pytestmark = pytest.mark.django_db


@on_day()
def test_a_release_from_start_to_end(client: Client) -> None:
    started = client.post(RELEASE, {"key": str(uuid4()), "side": "right", "before": "6"})
    row = HipRelease.objects.get()
    finish = f"/hip/release/{row.public_id}/"
    assert started.headers["Location"] == finish
    page = text(client, finish)
    assert "Right Before: 6 out of 10" in page
    assert "put your thumb on it" in page
    # Nobody stands up before the hold.
    assert "After that hold, stand up and give your pain a number again." in page
    html = client.get(finish).text
    assert 'max-seconds="60" ready-seconds="3" last-seconds="3" announce-at="30 60"' in html
    assert re.findall(r'<hold-timer[^>]* field="(\w+)"', html) == re.findall(
        r'<input type="number"[^>]* id="(\w+)"', html
    )
    data = {"key": str(uuid4()), "hold_seconds": "41", "after": "2"}
    assert client.post(finish, data).headers["Location"] == PAGE
    row.refresh_from_db()
    assert (row.before, row.after, row.hold_seconds) == (6, 2, 41)
    assert "Saved. Below you see before and after." in text(client)


@on_day()
def test_today_leads_to_the_numbers_before_and_after(
    client: Client, person: User, catalogue: Catalogue
) -> None:
    """A tick on Today asks nothing; the page of the release does."""
    start_programme(user=person, key="hip", catalogue=catalogue, now=timezone.now())
    post(client, "before", score="2", level="1")
    html = client.get("/today/").text
    (row,) = re.findall(r'(?s)<article[^>]* id="exercise-hip-release".*?</article>', html)
    assert f'href="{RELEASE}">Give your pain a number before and after</a>' in row
    assert html.count(f'href="{RELEASE}"') == 1


def done_on_today(client: Client, path: str = "/today/") -> dict[str, bool]:
    """Which of the two exercises say that their set is done."""
    html = client.get(path).text
    found = re.findall(r'id="set-(hip-release|hip-top-hold)-[^>]* aria-pressed="(\w+)"', html)
    return {key: pressed == "true" for key, pressed in found}


@on_day()
@pytest.mark.parametrize(
    ("end", "done"),
    [
        ({"after": "2", "hold_seconds": "41"}, (True, True)),
        ({"after": "2", "hold_seconds": "0"}, (True, False)),
        ({"skip": "on"}, (True, False)),
        (None, (False, False)),
    ],
)
def test_what_was_made_on_its_page_is_done_on_today(
    client: Client, person: User, catalogue: Catalogue, end: dict[str, str] | None, done: object
) -> None:
    start_programme(user=person, key="hip", catalogue=catalogue, now=timezone.now())
    row = begin(person)
    if end is not None:
        client.post(f"/hip/release/{row.public_id}/", {"key": str(uuid4()), **end})
    post(client, "before", score="2", level="1")
    for path in ("/today/", "/today/offline/"):
        found = done_on_today(client, path)
        assert (found["hip-release"], found["hip-top-hold"]) == done


@on_day()
def test_where_the_leg_raise_took_its_place_nothing_is_ticked(client: Client, person: User) -> None:
    row = begin(person)
    rule_pressure_out(person)
    client.post(f"/hip/release/{row.public_id}/", {"key": str(uuid4()), "skip": "on"})
    assert not PerformedSet.objects.exists()


@on_day()
@pytest.mark.parametrize(("before", "warned"), [(5, False), (6, True)])
def test_much_pain_is_met_with_care(
    client: Client, person: User, before: int, warned: bool
) -> None:
    page = text(client, f"/hip/release/{begin(person, before=before).public_id}/")
    assert ("That is a lot of pain" in page) is warned


@on_day()
def test_nothing_is_offered_that_is_refused(client: Client, person: User) -> None:
    """ "I do not know" was chosen beforehand, and could not be saved."""
    html = client.get(f"/hip/release/{begin(person).public_id}/").text
    assert "I do not know" not in html
    assert "Save without a number after" in html


@on_day()
def test_a_sorer_side_is_left_alone(client: Client, person: User) -> None:
    finish = f"/hip/release/{begin(person, before=3).public_id}/"
    client.post(finish, {"key": str(uuid4()), "after": "5"})
    assert "That side is sorer than before" in text(client)


@on_day()
@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"side": ""}, "Choose left or right."),
        ({"before": ""}, "Choose a number from 0 to 10."),
        ({"before": "11"}, "Pain is a whole number from 0 to 10."),
        ({"key": ""}, "This page was out of date. Please send it again."),
    ],
)
def test_a_release_that_cannot_begin(client: Client, changes: dict, message: str) -> None:
    fields = {"key": str(uuid4()), "side": "right", "before": "6", **changes}
    response = client.post(RELEASE, fields)
    assert response.status_code == 422
    assert message in words(response.text)
    kept = "side" if "side" not in changes else "before"
    assert re.search(f'name="{kept}" value="{fields[kept]}"[^>]*checked', response.text)
    assert HipRelease.objects.count() == 0


@on_day()
@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"after": ""}, "Choose a number from 0 to 10, or save it without one."),
        ({"after": "12"}, "Pain is a whole number from 0 to 10."),
        ({"hold_seconds": "long"}, "Type the seconds as a whole number."),
        ({"hold_seconds": "-3"}, "Type the seconds as a whole number."),
        ({"hold_seconds": "601"}, "That is not a number of seconds you can hold."),
    ],
)
def test_an_end_that_is_refused(client: Client, person: User, changes: dict, message: str) -> None:
    row = begin(person)
    fields = {"key": str(uuid4()), "hold_seconds": "30", "after": "2", **changes}
    response = client.post(f"/hip/release/{row.public_id}/", fields)
    assert response.status_code == 422
    assert message in words(response.text)
    assert f'name="hold_seconds" value="{fields["hold_seconds"]}"' in response.text
    row.refresh_from_db()
    assert row.ended_at is None


@on_day()
def test_the_second_number_can_be_skipped(client: Client, person: User) -> None:
    row = begin(person)
    client.post(f"/hip/release/{row.public_id}/", {"key": str(uuid4()), "skip": "on", "after": "2"})
    row.refresh_from_db()
    assert (row.after, row.hold_seconds, row.ended_at is None) == (None, None, False)
    assert "5 → – no number after" in text(client)


@on_day()
def test_sending_twice_is_one_release(client: Client) -> None:
    data = {"key": str(uuid4()), "side": "left", "before": "6"}
    first, again = client.post(RELEASE, data), client.post(RELEASE, data)
    assert first.headers["Location"] == again.headers["Location"]
    finish = first.headers["Location"]
    end = {"key": str(uuid4()), "after": "4"}
    client.post(finish, end)
    client.post(finish, end)
    assert client.post(finish, end | {"key": str(uuid4()), "after": "1"}).status_code == 302
    row = HipRelease.objects.get()
    assert (row.before, row.after) == (6, 4)
    assert client.get(finish).headers["Location"] == PAGE
    # A late repeat of the beginning begins nothing.
    assert client.post(RELEASE, data).headers["Location"] == finish
    assert HipRelease.objects.count() == 1


@on_day()
def test_an_unfinished_release_is_gone_on_with(client: Client, person: User) -> None:
    row = begin(person)
    for path in (PAGE, RELEASE):
        assert f'href="/hip/release/{row.public_id}/"' in client.get(path).text
        # British summer time
        assert "You began the left side at 09:30." in text(client, path)
    assert "5 → – not finished" in text(client)


@on_day()
def test_an_unfinished_release_of_the_right_side_is_named_as_that(
    client: Client, person: User
) -> None:
    begin(person, side="right")
    for path in (PAGE, RELEASE):
        page = text(client, path)
        assert "You began the right side at 09:30." in page
        assert "You began the left side" not in page


def test_an_old_one_can_only_be_closed_without_a_number(client: Client, person: User) -> None:
    row = begin(person, "2026-03-30")
    finish = f"/hip/release/{row.public_id}/"
    with on_day():
        for path in (PAGE, RELEASE):
            assert finish not in client.get(path).text
        assert "It is too late for the second number" in text(client, finish)
        late = client.post(finish, {"key": str(uuid4()), "after": "1"})
        assert late.status_code == 422
        assert "This release began too long ago for a number now." in words(late.text)
        client.post(finish, {"key": str(uuid4()), "skip": "on"})
    row.refresh_from_db()
    assert (row.after, row.ended_at) == (None, at("2026-03-31 09:00"))
    assert not PerformedSet.objects.exists()


@on_day()
@pytest.mark.parametrize("count", [1, 3])
def test_the_forms_cost_the_same_for_any_number_of_rows(
    client: Client, person: User, django_assert_num_queries: Callable[[int], object], count: int
) -> None:
    for day in range(1, count + 1):
        release(person, f"2026-03-0{day}", 5, 3)
    row = begin(person)
    client.get(PAGE)
    # for a release the one that is not finished, or this one
    for path, queries in ((TEST, 0), (RELEASE, 1), (f"/hip/release/{row.public_id}/", 1)):
        with django_assert_num_queries(PERSON + queries):  # type: ignore[attr-defined]
            client.get(path)


def stop(user: User) -> None:
    diary.stop(Entry(fresh(user), at("2026-03-31 08:59")), catalogue=get_catalogue())


def rule_pressure_out(user: User) -> None:
    make_screening(fresh(user), now=at("2026-03-31 08:59"), read=True, K4="yes")


def take_consent_back(user: User) -> None:
    withdraw_health_consent(user=fresh(user), now=at("2026-03-31 08:59"))


def told_before_the_lock(tell: Callable[[], None]) -> AbstractContextManager[None]:
    """While inside, somebody tells this on another device just before the first entry locks."""
    left = [tell]

    def wrapper(execute: Callable[..., Any], sql: str, *args: Any) -> Any:
        if sql == COUNT_ON and left:
            left.pop()()
        return execute(sql, *args)

    return connection.execute_wrapper(wrapper)


@on_day()
@pytest.mark.parametrize(
    ("tell", "path", "message"),
    [
        (stop, TEST, "The plan is paused for now, so nothing was saved."),
        (stop, RELEASE, "The plan is paused for now, so nothing was saved."),
        (rule_pressure_out, RELEASE, "Your health check rules thumb pressure out."),
        (take_consent_back, TEST, "You took back your consent, so nothing new is stored."),
        (take_consent_back, RELEASE, "You took back your consent, so nothing new is stored."),
    ],
)
def test_what_another_tab_told_meanwhile_counts(
    client: Client, person: User, tell: Callable[[User], None], path: str, message: str
) -> None:
    fields = answers() if path == TEST else {"key": str(uuid4()), "side": "left", "before": "5"}
    with told_before_the_lock(lambda: tell(person)):
        response = client.post(path, fields)
    assert response.status_code == 422
    assert message in words(response.text)
    assert (HipRelease.objects.count(), HipTest.objects.count()) == (0, 0)


@on_day()
def test_each_form_counts_one_change(client: Client, person: User) -> None:
    for path, fields in ((TEST, answers()), (RELEASE, {"side": "left", "before": "5"})):
        before = fresh(person).log_version
        client.post(path, {"key": str(uuid4()), **fields})
        assert fresh(person).log_version == before + 1


@on_day()
def test_a_strangers_release_is_not_found(client: Client) -> None:
    row = begin(make_person(now=at("2026-03-01 09:00")))
    assert client.get(f"/hip/release/{row.public_id}/").status_code == 404
    data = {"key": str(uuid4()), "after": "1"}
    assert client.post(f"/hip/release/{row.public_id}/", data).status_code == 404
    assert "not finished" not in text(client)
    row.refresh_from_db()
    assert row.ended_at is None


@on_day()
def test_in_words_for_people_who_hide_numbers(client: Client, person: User) -> None:
    """The table and the page of one release say it in words; the chart would be numbers again."""
    release(person, "2026-03-30", before=6, after=2)
    finish = f"/hip/release/{begin(person).public_id}/"
    chart = 'role="img" aria-label="'
    drawn = client.get(PAGE).text.count(chart)
    assert "6 → 2" in text(client)
    assert "Before: 5 out of 10" in text(client, finish)

    person.hide_numbers = True
    person.save(update_fields=["hide_numbers"])
    shown = text(client)
    assert "moderate → mild" in shown
    assert "4 lower" not in shown
    assert client.get(PAGE).text.count(chart) == drawn - 1
    assert "6 → 2" in text(client, f"{PAGE}?numbers=shown")
    assert "Before: moderate" in text(client, finish)
