"""What the pain log says beside the scores: dose, choice, load, what was left out, flare-ups."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from html import escape
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from backrehab.accounts.models import User
from backrehab.exercises.cards import Catalogue, DoseCard
from backrehab.painlog.models import Amendment, DailyScore, FlareUp, Skip, TrainingDay
from backrehab.progression.stand_ins import own_dose
from tests.factories import at
from tests.factories_diary import enter_stage, exercise_id, make_days, make_person
from tests.web.reading import text

pytestmark = pytest.mark.django_db

OLD, RECENT = date(2026, 3, 10), date(2026, 3, 19)
# session, user, enrolments with the catalogue version, everything of the dates
QUERIES = 4
LEG, MORE = "New or worse leg symptoms", "More painkiller than usual"


@pytest.fixture(autouse=True)
def on_friday() -> object:
    with time_machine.travel(at("2026-03-20 09:00"), tick=False):
        yield


@pytest.fixture
def person(catalogue: Catalogue) -> User:
    person = make_person(now=at("2026-03-01 09:00"), equipment=["dumbbells", "cable", "barbell"])
    enter_stage(person, "pull-through", date(2026, 3, 1))
    return person


@pytest.fixture
def client(person: User, sign_in: Callable[[User], Client]) -> Client:
    return sign_in(person)


def lift(person: User, on: date, **fields: object) -> TrainingDay:
    """A day of the pull-through at its second dose level."""
    values = {"dose_level": 2, "target_dose": False, "sets_prescribed": 2, "sets_done": 2, **fields}
    return make_days(person, [on], stage="pull-through", **values)[0]


def entry(**changes: object) -> dict[str, object]:
    fields = {"key": str(uuid4()), "level": "2", "before": "2", "sets_done": "2", "worst": "2"}
    return {**fields, "morning": "2", **changes}


def facts(client: Client, path: str = "/log/") -> dict[str, str]:
    """Of a page with one day."""
    html = client.get(path).content.decode()
    lists = re.findall(r'<dl class="day-facts small">(.*?)</dl>', html, re.DOTALL)
    return dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", lists[0] if lists else ""))


def test_a_day_says_what_was_prescribed(client: Client, person: User, catalogue: Catalogue) -> None:
    level = catalogue.stages["pull-through"].levels[1]
    lift(person, RECENT, sets_prescribed=level.sets_prescribed)
    assert facts(client) == {"Dose": level.text}


def test_half_a_dose_and_an_own_choice_are_said_as_what_they_are(
    client: Client, person: User, catalogue: Catalogue
) -> None:
    lift(
        person,
        RECENT,
        dose_share=50,
        each_prescribed=5,
        sets_prescribed=1,
        sets_done=1,
        suggested_level=2,
        suggested_share=100,
    )
    level = catalogue.stages["pull-through"].levels[1]
    assert facts(client) == {
        "Dose": "5 repetitions (half dose)",
        "Chosen": f"easier than suggested, by own choice (suggested: {level.text})",
    }


def test_the_load_is_said_in_the_unit_of_the_person(client: Client, person: User) -> None:
    lift(person, RECENT, extra_repetitions=2, load_kg=Decimal("22.500"))
    assert facts(client) | {"Dose": ""} == {
        "Dose": "",
        "Extra repetitions": "2",
        "Weight": "22.5 kg",
    }
    User.objects.filter(pk=person.pk).update(unit="lb")
    assert facts(client)["Weight"] == "49.6 lb"


def test_a_band_has_a_name_and_a_chosen_way_to_do_it_too(
    client: Client, person: User, catalogue: Catalogue
) -> None:
    variant = catalogue.exercises["pull-through"].variants[-1]
    lift(person, RECENT, band=3, variant_key=variant.key)
    assert facts(client)["Band"] == "Green (medium)"
    assert facts(client)["Way to do it"] == variant.name


@pytest.mark.parametrize("days", [1, 3])
def test_what_was_left_out_is_named_and_costs_one_query(
    client: Client,
    person: User,
    catalogue: Catalogue,
    django_assert_num_queries: Callable[[int], object],
    days: int,
) -> None:
    for number in range(days):
        on = date(2026, 3, 19 - number)
        lift(person, on)
        for key in ("seated-row", "reverse-hyper"):
            Skip.objects.create(
                user=person,
                on=on,
                exercise_id=exercise_id(catalogue, key),
                made_at=at("2026-03-19"),
            )
    names = [catalogue.exercises[key].name for key in ("seated-row", "reverse-hyper")]
    page = text(client.get("/log/"))
    assert page.count(f"Left out, by own choice {names[0]}, {names[1]}") == days
    with django_assert_num_queries(QUERIES):  # type: ignore[attr-defined]
        client.get("/log/")


def test_a_date_of_which_only_that_is_known_is_listed_without_a_correction(
    client: Client, person: User, catalogue: Catalogue
) -> None:
    exercise = exercise_id(catalogue, "seated-row")
    Skip.objects.create(user=person, on=RECENT, exercise_id=exercise, made_at=at("2026-03-19"))
    page = text(client.get("/log/"))
    assert "Thursday 19 March 2026 No training Left out, by own choice" in page
    assert "Correct 19 Mar" not in page


@pytest.mark.parametrize(
    ("ticked", "reason", "beside"),
    [
        ({"stop": True, "leg": True}, "You stopped: it made your back worse.", {LEG}),
        ({"leg": True, "extra_meds": True}, "New or worse leg symptoms.", {MORE}),
        ({"extra_meds": True}, "More painkiller than usual.", set()),
        ({"stop": True, "leg": True, "extra_meds": True}, "You stopped", {LEG, MORE}),
        ({"worst": 9, "extra_meds": True}, "Worst pain", {MORE}),
    ],
)
def test_what_was_ticked_is_named_though_something_else_decided(
    client: Client, person: User, ticked: dict[str, object], reason: str, beside: set[str]
) -> None:
    lift(person, RECENT, **ticked)
    told = facts(client)
    assert {name for name, said in told.items() if said == "yes"} == beside
    assert reason in text(client.get("/log/"))


@pytest.mark.parametrize(
    ("gets_about", "words"), [(True, "yes, nearly"), (False, "not yet"), (None, "not answered")]
)
def test_a_day_in_a_flare_up(
    client: Client, person: User, gets_about: bool | None, words: str
) -> None:
    FlareUp.objects.create(user=person, started_on=RECENT)
    DailyScore.objects.create(
        user=person, on=RECENT, score=6, gets_about=gets_about, given_at=at("2026-03-19 08:00")
    )
    assert facts(client) == {"Gets about as usual": words}
    assert "In a flare-up" in text(client.get("/log/"))


def test_an_ordinary_daily_score_says_nothing_of_getting_about(
    client: Client, person: User
) -> None:
    DailyScore.objects.create(user=person, on=RECENT, score=2, given_at=at("2026-03-19 08:00"))
    assert facts(client) == {}


def test_a_day_is_added_with_its_load(client: Client, person: User) -> None:
    page = text(client.get("/log/add/"))
    assert "Extra repetitions in your last set" in page
    assert "The weight you used, in kg" in page
    sent = entry(on="2026-03-19", extra_repetitions="3", load="17.5")
    assert client.post("/log/add/", sent).status_code == 302
    day = TrainingDay.objects.get()
    assert (day.extra_repetitions, day.load_kg, day.band) == (3, Decimal("17.500"), None)


def test_a_weight_with_a_comma_is_what_it_says(client: Client, person: User) -> None:
    sent = entry(on="2026-03-19", load="42,5", before="")
    refused = client.post("/log/add/", sent)
    assert 'value="42,5"' in refused.content.decode()
    assert client.post("/log/add/", sent | {"before": "2"}).status_code == 302
    assert TrainingDay.objects.get().load_kg == Decimal("42.500")


def test_what_was_typed_is_kept_when_something_is_wrong(client: Client, person: User) -> None:
    sent = entry(on="2026-03-19", extra_repetitions="3", load="900", before="")
    refused = client.post("/log/add/", sent)
    assert refused.status_code == 422
    html = refused.content.decode()
    assert 'value="900"' in html
    assert '<option value="3" selected>3</option>' in html
    assert "Type 500 or less." in text(refused)
    assert TrainingDay.objects.count() == 0


def test_a_hold_has_no_repetitions_and_no_load(catalogue: Catalogue, sign_in: object) -> None:
    client = sign_in(make_person(now=at("2026-03-01 09:00")))  # type: ignore[operator]
    page = text(client.get("/log/add/"))
    assert "Extra repetitions" not in page
    assert "The weight you used" not in page


def test_a_correction_keeps_what_it_does_not_touch(client: Client, person: User) -> None:
    lift(person, OLD, extra_repetitions=2, load_kg=Decimal("20.412"), dose_share=50)
    User.objects.filter(pk=person.pk).update(unit="lb")
    html = client.get(f"/log/{OLD}/").content.decode()
    assert re.search(r'name="load" value="45"', html)
    assert "(half dose)" in html
    client.post(f"/log/{OLD}/", entry(worst="3", extra_repetitions="2", load="45"))
    day = TrainingDay.objects.get()
    assert (day.worst, day.extra_repetitions, day.load_kg) == (3, 2, Decimal("20.412"))
    assert day.dose_share == 50


def test_the_load_is_corrected_and_the_old_one_kept_in_words(
    client: Client, person: User, catalogue: Catalogue
) -> None:
    lift(person, OLD, extra_repetitions=2, load_kg=Decimal(20), extra_meds=True)
    client.post(f"/log/{OLD}/", entry(extra_repetitions="", load="25"))
    day = TrainingDay.objects.get()
    assert (day.extra_repetitions, day.load_kg, day.extra_meds) == (None, Decimal(25), False)
    assert Amendment.objects.count() == 1
    page = text(client.get(f"/log/{OLD}/"))
    assert "Extra repetitions 2 Weight 20 kg More painkiller than usual yes" in page


def test_a_band_that_was_written_down_can_be_corrected_whatever_is_used_now(
    client: Client, person: User
) -> None:
    lift(person, OLD, band=2)
    assert "The weight you used" not in text(client.get(f"/log/{OLD}/"))
    client.post(f"/log/{OLD}/", entry(band="4"))
    assert TrainingDay.objects.get().band == 4


@pytest.mark.parametrize(
    ("level", "suggested"), [("1", (3, 100)), ("2", (3, 100)), ("3", (None, None))]
)
def test_an_own_choice_stays_one_while_the_dose_is_below_the_suggested_one(
    client: Client, person: User, level: str, suggested: tuple[int | None, int | None]
) -> None:
    lift(person, OLD, suggested_level=3, suggested_share=100)
    client.post(f"/log/{OLD}/", entry(level=level))
    day = TrainingDay.objects.get()
    assert (day.dose_level, (day.suggested_level, day.suggested_share)) == (int(level), suggested)


@pytest.mark.parametrize(("way", "dose"), [("", "{own}"), ("belly-breathing", "{sets} × {each}")])
def test_a_later_change_keeps_what_was_suggested(
    sign_in: Callable[[User], Client], catalogue: Catalogue, way: str, dose: str
) -> None:
    """Also where another exercise took the place: the dose is that one's then."""
    person = make_person(now=at("2026-03-01 09:00"))
    easier, named = catalogue.stages["bar-hang"].levels[0], catalogue.stages["bar-hang"].levels[2]
    values = {"dose_level": 1, "target_dose": False, "variant_key": way}
    values |= {"sets_prescribed": easier.sets_prescribed, "sets_done": 2}
    make_days(person, [OLD], **values, suggested_level=3, suggested_share=100)
    client = sign_in(person)
    client.post(f"/log/{OLD}/", entry(level="3"))
    each = own_dose("belly-breathing", catalogue)
    assert each is not None

    def words_of(level: DoseCard) -> str:
        return dose.format(own=level.text, sets=level.sets_prescribed, each=each.set_text)

    page = text(client.get(f"/log/{OLD}/"))
    choice = "easier than suggested, by own choice (suggested: "
    said = f"Dose {words_of(easier)} Chosen {choice}{words_of(named)})"
    assert page.count(choice) == 1
    assert said in page.partition("Changed later")[2]


def test_an_amendment_of_an_older_form_is_read(client: Client, person: User) -> None:
    lift(person, OLD)
    old = {
        "before": 2,
        "worst": 4,
        "morning": None,
        "sets_done": 1,
        "sets_prescribed": 2,
        "dose_level": 1,
        "stop": True,
        "leg": False,
        "extra_meds": False,
    }
    Amendment.objects.create(
        user=person, on=OLD, kind="corrected", old=old, new=old, made_at=at("2026-03-13")
    )
    page = text(client.get(f"/log/{OLD}/"))
    assert "On 13 March 2026. It said: Before 2 Worst 4 Next morning – Sets 1 of 2 Dose" in page
    assert "A sharp or catching pain ended an exercise yes" in page


@pytest.mark.parametrize(
    ("zone", "day"), [("Pacific/Auckland", "14 March"), ("America/Los_Angeles", "12 March")]
)
def test_a_later_change_is_dated_by_the_person_s_own_calendar(
    client: Client, person: User, zone: str, day: str
) -> None:
    User.objects.filter(pk=person.pk).update(time_zone=zone)
    make_days(person, [OLD])
    made_at = at("2026-03-13 14:00" if day == "14 March" else "2026-03-13 02:00")
    Amendment.objects.create(
        user=person, on=OLD, kind="corrected", old={"score": 9}, new={"score": 3}, made_at=made_at
    )
    assert f"On {day} 2026. It said: Score 9" in text(client.get(f"/log/{OLD}/"))


@pytest.mark.parametrize(("given", "kept"), [("2026-03-19 20:00", 0), ("2026-03-10 20:00", 1)])
def test_a_score_beside_a_training_can_be_corrected_too(
    client: Client, person: User, given: str, kept: int
) -> None:
    """As in a flare-up that began after the exercises; a slip there must not last."""
    on = at(given).date()
    make_days(person, [on], worst=3)
    DailyScore.objects.create(user=person, on=on, score=9, given_at=at(given))
    page = f"/log/{on}/"
    assert "Correct the score of the day" in text(client.get(page))
    refused = client.post(page, {"key": str(uuid4()), "score": ""})
    assert (refused.status_code, text(refused).count("Choose a number from 0 to 10.")) == (422, 1)
    answer = client.post(page, {"key": str(uuid4()), "score": "3"})
    assert answer.headers["Location"].startswith("/log/")
    assert DailyScore.objects.get().score == 3
    assert TrainingDay.objects.get().worst == 3
    assert Amendment.objects.count() == kept
    assert ("It said: Score 9" in text(client.get(page))) is bool(kept)


def test_a_training_alone_asks_for_no_other_score(client: Client, person: User) -> None:
    make_days(person, [RECENT])
    assert "Correct the score of the day" not in text(client.get(f"/log/{RECENT}/"))


@pytest.mark.parametrize(
    ("on", "address"),
    [
        (date(2026, 3, 14), "/log/"),
        (date(2026, 3, 13), "/log/?first=2026-03-03&last=2026-03-16"),
        (date(2026, 2, 3), "/log/?first=2026-01-24&last=2026-02-06"),
    ],
)
def test_who_corrects_or_deletes_a_day_comes_back_to_its_dates(
    client: Client, person: User, on: date, address: str
) -> None:
    make_days(person, [on])
    page = f"/log/{on}/"
    assert f'<p class="way-back"><a href="{escape(address)}">' in client.get(page).text
    sent = {"key": str(uuid4()), "level": "1", "before": "2", "sets_done": "2", "worst": "3"}
    corrected = client.post(page, {**sent, "morning": "2"})
    assert corrected.headers["Location"] == address
    assert f'href="{page}"' in client.get(address).text
    deleted = client.post(f"{page}delete/", {"key": str(uuid4())})
    assert deleted.headers["Location"] == address
