"""The progress page: what it shows of few and many days, in words, shapes and tables."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client

from backrehab.accounts.models import User
from backrehab.exercises.cards import Catalogue
from backrehab.painlog.models import DailyScore, FlareUp
from backrehab.progression.models import Enrolment, Transition, TransitionKind
from tests.factories import at
from tests.factories_diary import enter_stage, make_days, make_person
from tests.factories_setbacks import step_back
from tests.progress_people import diary
from tests.web.reading import text

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 20)
PAGE, PRINT, TABLES = "/progress/", "/progress/print/", "/progress/tables/"
HTMX = {"HX-Request": "true"}
# session, user, enrolments with the catalogue version; everything of the dates, and all decisions
QUERIES = 4


@pytest.fixture
def person(catalogue: Catalogue) -> User:
    return make_person(now=at("2026-02-01 09:00"))


@pytest.fixture
def client(person: User, sign_in: Callable[[User], Client]) -> Client:
    return sign_in(person)


def on_day(instant: str = "2026-03-20 09:00") -> time_machine.travel:
    return time_machine.travel(at(instant), tick=False)


def ago(*days: int) -> list[date]:
    return [TODAY - timedelta(days=n) for n in days]


def marks(html: str) -> dict[str, int]:
    """How many points of each kind the chart has."""
    kinds = re.findall(r'<g class="(morning|before|worst)">(.*?)</g>', html)
    return {kind: places.count("<use ") for kind, places in kinds if places}


@on_day()
@pytest.mark.parametrize("path", [PAGE, PRINT, TABLES])
def test_only_for_people_who_are_signed_in_and_only_to_read(client: Client, path: str) -> None:
    assert Client().get(path).headers["Location"] == f"/accounts/login/?next={path}"
    assert client.post(path).status_code == 405


@on_day()
def test_nothing_yet_says_what_to_do(client: Client) -> None:
    page = text(client.get(f"{PAGE}?range=all"))
    assert "Nothing to draw yet" in page
    assert "One score is enough for the first point." in page
    assert "47 days since the start on 1 February 2026. Now: Bar hang." in page
    assert "Pain over time Show as a table" not in page


@on_day()
def test_nothing_lately_offers_all_of_it(client: Client, person: User) -> None:
    make_days(person, [date(2026, 2, 3)])
    page = text(client.get(PAGE))
    assert "Nothing in these dates" in page
    assert "Show all" in page
    assert "Pain over time" in text(client.get(f"{PAGE}?range=all"))


@on_day()
def test_one_day(client: Client, person: User) -> None:
    make_days(person, ago(1), morning=None)
    response = client.get(PAGE)
    page = text(response)
    assert "A beginning." in page
    assert "1 day with a score. Your usual on 20 March 2026: 2." in page
    assert marks(response.text) == {"before": 1, "worst": 1}
    assert "1 day is too few to say." in page


@on_day()
@pytest.mark.parametrize(
    ("lately", "said"),
    [
        (1, "Your usual was 3 on 28 February 2026 and 1 on 20 March 2026."),
        (3, "Your usual on 28 February 2026 and on 20 March 2026: 3."),
    ],
)
def test_the_usual_then_and_now(client: Client, person: User, lately: int, said: str) -> None:
    make_days(person, ago(20, 19), before=3, worst=3, morning=3)
    make_days(person, ago(3, 2), before=lately, worst=lately, morning=lately)
    assert said in text(client.get(PAGE))


@on_day()
def test_what_is_missing_is_no_point_and_a_dash_in_the_table(client: Client, person: User) -> None:
    make_days(person, ago(8), before=3, worst=None, morning=None)
    make_days(person, ago(5), before=1, worst=4, morning=2)
    DailyScore.objects.create(user=person, on=ago(2)[0], score=0, given_at=at("2026-03-18 09:00"))
    response = client.get(PAGE)
    assert marks(response.text) == {"morning": 2, "before": 2, "worst": 1}
    page = text(client.get(TABLES))
    assert "Thu 12 Mar 2026 – 3 – 3" in page
    assert "Wed 18 Mar 2026 0 – – 1" in page
    assert "Mon 9 Mar 2026" not in page


@on_day()
def test_only_the_dates_of_a_flare_up_are_marked_in_the_table(client: Client, person: User) -> None:
    make_days(person, ago(9, 5), before=1, worst=2, morning=1)
    on, ended = ago(6, 4)
    FlareUp.objects.create(user=person, started_on=on, ended_on=ended)
    page = client.get(TABLES).text.split("</table>")[0]
    rows = re.findall(r"<tr><th[^>]*>(\w+ \d+ Mar) 2026</th>(.*?)</tr>", page, re.DOTALL)
    marked = {day: "yes" in cells for day, cells in rows}
    assert (marked["Wed 11 Mar"], marked["Sun 15 Mar"]) == (False, True)


@on_day()
@pytest.mark.parametrize(
    ("chosen", "first"),
    [
        ("4w", "21 February 2026"),
        ("3m", "20 December 2025"),
        ("1y", "21 March 2025"),
        ("all", "1 February 2026"),
        ("tomorrow", "21 February 2026"),
    ],
)
def test_each_range_says_its_dates(client: Client, chosen: str, first: str) -> None:
    response = client.get(f"{PAGE}?range={chosen}")
    assert f"From {first} to 20 March 2026." in text(response)
    current = re.findall(r'range=(\w+)" aria-current="true"', response.text)
    assert current == [chosen if chosen != "tomorrow" else "4w"]


@on_day()
@pytest.mark.parametrize("chosen", ["4w", "3m", "1y", "all"])
@pytest.mark.parametrize("dates", [1, 3, 400])
def test_it_costs_the_same_for_any_number_of_days(
    client: Client,
    person: User,
    django_assert_num_queries: Callable[[int], object],
    dates: int,
    chosen: str,
) -> None:
    diary(person, last=ago(1)[0], dates=dates, rest_days=False)
    client.get(PAGE)
    with django_assert_num_queries(QUERIES):  # type: ignore[attr-defined]
        client.get(f"{PAGE}?range={chosen}")


@on_day()
@pytest.mark.parametrize("dates", [1, 3, 400])
def test_so_do_the_printed_page_and_the_tables(
    client: Client,
    person: User,
    django_assert_num_queries: Callable[[int], object],
    dates: int,
) -> None:
    diary(person, last=ago(1)[0], dates=dates, rest_days=False)
    client.get(PRINT)
    for path in (PRINT, TABLES):
        with django_assert_num_queries(QUERIES):  # type: ignore[attr-defined]
            client.get(path)
    with django_assert_num_queries(QUERIES):  # type: ignore[attr-defined]
        client.get(f"{TABLES}?table=pain-table", headers=HTMX)


@on_day()
def test_the_calendar_has_a_letter_and_words_for_each_day(client: Client, person: User) -> None:
    make_days(person, ago(10))
    make_days(person, ago(8), worst=8)
    make_days(person, ago(6), morning=None)
    DailyScore.objects.create(user=person, on=ago(3)[0], score=1, given_at=at("2026-03-17 09:00"))
    html = client.get(PAGE).text
    cells = re.findall(r'<td class="([\w ]+)"><abbr role="img" title="([^"]+)">(.)</abbr>', html)
    assert cells == [
        ("green", "10 Mar: Calm day", "C"),
        ("rest", "11 Mar: a score, no training", "·"),
        ("red", "12 Mar: Too much", "T"),
        ("rest", "13 Mar: a score, no training", "·"),
        ("unscored", "14 Mar: No morning score", "?"),
        ("rest", "17 Mar: a score, no training", "·"),
    ]
    page = text(client.get(PAGE))
    assert "3 training days: 1 × calm day, 1 × too much, 1 × no morning score." in page
    assert "Thu 12 Mar 2026 Bar hang Too much Worst pain 8." in text(client.get(TABLES))


@on_day()
def test_the_first_colour_of_a_range_knows_the_days_before(client: Client, person: User) -> None:
    make_days(person, [TODAY - timedelta(days=n) for n in range(28, 36)], before=1, morning=1)
    make_days(person, ago(27), before=1, worst=1, morning=4)
    assert '<td class="red"><abbr role="img" title="21 Feb: Too much">' in client.get(PAGE).text


@on_day()
def test_a_flare_up_is_hatched_and_told(client: Client, person: User) -> None:
    make_days(person, ago(9, 5))
    FlareUp.objects.create(user=person, started_on=ago(5)[0], ended_on=ago(3)[0])
    html = client.get(PAGE).text
    assert html.count('<rect class="flare" fill="url(#hatch)"') == 2  # the chart and its legend
    assert 'class="green flared"><abbr role="img" title="15 Mar: Calm day, in a flare-up">' in html
    assert "2 2 yes" in text(client.get(TABLES))


@on_day()
@pytest.mark.parametrize(
    ("before", "last", "said"),
    [
        (3, 5, "rose by 2."),
        (6, 5, "fell by 1."),
        (5, 4, "stayed the same."),
    ],
)
def test_the_rise_is_told_in_plain_words(
    client: Client, person: User, before: int, last: int, said: str
) -> None:
    make_days(person, ago(20, 18, 16, 14), before=before, worst=5, morning=2)
    make_days(person, ago(12), before=before, worst=4, morning=2)
    make_days(person, ago(10), before=before, worst=last, morning=2)
    worst = "Worst pain mostly around 5, from 4 to 5."
    assert f"{worst} While training it mostly {said}" in text(client.get(PAGE))


@on_day()
def test_few_days_are_counted_and_enough_are_told_without_a_cause(
    client: Client, person: User
) -> None:
    make_days(person, ago(20, 18, 16, 14, 12), before=2, worst=2, morning=2)
    make_days(person, ago(8, 6, 4), stage="seated-row", before=2, worst=5, morning=4)
    page = text(client.get(PAGE))
    assert "Bar hang 5 days" in page
    assert "Worst pain always 2. While training it mostly stayed the same." in page
    assert "3 days are too few to say." in page
    assert "To compare, two exercises need at least 5 days each with both numbers." in page
    assert "Seated row 3 5 3 3 of 3" in text(client.get(TABLES))


@on_day()
def test_two_exercises_are_compared_only_when_they_differ_enough(
    client: Client, person: User
) -> None:
    make_days(person, ago(20, 18, 16, 14, 12), before=2, worst=2)
    make_days(person, ago(10, 8, 6, 4, 2), stage="seated-row", before=2, worst=3)
    assert "differs by less than 2 points." in text(client.get(PAGE))
    person.training_days.filter(stage_key="seated-row").update(worst=5)
    page = text(client.get(PAGE))
    assert "Pain rose most on days with Seated row (mostly by 3) and least with Bar hang" in page
    assert "That does not show that the exercise is the reason" in page


@on_day()
def test_doses_with_the_load_in_the_unit_of_the_person(client: Client, person: User) -> None:
    User.objects.filter(pk=person.pk).update(unit="lb")
    lift = {"stage": "deadlift", "sets_prescribed": 2}
    make_days(person, ago(9, 7), **lift, dose_level=1, load_kg="20.000")
    make_days(person, ago(5), **lift, dose_level=2, load_kg="22.680", dose_share=50)
    page = text(client.get(PAGE))
    assert "Weight, lb" in page
    assert "Square: less than the whole dose." in page
    page = text(client.get(TABLES))
    assert "Wed 11 Mar 2026 1 2 × 5 repetitions 44.09 lb" in page
    assert "50 lb" in page
    assert "Mon 9 Mar 2026 1" not in page.split("each change of the dose", 1)[1]


@on_day()
def test_doses_with_bands_by_the_names_of_their_colours(client: Client, person: User) -> None:
    lift = {"stage": "seated-row", "sets_prescribed": 2}
    make_days(person, ago(9), **lift, band=3)
    make_days(person, ago(7, 5), **lift, band=1)
    page = client.get(PAGE)
    assert "Band from Yellow (very light) to Green (medium)" in page.text
    assert "Band, counted from the lightest" in text(page)
    assert "Weight, kg" not in text(page)
    assert "on the latest day: 2 × 12 repetitions, Yellow (very light)." in text(page)


@on_day()
def test_exercises_are_compared_without_numbers_where_they_are_hidden(
    client: Client, person: User
) -> None:
    User.objects.filter(pk=person.pk).update(hide_numbers=True)
    make_days(person, ago(20, 18, 16, 14, 12), before=2, worst=2)
    make_days(person, ago(10, 8, 6, 4, 2), stage="seated-row", before=2, worst=3)
    assert "the usual rise hardly differs. That is too little to tell them apart." in text(
        client.get(PAGE)
    )
    person.training_days.filter(stage_key="seated-row").update(worst=5)
    page = text(client.get(PAGE))
    assert "Pain rose most on days with Seated row and least with Bar hang." in page


@on_day()
def test_time_to_each_stage_with_the_step_back(client: Client, person: User) -> None:
    enrolment = Enrolment.objects.get(user=person)
    Transition.objects.create(
        user=person,
        enrolment=enrolment,
        kind=TransitionKind.OPENED,
        stage_from="bar-hang",
        stage_to="seated-row",
        on=date(2026, 2, 11),
        at=at("2026-02-11 09:00"),
        rules_version="2026.1",
    )
    step_back(person, stage="seated-row", on=date(2026, 3, 1))
    assert "47 days since the start on 1 February 2026. Now: Bar hang." in text(client.get(PAGE))
    page = text(client.get(TABLES))
    assert "Bar hang 1 February 2026 0 30 0" in page
    assert "Seated row 11 February 2026 10 18 1" in page
    assert "Sun 1 Mar 2026 One step back Seated row Bar hang 18" in page
    assert "Wed 11 Feb 2026 Opened Bar hang Seated row 10" in page
    assert "Sun 1 Feb 2026 Started – Bar hang –" in page


def ladder_scale(html: str) -> tuple[list[str], str] | None:
    """The numbers beside the steps of the stages, from the foot, and their path; None without."""
    section = html.split('id="way-title"')[1].split("</section>", maxsplit=1)[0]
    path = re.search(r'<path class="steps" d="([^"]*)"', section)
    return path and (re.findall(r'text-anchor="end">(\w+)</text>', section)[:6], path[1])


@on_day()
def test_the_steps_stand_before_the_whole_ladder(client: Client, person: User) -> None:
    """Who is on its third stage is not at the top of it."""
    make_days(person, ago(20, 1))
    scale = ["1", "2", "3", "4", "5", "6"]
    foot, second = 154, 126
    assert ladder_scale(client.get(PAGE).text) == (scale, f"M0 {foot}H1000")
    enter_stage(person, "seated-row", date(2026, 3, 12))
    found = ladder_scale(client.get(PAGE).text)
    assert found is not None
    assert found[0] == scale
    assert found[1].endswith(f"V{second}H1000")
    assert (
        "Stages: 1 Bar hang, 2 Seated row, 3 Reverse hyper, 4 Pull-through, 5 Deadlift, "
        "6 Barbell row"
    ) in text(client.get(PAGE))


@on_day()
def test_the_first_days_and_days_without_a_score_have_no_steps(
    catalogue: Catalogue, sign_in: Callable[[User], Client]
) -> None:
    for started, drawn in (("2026-03-14", False), ("2026-03-13", True)):
        user = make_person(now=at(f"{started} 09:00"))
        client = sign_in(user)
        assert ladder_scale(client.get(PAGE).text) is None
        make_days(user, ago(1))
        assert (ladder_scale(client.get(PAGE).text) is not None) is drawn


@on_day()
def test_bands_follow_the_stages(client: Client, person: User) -> None:
    enter_stage(person, "seated-row", date(2026, 3, 6))
    make_days(person, ago(3), stage="seated-row")
    html = client.get(PAGE).text
    bands = re.findall(r'<svg class="stage-band(?: odd)?" x="([\d.]+)%" width="([\d.]+)%"', html)
    assert bands == [("0", "46.43"), ("46.43", "53.57")]


@on_day()
def test_another_person_sees_nothing_of_it(
    client: Client, catalogue: Catalogue, sign_in: Callable[[User], Client]
) -> None:
    other = make_person(now=at("2026-02-01 09:00"))
    make_days(other, ago(5, 3), worst=9)
    assert "Nothing to draw yet" in text(client.get(f"{PAGE}?range=all"))


@on_day()
def test_the_printed_page(client: Client, person: User) -> None:
    make_days(person, ago(10, 8), before=1, worst=3)
    FlareUp.objects.create(user=person, started_on=ago(2)[0])
    page = text(client.get(PRINT))
    assert "From 21 February 2026 to 20 March 2026." in page
    assert "Bar hang, since 1 February 2026" in page
    assert "since 18 March 2026, not over yet" in page
    assert "Tue 10 Mar – 1 3 Bar hang Calm day" in page
    assert "Wed 11 Mar 2 – –" in page
    assert person.email not in page


@on_day()
def test_an_empty_printed_page(client: Client) -> None:
    page = text(client.get(PRINT))
    assert "No score in these weeks." in page
    assert "Nothing was entered in these weeks." in page
