"""The pages of the start, one by one: what they refuse, and where they lead."""

from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from backrehab.accounts import services
from backrehab.accounts.consent_texts import current_texts
from backrehab.accounts.models import Consent, User
from backrehab.exercises.cards import Catalogue
from backrehab.painlog.models import Baseline
from backrehab.painlog.services import record_baseline
from backrehab.progression.models import Enrolment, Transition
from tests.factories import at, make_screening

NOW = at("2026-03-02 08:30")
STEPS = ["consent", "about", "baseline", "schedule", "equipment", "done"]
AGREED = {"intended_use-2026.1": "on", "health_data-2026.2": "on"}
ABOUT = {"age_band": "18_54", "hinge_experience": "some", "time_zone": "Europe/Berlin"}

type Person = Callable[..., tuple[User, Client]]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def person(sign_in: Callable[[User], Client]) -> Person:
    """`person("baseline")`: somebody for whom that page is the next one, and their browser."""

    def before(step: str, **screening: str) -> tuple[User, Client]:
        user = User.objects.create_user(f"{uuid4()}@example.org")
        done = STEPS.index(step)
        if done > 0:
            services.give_consents(user=user, texts=current_texts(), now=NOW)
        if done > 1:
            services.save_about(user=user, age_band="18_54", hinge_experience="some")
            make_screening(user, now=NOW, read=True, **screening)
        if done > 2:
            record_baseline(user=user, score=4, now=NOW)
        if done > 3:
            services.save_schedule(user=user, weekdays=[0, 1])
        if done > 4:
            services.save_equipment(user=user, keys=["band"])
        return user, sign_in(user)

    return before


@pytest.mark.parametrize("step", STEPS)
def test_the_start_goes_on_at_the_first_open_question(
    person: Person, catalogue: Catalogue, step: str
) -> None:
    _user, client = person(step)
    answer = client.get("/start/")
    assert (answer.status_code, answer["Location"]) == (302, f"/start/{step}/")
    page = client.get(f"/start/{step}/")
    number = STEPS.index(step) + 1 + (step not in {"consent", "about"})
    assert f"Step {number} of 7" in page.text


@pytest.mark.parametrize("step", STEPS[1:])
def test_no_question_can_be_jumped_over(person: Person, catalogue: Catalogue, step: str) -> None:
    _user, client = person("consent")
    for answer in (client.get(f"/start/{step}/"), client.post(f"/start/{step}/", {})):
        assert (answer.status_code, answer["Location"]) == (302, "/start/")


@pytest.mark.parametrize("path", ["/start/", *(f"/start/{step}/" for step in STEPS)])
def test_who_has_started_is_sent_to_the_day(
    sign_in: Callable[[User], Client], user: User, path: str
) -> None:
    answer = sign_in(user).get(path)
    assert (answer.status_code, answer["Location"]) == (302, "/today/")


@pytest.mark.parametrize(
    "path", ["/start/", "/start/declined/", *(f"/start/{step}/" for step in STEPS)]
)
def test_a_stranger_signs_in_first(client: Client, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer["Location"]) == (302, f"/accounts/login/?next={path}")


@pytest.mark.parametrize("path", ["/start/", "/start/declined/"])
def test_pages_without_a_form_take_no_post(person: Person, path: str) -> None:
    _user, client = person("consent")
    assert client.post(path).status_code == 405


@pytest.mark.parametrize("step", STEPS)
def test_other_methods_are_refused(person: Person, catalogue: Catalogue, step: str) -> None:
    _user, client = person(step)
    assert client.put(f"/start/{step}/").status_code == 405


@pytest.mark.parametrize(
    ("step", "queries"),
    # Session, user, consents, screening, baseline; the catalogue's digest for the last two.
    [
        ("consent", 5),
        ("about", 5),
        ("baseline", 5),
        ("schedule", 5),
        ("equipment", 6),
        ("done", 6),
    ],
)
def test_queries(
    person: Person,
    catalogue: Catalogue,
    django_assert_num_queries: Callable[[int], object],
    step: str,
    queries: int,
) -> None:
    _user, client = person(step)
    with django_assert_num_queries(queries):
        client.get(f"/start/{step}/")


REFUSED = [
    ("consent", {}, "To go on, tick this box."),
    ("consent", {"intended_use-2026.1": "on"}, "To go on, tick this box."),
    ("consent", {"intended_use-2025.1": "on", "health_data-2025.1": "on"}, "To go on, tick"),
    ("about", {}, "Choose your age group."),
    ("about", {**ABOUT, "age_band": "ancient"}, "Choose your age group."),
    ("about", {**ABOUT, "age_band": "under_18"}, "Back Rehab is only for people of 18 or older."),
    ("about", {**ABOUT, "hinge_experience": ""}, "“New to me” is a fine answer."),
    ("about", {**ABOUT, "time_zone": "Mars/Base"}, "That time zone is not known."),
    ("about", {**ABOUT, "time_zone": "../../etc/passwd"}, "That time zone is not known."),
    ("baseline", {}, "Choose a number from 0 to 10."),
    ("baseline", {"score": "11"}, "Pain is a whole number from 0 to 10."),
    ("baseline", {"score": "-1"}, "Pain is a whole number from 0 to 10."),
    ("baseline", {"score": "4.5"}, "Pain is a whole number from 0 to 10."),
    ("schedule", {}, "Choose at least one day."),
    ("schedule", {"weekdays": ["7"]}, "That is not a day of the week."),
    ("schedule", {"weekdays": ["Monday"]}, "That is not a day of the week."),
    ("equipment", {"equipment": ["jet-pack"]}, "That is not in the list any more."),
]


@pytest.mark.parametrize("case", REFUSED)
def test_a_refused_answer_stays_on_the_page_and_changes_nothing(
    person: Person, catalogue: Catalogue, key: str, case: tuple[str, dict[str, str], str]
) -> None:
    step, data, words = case
    user, client = person(step)
    before = User.objects.values().get(pk=user.pk)
    page = client.post(f"/start/{step}/", {"key": key} | data)
    assert page.status_code == 422
    assert words in page.text
    assert User.objects.values().get(pk=user.pk) == before
    assert client.get("/start/")["Location"] == f"/start/{step}/"


def test_what_was_typed_is_kept(person: Person) -> None:
    _user, client = person("about")
    page = client.post("/start/about/", {**ABOUT, "age_band": ""})
    assert '<option value="Europe/Berlin" selected' in page.text
    (chosen,) = [tag for tag in page.text.split("<input") if "checked" in tag]
    assert 'value="some"' in chosen


@pytest.mark.parametrize("step", ["consent", "baseline", "done"])
@pytest.mark.parametrize("broken", ["", "not-a-key"])
def test_a_page_without_its_key_asks_to_send_again(
    person: Person, catalogue: Catalogue, step: str, broken: str
) -> None:
    user, client = person(step)
    page = client.post(f"/start/{step}/", {"key": broken, "score": "4", **AGREED})
    assert page.status_code == 422
    assert "This page was out of date. Please send it again." in page.text
    user.refresh_from_db()
    assert user.started_at is None


def test_agreeing_twice_is_recorded_once(person: Person, key: str) -> None:
    user, client = person("consent")
    for _time in range(2):
        client.post("/start/consent/", {"key": key, **AGREED})
    rows = Consent.objects.filter(user=user).order_by("id")
    assert list(rows.values_list("purpose", "version", "given_at")) == [
        ("intended_use", "2026.1", NOW),
        ("health_data", "2026.2", NOW),
    ]
    assert "You agreed to both on 2 March 2026." in client.get("/start/consent/").text


def test_not_agreeing_records_nothing_and_says_what_it_means(person: Person) -> None:
    user, client = person("consent")
    page = client.get("/start/declined/")
    assert "Nothing was recorded." in page.text
    assert not Consent.objects.filter(user=user).exists()
    assert 'href="/start/declined/"' in client.get("/start/consent/").text


def test_the_time_zone_is_detected_only_before_the_first_answer(person: Person) -> None:
    user, client = person("about")
    assert "data-detect-time-zone" in client.get("/start/about/").text
    client.post("/start/about/", ABOUT)
    user.refresh_from_db()
    assert user.time_zone == "Europe/Berlin"
    page = client.get("/start/about/")
    assert "data-detect-time-zone" not in page.text
    assert '<option value="Europe/Berlin" selected' in page.text


def test_a_baseline_sent_twice_is_one(person: Person, key: str) -> None:
    user, client = person("baseline")
    for _time in range(2):
        client.post("/start/baseline/", {"key": key, "score": "0"})
    assert list(Baseline.objects.filter(user=user).values_list("on", "score")) == [(NOW.date(), 0)]
    assert client.get("/start/")["Location"] == "/start/schedule/"


def test_four_days_are_suggested(person: Person) -> None:
    _user, client = person("schedule")
    page = client.get("/start/schedule/")
    assert "4 or 5 days a week work well." in page.text
    assert "Who says so: a public article (S4)." in page.text
    assert page.text.count("checked") == 4


def test_nothing_at_hand_is_an_answer(person: Person, catalogue: Catalogue) -> None:
    user, client = person("equipment")
    assert client.post("/start/equipment/", {})["Location"] == "/start/"
    user.refresh_from_db()
    assert (user.equipment, user.equipment_answered) == ([], True)
    assert "Nothing from the list" in client.get("/start/done/").text


def test_the_end_of_the_start_promises_what_the_settings_have(person: Person) -> None:
    _user, client = person("done")
    page = client.get("/start/done/").text
    assert "Later the settings change all of it but your pain." in page
    assert 'href="/start/baseline/"' in page
    client.post("/start/done/", {"key": str(uuid4())})
    settings = client.get("/settings/").text
    for path in ("about-you", "time-zone", "schedule", "equipment"):
        assert f'href="/settings/{path}/"' in settings
    assert "/baseline/" not in settings


def test_starting_twice_starts_once(person: Person, catalogue: Catalogue, key: str) -> None:
    user, client = person("done")
    first = client.post("/start/done/", {"key": key})
    second = client.post("/start/done/", {"key": key})
    assert (first["Location"], second["Location"]) == ("/start/", "/today/")
    assert Enrolment.objects.filter(user=user).count() == 1
    assert Transition.objects.filter(user=user).count() == 1
    user.refresh_from_db()
    assert user.started_at == NOW


@pytest.mark.parametrize("answers", [{"E1": "yes"}, {"C9": "yes"}])
def test_a_warning_sign_keeps_the_start_on_the_result(
    person: Person, catalogue: Catalogue, answers: dict[str, str]
) -> None:
    _user, client = person("baseline", **answers)
    assert client.get("/start/")["Location"] == "/screening/result/"
    assert client.get("/start/baseline/")["Location"] == "/start/"
    assert client.post("/start/done/", {"key": str(uuid4())})["Location"] == "/start/"


def test_a_result_that_was_not_read_yet_comes_first(person: Person) -> None:
    user, client = person("about")
    services.save_about(user=user, age_band="18_54", hinge_experience="some")
    assert client.get("/start/")["Location"] == "/screening/"
    make_screening(user, now=NOW)
    assert client.get("/start/")["Location"] == "/screening/result/"


def test_the_way_back_leads_through_every_page(person: Person, catalogue: Catalogue) -> None:
    _user, client = person("done")
    back = {step: client.get(f"/start/{step}/").context["back"] for step in STEPS}
    assert back == {
        "consent": None,
        "about": "start_consent",
        "baseline": "screening_result",
        "schedule": "start_baseline",
        "equipment": "start_schedule",
        "done": "start_equipment",
    }


def test_nothing_of_the_rest_of_the_site_is_in_the_way(person: Person) -> None:
    _user, client = person("consent")
    page = client.get("/start/consent/")
    assert 'aria-label="Main"' not in page.text
    assert 'href="/accounts/logout/"' in page.text
    assert 'href="/help/urgent/"' in page.text
