"""One page for each programme: what it is for, doses, levels, days, and how it stands."""

import re
from collections.abc import Callable, Iterable
from datetime import timedelta

import pytest
from django.test import Client

from backrehab.accounts.models import User
from backrehab.accounts.versions import touch
from backrehab.domain.drills import Comfort
from backrehab.exercises.cards import Catalogue
from backrehab.painlog.drills import answer_drill
from backrehab.painlog.models import PerformedSet
from backrehab.progression import programmes
from backrehab.screening.models import Reason
from tests.factories import make_screening
from tests.factories_diary import exercise_id, make_person
from tests.web.programme_pages import (
    HYPER,
    NOW,
    PERSON,
    at,
    buttons,
    clinician_first,
    flared,
    follow,
    on_monday,
    text,
)

pytestmark = pytest.mark.django_db

# what was entered today
KIND_OF_DAY = 1
KEYS = ["warm-up", "fundamentals", "easy-routine", HYPER, "sciatica", "hip"]


@pytest.fixture(autouse=True)
def _clock():
    with on_monday():
        yield


@pytest.fixture
def person(catalogue: Catalogue) -> User:
    return make_person(now=at("2026-03-01 09:00"))


@pytest.fixture
def client(person: User, sign_in: Callable[[User], Client]) -> Client:
    return sign_in(person)


def page_of(key: str) -> str:
    return f"/programmes/{key}/"


def test_every_programme_is_here(catalogue: Catalogue) -> None:
    assert set(catalogue.programmes) == set(KEYS)


@pytest.mark.parametrize("key", KEYS)
def test_what_it_is_for_doses_and_source(client: Client, catalogue: Catalogue, key: str) -> None:
    card, html, page = (
        catalogue.programmes[key],
        client.get(page_of(key)).text,
        text(client, page_of(key)),
    )
    told = [card.summary, card.how_often, card.not_for, *card.advice, *card.source_texts]
    for item in card.items:
        told += [item.dose.text, item.note, *item.dose.source_texts]
        assert f'href="/exercises/{item.exercise_key}/"' in html
    assert [line for line in told if line not in page] == []


@pytest.mark.parametrize(
    ("key", "links"),
    [
        ("hip", ["/hip/", "/hip/test/", "/hip/release/"]),
        ("sciatica", ["/leg-check/", "/breaks/"]),
        ("easy-routine", ["/flare-up/"]),
        ("fundamentals", ["/programmes/warm-up/"]),
    ],
)
def test_where_it_goes_on(client: Client, key: str, links: list[str]) -> None:
    html = client.get(page_of(key)).text
    assert [link for link in links if f'href="{link}"' not in html] == []


@pytest.mark.parametrize(
    ("key", "offered"),
    [
        ("warm-up", []),
        ("easy-routine", []),
        ("fundamentals", ["fundamentals/start"]),
        (HYPER, []),
        ("sciatica", ["sciatica/start"]),
        ("hip", ["hip/start"]),
    ],
)
def test_its_button(client: Client, key: str, offered: list[str]) -> None:
    html = client.get(page_of(key)).text
    assert buttons(html) == offered
    assert html.count('name="back" value="programme"') == len(offered)


def test_its_buttons_once_it_runs(client: Client, person: User, catalogue: Catalogue) -> None:
    follow(person, catalogue, "hip")
    assert "Running since 9 March" in text(client, page_of("hip"))
    assert buttons(client.get(page_of("hip")).text) == ["hip/pause", "hip/stop"]


def test_a_limit_of_the_health_check_is_told(
    client: Client, person: User, catalogue: Catalogue
) -> None:
    left_out = "Left out of your plan because of your health check: no ball, roller or thumb"
    assert left_out not in text(client, page_of("hip"))
    make_screening(person, now=NOW, read=True, K4="yes")
    touch(person)
    assert [text(client, page_of(key)).count(left_out) for key in ("hip", "sciatica")] == [1, 1]
    assert 'href="/hip/release/"' not in client.get(page_of("hip")).text


def test_a_name_from_the_book_of_anatomy_is_explained_where_it_stands(client: Client) -> None:
    assert "piriformis, a muscle deep in the buttock" in text(client, page_of("sciatica"))


def test_what_is_missing_is_told(client: Client, person: User) -> None:
    assert "It needs: Tennis ball or Foam roller." in text(client, page_of("sciatica"))
    User.objects.filter(pk=person.pk).update(equipment=["ball"])
    assert "It needs:" not in text(client, page_of("sciatica"))


# A clinician first


def test_with_a_clinician_first_it_says_so_first_and_offers_no_start(
    client: Client, person: User, catalogue: Catalogue
) -> None:
    clinician_first(person, catalogue)
    page = text(client, page_of("sciatica"))
    told = ["Your plan is paused", "How often", "Nothing of it is for now."]
    places = [page.index(words) for words in told]
    assert places == sorted(places)
    html = client.get(page_of("sciatica")).text
    assert buttons(html) == []
    assert 'href="/breaks/"' not in html
    assert "Open now" not in page
    assert 'href="/screening/result/"' in html


# Levels


def felt(user: User, catalogue: Catalogue, key: str, comfort: Comfort, days_ago: int = 1) -> None:
    now = NOW - timedelta(days=days_ago)
    answer_drill(user=user, exercise_id=exercise_id(catalogue, key), comfort=comfort, now=now)


def test_at_first_level_one_is_open(client: Client) -> None:
    page = text(client, page_of("sciatica"))
    assert "Level 1 is open: Lying on your stomach. Everybody begins here." in page
    assert "Level 1 of 3 Open now" in page
    assert page.count("Open now") == 1


def test_levels_follow_how_they_felt(client: Client, person: User, catalogue: Catalogue) -> None:
    felt(person, catalogue, "prone-lying", Comfort.FINE, 3)
    page = text(client, page_of("sciatica"))
    assert "Level 2 is open: Back extension on the elbows, because level 1 did not hurt." in page
    assert "Level 2 of 3 Open now" in page
    felt(person, catalogue, "prone-on-elbows", Comfort.HURTS, 2)
    page = text(client, page_of("sciatica"))
    assert "Level 1 is open: Lying on your stomach, because level 2 hurt." in page
    felt(person, catalogue, "prone-lying", Comfort.HURTS, 1)
    assert "hurt" in text(client, page_of("sciatica"))


def test_level_one_that_hurt_stays(client: Client, person: User, catalogue: Catalogue) -> None:
    felt(person, catalogue, "prone-lying", Comfort.HURTS)
    assert "Level 1 stays: Lying on your stomach." in text(client, page_of("sciatica"))


def test_further_down_the_leg_stops_the_drill(
    client: Client, person: User, catalogue: Catalogue
) -> None:
    felt(person, catalogue, "prone-lying", Comfort.FURTHER_DOWN)
    page = text(client, page_of("sciatica"))
    assert "Stopped: pain or tingling moved further down the leg." in page
    assert "Open now" not in page
    clinician_first(person, catalogue)
    assert "Stopped: pain or tingling" in text(client, page_of("sciatica"))


def test_the_easy_routine_has_levels_too(client: Client) -> None:
    assert "Level 1 of 2 Open now" in text(client, page_of("easy-routine"))


def test_how_it_felt_is_asked_while_it_runs(
    client: Client, person: User, catalogue: Catalogue
) -> None:
    asked = 'action="/drills/answer/"'
    assert asked not in client.get(page_of("sciatica")).text
    follow(person, catalogue, "sciatica")
    assert client.get(page_of("sciatica")).text.count(asked) == 1
    programmes.pause_programme(user=person, key="sciatica", now=NOW)
    assert asked not in client.get(page_of("sciatica")).text


# The days on which the reverse hyper was done


def done(user: User, catalogue: Catalogue, days_ago: Iterable[int], slot: str = "morning") -> None:
    PerformedSet.objects.bulk_create(
        PerformedSet(
            user=user,
            on=NOW.date() - timedelta(days=ago),
            exercise_id=exercise_id(catalogue, "reverse-hyper"),
            slot=slot,
            number=1,
            done_at=NOW,
        )
        for ago in days_ago
    )


def dots(client: Client) -> str:
    """The last 28 days, the oldest first: o for one with a set."""
    found = re.findall(r'class="streak-dot( done)?( today)?"', client.get(page_of(HYPER)).text)
    assert [bool(today) for _, today in found] == [False] * 27 + [True]
    return "".join("o" if done else "." for done, _ in found)


def test_no_day_yet(client: Client) -> None:
    page = text(client, page_of(HYPER))
    assert "Your days will show here. One short set is a fine beginning." in page
    assert dots(client) == "." * 28


@pytest.mark.parametrize(
    ("days_ago", "lines"),
    [
        ([0], "Your days 1 of the last 7 days 1 of the last 28 days"),
        ([0, 1, 2, 4, 6], "Your days 5 of the last 7 days 5 of the last 28 days"),
        ([6, 7], "Your days 1 of the last 7 days 2 of the last 28 days"),
        ([7, 27], "Your days 2 of the last 28 days"),
        ([28], "Your days Your days will show here."),
        (range(28), "Your days 7 of the last 7 days 28 of the last 28 days"),
    ],
)
def test_days_are_counted_without_reproach(
    client: Client, person: User, catalogue: Catalogue, days_ago: Iterable[int], lines: str
) -> None:
    done(person, catalogue, days_ago)
    done(person, catalogue, days_ago, slot="later")
    page = text(client, page_of(HYPER))
    assert lines in page
    assert dots(client) == "".join("o" if ago in days_ago else "." for ago in range(27, -1, -1))
    for word in ("broke", "missed", "lost", "reset", "streak"):
        assert word not in page.lower()


def test_the_days_of_others_do_not_count(client: Client, catalogue: Catalogue) -> None:
    done(make_person(now=at("2026-03-01 09:00")), catalogue, range(5))
    assert dots(client) == "." * 28


@pytest.mark.parametrize("days", [1, 3, 28])
def test_the_days_cost_one_query(
    client: Client,
    person: User,
    catalogue: Catalogue,
    django_assert_num_queries: Callable[[int], object],
    days: int,
) -> None:
    done(person, catalogue, range(days))
    client.get(page_of(HYPER))
    # the kind of day, and the days on which it was done
    with django_assert_num_queries(PERSON + KIND_OF_DAY + 1):  # type: ignore[attr-defined]
        client.get(page_of(HYPER))


@pytest.mark.parametrize(
    ("key", "drills"), [("warm-up", 0), ("fundamentals", 0), ("sciatica", 1), ("hip", 0)]
)
def test_queries(
    client: Client, django_assert_num_queries: Callable[[int], object], key: str, drills: int
) -> None:
    client.get(page_of(key))
    with django_assert_num_queries(PERSON + KIND_OF_DAY + drills):  # type: ignore[attr-defined]
        client.get(page_of(key))


# Who may, and how


def test_unknown_programmes(client: Client) -> None:
    assert client.get(page_of("jet-pack")).status_code == 404
    assert client.get("/programmes/ladder/")["Location"] == "/ladder/"


def test_methods(client: Client) -> None:
    assert client.post(page_of("hip")).status_code == 405


def test_strangers_sign_in_first(db: None) -> None:
    assert Client().get(page_of("hip"))["Location"] == "/accounts/login/?next=/programmes/hip/"


LATER = "To read for later. Nothing of it is for now."


@pytest.mark.parametrize(("key", "waits"), [("sciatica", True), ("easy-routine", False)])
def test_in_a_flare_up_only_the_easy_routine_is_for_now(
    client: Client, person: User, catalogue: Catalogue, key: str, waits: bool
) -> None:
    follow(person, catalogue, "sciatica")
    page = text(client, page_of(key))
    assert LATER not in page
    assert "Level 1 is open" in page
    flared(person, catalogue)
    make_screening(person, now=NOW, reason=Reason.FLARE_UP, read=True)
    page = text(client, page_of(key))
    assert (LATER in page) == waits
    assert ("Level 1 is open" in page) != waits
    assert ("Open now" in page) != waits
