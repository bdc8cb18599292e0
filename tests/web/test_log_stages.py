"""A day that is added belongs to the stage of its date, and so does the dose that was chosen."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from backrehab.accounts.models import User
from backrehab.exercises.cards import Catalogue
from backrehab.painlog.models import TrainingDay
from backrehab.painlog.refusals import EntryRefused
from backrehab.painlog.services import Report
from backrehab.progression.entries import Entry
from backrehab.progression.logbook import TypedDay, add_day
from tests.factories import at
from tests.factories_diary import enter_stage, make_days, make_person
from tests.web.reading import text

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 20)
YESTERDAY = TODAY - timedelta(days=1)
OF_ANOTHER_STAGE = "On that date your stage was Bar hang. Choose the dose you did then."


@pytest.fixture
def person(catalogue: Catalogue) -> User:
    """Somebody who has opened the second stage today."""
    user = make_person(now=at("2026-03-01 09:00"))
    enter_stage(user, "seated-row", TODAY)
    return user


@pytest.fixture
def client(person: User, sign_in: Callable[[User], Client]) -> Client:
    return sign_in(person)


def on_day() -> time_machine.travel:
    return time_machine.travel(at("2026-03-20 09:00"), tick=False)


def entry(**changes: object) -> dict[str, object]:
    fields = {"key": str(uuid4()), "stage": "seated-row", "level": "4", "before": "2"}
    return {**fields, "sets_done": "2", "worst": "3", "on": str(YESTERDAY), **changes}


def doses(page: str) -> list[tuple[str, str, str]]:
    """What the page offers: the value, whether it is chosen, and how it reads."""
    found = re.search(r'<select name="level".*?</select>', page, re.DOTALL)
    assert found is not None
    return re.findall(r'<option value="(\d*)"( selected)?>([^<]*)', found[0])


def stage_of(page: str) -> list[str]:
    return re.findall(r'<input type="hidden" name="stage" value="([^"]*)"', page)


def texts(catalogue: Catalogue, key: str) -> list[str]:
    return [dose.text for dose in catalogue.stages[key].levels]


@on_day()
def test_the_page_names_the_exercise_of_its_doses(client: Client, catalogue: Catalogue) -> None:
    page = client.get("/log/add/").text
    assert "Dose Seated row" in text(client.get("/log/add/"))
    assert stage_of(page) == ["seated-row"]
    assert [words for _value, _chosen, words in doses(page)] == texts(catalogue, "seated-row")


@on_day()
@pytest.mark.parametrize("on", [str(YESTERDAY), "2026-02-30"])
def test_a_refused_form_still_names_it(client: Client, on: str) -> None:
    name = "Seated row" if on == "2026-02-30" else "Bar hang"
    fields = {"on": on, "stage": "", "level": "1", "worst": ""}
    assert f"Dose {name}" in text(client.post("/log/add/", entry(**fields)))


@on_day()
def test_the_form_begins_with_the_latest_day_without_an_entry(
    client: Client, person: User, catalogue: Catalogue
) -> None:
    assert f'name="on" value="{TODAY}"' in client.get("/log/add/").text
    make_days(person, [TODAY], stage="seated-row")
    page = client.get("/log/add/").text
    assert f'name="on" value="{YESTERDAY}"' in page
    # Its stage was another, of which no dose is suggested.
    assert stage_of(page) == ["bar-hang"]
    (none, *offered) = doses(page)
    assert none == ("", " selected", "Choose…")
    assert [words for _value, _chosen, words in offered] == texts(catalogue, "bar-hang")


@on_day()
def test_with_an_entry_for_each_day_there_is_nothing_to_add(client: Client, person: User) -> None:
    make_days(person, [TODAY, YESTERDAY, YESTERDAY - timedelta(days=1)])
    page = client.get("/log/add/")
    assert "Nothing to add Each of these days has an entry already." in text(page)
    assert 'name="worst"' not in page.text
    # Nor is there anything for who began today, whose days before have no entry.
    person.enrolments.update(started_on=TODAY)
    person.training_days.exclude(on=TODAY).delete()
    page = text(client.get("/log/add/"))
    assert "Nothing to add Each day since you started has an entry already." in page
    assert "can be added" not in page


@on_day()
def test_a_dose_of_another_stage_is_never_stored(client: Client, catalogue: Catalogue) -> None:
    """It would be another dose under the same number, or the highest there is."""
    for level in ("1", "4"):
        refused = client.post("/log/add/", entry(level=level, before="5"))
        assert refused.status_code == 422
        assert text(refused).count(OF_ANOTHER_STAGE) == 1
        assert TrainingDay.objects.count() == 0
        # The doses of that stage, none of them chosen; what was typed beside it stays.
        assert stage_of(refused.text) == ["bar-hang"]
        (none, *offered) = doses(refused.text)
        assert none == ("", " selected", "Choose…")
        assert [words for _value, _chosen, words in offered] == texts(catalogue, "bar-hang")
        assert {chosen for _value, chosen, _words in offered} == {""}
        assert re.search(r'name="before" value="5"[^>]*checked', refused.text)
        assert f'name="on" value="{YESTERDAY}"' in refused.text


@on_day()
def test_who_chooses_again_has_it_stored(client: Client) -> None:
    again = client.post("/log/add/", entry(stage="bar-hang", level=""))
    assert (again.status_code, TrainingDay.objects.count()) == (422, 0)
    assert "Choose a dose." in text(again)
    answer = client.post("/log/add/", entry(stage="bar-hang", level="2"))
    assert answer.headers["Location"] == "/log/"
    day = TrainingDay.objects.get()
    assert (day.on, day.stage_key, day.dose_level) == (YESTERDAY, "bar-hang", 2)


@on_day()
def test_the_date_of_the_move_belongs_to_the_new_stage(client: Client) -> None:
    refused = client.post("/log/add/", entry(stage="bar-hang", level="2", on=str(TODAY)))
    assert "On that date your stage was Seated row." in text(refused)
    client.post("/log/add/", entry(on=str(TODAY)))
    day = TrainingDay.objects.get()
    assert (day.on, day.stage_key, day.dose_level) == (TODAY, "seated-row", 4)


@on_day()
@pytest.mark.parametrize("on", ["2026-03-01", "2026-03-21", "2026-02-30", ""])
def test_of_a_date_that_cannot_be_added_only_that_is_said(client: Client, on: str) -> None:
    refused = client.post("/log/add/", entry(on=on))
    assert (refused.status_code, TrainingDay.objects.count()) == (422, 0)
    assert "your stage was" not in text(refused)
    assert stage_of(refused.text) == ["seated-row"]


@on_day()
def test_a_stage_that_opens_meanwhile_is_noticed(person: User, catalogue: Catalogue) -> None:
    report = Report(sets_done=2, worst=3, stop=False, leg=False, extra_meds=False)
    typed = TypedDay(before=2, morning=None, level=4, report=report)
    now, said = at("2026-03-20 09:00"), {"on": TODAY, "typed": typed, "catalogue": catalogue}
    with pytest.raises(EntryRefused, match="Your stage has changed") as refusal:
        add_day(Entry(person, now), **said, stage_key="bar-hang")
    assert (refusal.value.field, TrainingDay.objects.count()) == ("level", 0)
    added = add_day(Entry(person, now), **said, stage_key="seated-row")
    assert added.stage_key == "seated-row"
