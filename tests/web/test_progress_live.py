"""The chart of pain that a browser draws itself, its tables, and pain in words."""

import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from html import escape, unescape

import pytest
import time_machine
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from backrehab.accounts.models import User
from backrehab.exercises.cards import Catalogue
from backrehab.painlog.models import FlareUp
from backrehab.web.charts import Span
from backrehab.web.progress_live import BETWEEN, GAP, LETTERS, letters
from tests.factories import at
from tests.factories_diary import enter_stage, make_days, make_person
from tests.web.reading import text

TODAY = date(2026, 3, 20)
SPAN = Span(date(2026, 3, 2), date(2026, 3, 15))
PAGE, PRINT, TABLES = "/progress/", "/progress/print/", "/progress/tables/"
ALL_TABLES = ["pain-table", "calendar-table", "pains-table", "dose-table-bar-hang", "way-table"]
HTMX = {"HX-Request": "true"}
BLOCK = re.compile(r'<script id="pain-scores" type="application/json">(.*?)</script>', re.DOTALL)


@pytest.fixture
def person(catalogue: Catalogue, db: None) -> User:
    return make_person(now=at("2026-02-01 09:00"))


@pytest.fixture
def client(person: User, sign_in: Callable[[User], Client]) -> Client:
    return sign_in(person)


def on_day() -> time_machine.travel:
    return time_machine.travel(at("2026-03-20 09:00"), tick=False)


def ago(*days: int) -> list[date]:
    return [TODAY - timedelta(days=n) for n in days]


def live(client: Client, path: str = PAGE) -> dict[str, object]:
    found = BLOCK.findall(client.get(path).text)
    assert len(found) == 1
    return json.loads(found[0])


@given(st.dictionaries(st.integers(-5, 20), st.integers(0, 20), max_size=20))
def test_each_date_has_the_letter_of_its_score(halves: dict[int, int]) -> None:
    scores = {SPAN.start + n: half / 2 for n, half in sorted(halves.items())}
    found = letters(SPAN, scores)
    inside = [halves.get(n) for n in range(SPAN.dates)]
    assert [None if one == GAP else LETTERS.index(one) for one in found] == inside


def test_a_line_goes_on_between_weeks_and_stops_where_one_is_missing() -> None:
    scores = {SPAN.start + n: score for n, score in ((0, 2), (3, 2.5), (9, 10))}
    assert letters(SPAN, scores, step=3) == f"4{BETWEEN * 2}5{GAP * 5}k{GAP * 4}"


@on_day()
def test_the_page_carries_what_was_given_on_each_date(client: Client, person: User) -> None:
    enter_stage(person, "seated-row", date(2026, 3, 6))
    make_days(person, ago(5), stage="seated-row", before=3, worst=5, morning=2)
    FlareUp.objects.create(user=person, started_on=ago(3)[0])
    data = live(client)
    assert (data["first"], data["days"]) == ("2026-02-21", 28)
    blank = GAP * 28
    assert data["scores"] == {
        "morning": f"{blank[:23]}4{blank[:4]}",
        "before": f"{blank[:22]}6{blank[:5]}",
        "worst": f"{blank[:22]}a{blank[:5]}",
    }
    assert data["stages"] == [[0, 12, "Bar hang", "1"], [13, 27, "Seated row", "2"]]
    assert data["flares"] == [[24, 27]]


@on_day()
def test_nothing_to_draw_and_paper_carry_no_scores_and_no_script(
    client: Client, person: User
) -> None:
    assert "charts.js" not in client.get(PAGE).text
    make_days(person, ago(5, 3))
    assert "charts.js" in client.get(PAGE).text
    for path in (PRINT, TABLES):
        html = client.get(path).text
        assert ("charts.js" in html, "pain-scores" in html) == (False, False)


@on_day()
@pytest.mark.parametrize("chosen", ["4w", "3m"])
def test_each_chart_leads_to_its_table(client: Client, person: User, chosen: str) -> None:
    make_days(person, ago(5, 3), before=1, worst=4)
    html = client.get(f"{PAGE}?range={chosen}").text
    assert 'id="pain-table"' not in html
    links = re.findall(r'href="(/progress/tables/[^"]+)"', html)
    assert links == [f"{TABLES}?range={chosen}#{one}" for one in ALL_TABLES]
    response = client.get(f"{TABLES}?range={chosen}")
    assert [one for one in ALL_TABLES if f'id="{one}"' in response.text] == ALL_TABLES
    assert "Tue 17 Mar 2026 – 1 4" in text(response)
    assert f'href="{PAGE}?range={chosen}"' in response.text


@on_day()
def test_a_script_opens_the_table_below_its_chart(client: Client, person: User) -> None:
    make_days(person, ago(5, 3), before=1, worst=4)
    html = client.get(PAGE).text
    sent = [unescape(url) for url in re.findall(r'hx-get="(/progress/tables/[^"]+)"', html)]
    assert sent == [f"{TABLES}?range=4w&table={one}" for one in ALL_TABLES]
    for url, own in zip(sent, ALL_TABLES, strict=True):
        part = client.get(url, headers=HTMX).text.strip()
        assert part.startswith("<details open><summary autofocus>Show as a table")
        others = [one for one in ALL_TABLES if f'id="{one}"' in part]
        assert (others, "<h1" in part) == ([own], False)
        # Without a script such an address is that of the page.
        assert "<h1" in client.get(url).text
    unknown = client.get(f"{TABLES}?range=4w&table=dose-table-deadlift", headers=HTMX)
    assert unknown.status_code == 404


@on_day()
def test_an_empty_range_of_tables_says_so(client: Client) -> None:
    page = text(client.get(TABLES))
    assert "Nothing in these dates" in page
    assert "Bar hang 1 February 2026 0 48 0" in page


@pytest.fixture
def in_words(person: User) -> User:
    person.hide_numbers = True
    person.save(update_fields=["hide_numbers"])
    make_days(person, ago(20, 18, 16, 14, 12), before=0, worst=2, morning=2)
    make_days(person, ago(10, 8, 6, 4, 2), stage="seated-row", before=2, worst=8, morning=5)
    return person


@on_day()
def test_pain_is_told_in_words_where_numbers_are_hidden(client: Client, in_words: User) -> None:
    response = client.get(PAGE)
    page = text(response)
    assert "Pain is a number" not in page
    assert "pain-scores" not in response.text
    assert "Worst pain always severe." in page
    assert "rose most on days with Seated row and least with Bar hang." in page
    tables = text(client.get(TABLES))
    assert "Wed 18 Mar 2026 – mild severe" in tables
    assert re.search(r"Seated row 5 severe \d of 5", tables)
    words = re.findall(r'<text class="step-word"[^>]*>(\w+)</text>', response.text)
    assert words == ["none", "mild", "moderate", "severe"]
    plot = response.text.split('<g class="marks">', 1)[1].split("</g></g>", 1)[0]
    assert set(re.findall(r' y="(\d+)"', plot)) == {"214", "154", "94", "34"}


@on_day()
def test_the_numbers_can_be_shown_once(client: Client, in_words: User) -> None:
    assert 'href="?range=3m&amp;numbers=shown"' in client.get(f"{PAGE}?range=3m").text
    page = client.get(f"{PAGE}?range=3m&numbers=shown")
    assert "Worst pain always 8." in text(page)
    assert "pain-scores" in page.text
    link = f"{TABLES}?range=3m&numbers=shown&table=pain-table"
    assert f'hx-get="{escape(link)}"' in page.text
    assert "– 2 8" in text(client.get(link, headers=HTMX))
    assert "pain-scores" not in client.get(f"{PAGE}?range=3m").text
