"""After the consent was taken back: all that was stored can be read, and no page takes more."""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import URLPattern, resolve, reverse
from django.utils import timezone

from backrehab.accounts import services
from backrehab.accounts.consent_texts import current_texts
from backrehab.accounts.models import User
from backrehab.accounts.versions import touch
from backrehab.exercises.cards import Catalogue
from backrehab.exercises.catalogue import get_catalogue
from backrehab.painlog.hip import start_release
from backrehab.painlog.models import HipRelease
from backrehab.progression import programmes, setbacks
from backrehab.progression.entries import Entry
from backrehab.web.urls import urlpatterns
from backrehab.web.without_consent import MAY_BE_SENT, ONLY_FOR_ENTRIES, OTHER_APPS
from tests.factories import at, make_screening, make_user
from tests.factories_diary import enter_stage, make_days, make_person
from tests.web.reading import text, words

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 9)
NOTHING_NEW = "You took back your consent to store health data on 9 March 2026."
KEEPS = "Everything is as you left it."
SENDS = re.compile(r'(?:<form [^>]*?method="post"[^>]*|\bhx-post="([^"]+)"|formaction="([^"]+)")')
ACTION = re.compile(r'\baction="([^"]+)"')


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(at("2026-03-09 09:00"), tick=False):
        yield


def someone(**fields: object) -> User:
    return make_person(now=at("2026-03-01 09:00"), weekday_mask=0b111_1111, **fields)


def ready() -> User:
    """A stage can be opened, a release is half done, and a programme asks how a drill felt."""
    user = someone()
    make_days(user, [TODAY - timedelta(days=n) for n in range(1, 9)])
    programmes.start_programme(
        user=user, key="sciatica", catalogue=get_catalogue(), now=timezone.now()
    )
    start_release(user=user, side="left", before=5, now=timezone.now(), limits=())
    return user


def hinge() -> User:
    """The hip hinge is asked."""
    user = someone(hinge_experience="none")
    enter_stage(user, "pull-through", TODAY - timedelta(days=8))
    return user


def hold() -> User:
    """The back hold is asked."""
    user = someone()
    enter_stage(user, "deadlift", TODAY - timedelta(days=8))
    return user


def unread() -> User:
    """What the health check said was not read yet."""
    user = someone()
    make_screening(user)
    return user


def on_hold() -> User:
    """A flare-up that began today."""
    user = someone()
    setbacks.begin_flare_up(Entry(user, timezone.now()))
    return user


def over() -> User:
    """A flare-up that can be ended."""
    user = someone()
    setbacks.begin_flare_up(Entry(user, at("2026-03-05 09:00")))
    for n in range(5):
        user.daily_scores.create(
            on=TODAY - timedelta(days=n), score=1, gets_about=True, given_at=timezone.now()
        )
    return user


PEOPLE = {one.__name__: one for one in (ready, hinge, hold, unread, on_hold, over)}


def places(user: User) -> list[str]:
    """Every page of the site that takes no more than what is known of this person."""
    known = {
        "on": TODAY - timedelta(days=1),
        "key": "sciatica",
        "public_id": HipRelease.objects.filter(user=user)
        .values_list("public_id", flat=True)
        .first(),
    }
    found = []
    for pattern in urlpatterns:
        assert isinstance(pattern, URLPattern)
        regex = pattern.pattern.regex
        assert isinstance(regex, re.Pattern)
        takes = set(regex.groupindex)
        if takes <= {name for name, value in known.items() if value}:
            name = pattern.name or ""
            found.append(reverse(name, kwargs={taken: known[taken] for taken in takes}))
    return found


def offers(client: Client, path: str) -> set[str]:
    """The names of the addresses to which a page would send something that is not taken."""
    answer = client.get(path)
    if answer.status_code != 200 or "html" not in answer["Content-Type"]:
        return set()
    found = set()
    for match in SENDS.finditer(answer.content.decode()):
        action = ACTION.search(match[0])
        to = match[1] or match[2] or (action[1] if action else path)
        found.add(resolve(urlsplit(to).path).view_name)
    return {name for name in found - MAY_BE_SENT if not name.startswith(OTHER_APPS)}


def offered(client: Client, user: User) -> dict[str, set[str]]:
    return {path: names for path in places(user) if (names := offers(client, path))}


@pytest.mark.parametrize("kind", PEOPLE)
def test_no_page_offers_what_cannot_be_done(
    catalogue: Catalogue, sign_in: Callable[[User], Client], kind: str
) -> None:
    user = PEOPLE[kind]()
    touch(user)
    client = sign_in(user)
    assert offered(client, user)
    services.withdraw_health_consent(user=user, now=timezone.now())
    assert offered(client, user) == {}


def test_these_people_see_every_form_there_is(
    catalogue: Catalogue, sign_in: Callable[[User], Client]
) -> None:
    """So that the test above has something to find; the rest are parts of pages that are closed."""
    seen: set[str] = set()
    for make in PEOPLE.values():
        user = make()
        touch(user)
        for names in offered(sign_in(user), user).values():
            seen |= names
    assert seen >= {
        "ladder_open",
        "ladder_technique",
        "ladder_hold_test",
        "log_day",
        "flare_up_begin",
        "flare_up_mistake",
        "flare_up_end",
        "programme_change",
        "programmes_minutes",
        "drill_answer",
        "breaks_interval",
        "screening_acknowledge",
    }


@pytest.fixture
def withdrawn(catalogue: Catalogue) -> User:
    user = someone()
    make_days(user, [TODAY - timedelta(days=1)], worst=4)
    touch(user)
    services.withdraw_health_consent(user=user, now=timezone.now())
    return user


@pytest.mark.parametrize(
    "name", sorted(ONLY_FOR_ENTRIES - {"screening_step", "hip_release_finish"})
)
def test_a_page_for_entries_says_what_to_do(
    withdrawn: User, sign_in: Callable[[User], Client], name: str
) -> None:
    answer = sign_in(withdrawn).get(reverse(name))
    assert answer.status_code == 200
    page = text(answer)
    assert NOTHING_NEW in page
    assert KEEPS in page
    for link in ("/settings/consents/", "/log/", "/privacy/download/", "/privacy/delete/"):
        assert f'href="{link}"' in answer.text
    # Once is enough: the line at the top of other pages says the same.
    assert "so nothing new is stored" not in page
    assert "X-Kept-For" not in answer


def test_it_costs_no_query_of_its_own(
    withdrawn: User,
    sign_in: Callable[[User], Client],
    django_assert_num_queries: Callable[[int], object],
) -> None:
    client = sign_in(withdrawn)
    with django_assert_num_queries(2):  # type: ignore[attr-defined] # session, user
        client.get("/today/")


def test_what_was_stored_can_be_read(withdrawn: User, sign_in: Callable[[User], Client]) -> None:
    client = sign_in(withdrawn)
    log = client.get("/log/")
    assert re.search("worst,? 4", text(log).lower())
    assert "See 8 Mar" in text(log)
    assert "Correct" not in words(log.text.split("<main")[1].split("</main")[0])
    day = client.get("/log/2026-03-08/")
    assert "Sunday 8 March 2026" in text(day)
    assert "Correct it" not in text(day)
    for path in ("/progress/", "/ladder/", "/ladder/report/", "/screening/result/", "/flare-up/"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert "so nothing new is stored" in text(answer)
    assert "First, look for warning signs" in text(client.get("/flare-up/"))
    rights = text(client.get("/privacy/"))
    assert "Read or delete an entry" in rights
    assert "To change one, agree again first." in rights
    assert "Correct or delete an entry" not in rights


def test_no_date_is_named_that_cannot_come(sign_in: Callable[[User], Client]) -> None:
    """The days that the gate waits for are no longer stored."""
    user = someone()
    make_days(user, [TODAY - timedelta(days=1)])
    touch(user)
    client = sign_in(user)
    assert re.search("at the earliest .* Earliest ", text(client.get("/ladder/")))
    services.withdraw_health_consent(user=user, now=timezone.now())
    for path in ("/ladder/", "/ladder/report/"):
        said = text(client.get(path))
        assert "earliest " not in said.lower()
        assert "At the pace of your plan" not in said
        assert "no new days are stored that could open it" in said
    assert "not while no new days are stored" in text(client.get("/ladder/"))


def test_a_day_can_be_deleted(
    withdrawn: User,
    sign_in: Callable[[User], Client],
    django_assert_num_queries: Callable[[int], object],
) -> None:
    client = sign_in(withdrawn)
    page = client.get("/log/2026-03-08/")
    assert 'action="/log/2026-03-08/delete/"' in page.text
    assert "The day is taken out of your log, with what it said before any change." in text(page)
    assert "the gate looks again" not in text(page)
    key = str(uuid4())
    with django_assert_num_queries(13):  # type: ignore[attr-defined]
        answer = client.post("/log/2026-03-08/delete/", {"key": key})
    assert answer["Location"] == "/log/"
    # Pressed twice it is one deletion.
    assert client.post("/log/2026-03-08/delete/", {"key": key})["Location"] == "/log/"
    log = text(client.get("/log/"))
    assert "Entry deleted." in log
    assert "See 8 Mar" not in log
    assert not withdrawn.training_days.exists()
    assert not withdrawn.amendments.exists()
    assert client.get("/log/2026-03-08/").status_code == 404


def test_a_day_cannot_be_changed(withdrawn: User, sign_in: Callable[[User], Client]) -> None:
    sent = {"key": str(uuid4()), "before": "1", "level": "1", "sets_done": "1", "worst": "1"}
    answer = sign_in(withdrawn).post("/log/2026-03-08/", sent)
    assert answer["Location"] == "/settings/consents/"
    assert withdrawn.training_days.get().worst == 4


# None of them stores anything about a back; all else that is sent is refused before it is read.
TAKEN = {
    "settings_consents", "start_consent", "waiting_send", "settings_numbers", "settings_time_zone",
    "privacy_withdraw", "privacy_download", "privacy_delete", "privacy_keep", "log_delete",
}  # fmt: skip


def test_no_other_form_is_taken(withdrawn: User, sign_in: Callable[[User], Client]) -> None:
    client = sign_in(withdrawn)
    refused = set()
    for pattern in urlpatterns:
        of_sign_in = (pattern.name or "").startswith(OTHER_APPS)
        if pattern.name in TAKEN or of_sign_in or pattern.pattern.converters:
            continue
        answer = client.post(reverse(pattern.name), {"key": str(uuid4())})
        assert answer.headers.get("Location") == "/settings/consents/", pattern.name
        refused.add(pattern.name)
    assert {"today_daily", "baseline", "screening", "flare_up_begin", "hip_test"} <= refused
    assert MAY_BE_SENT == TAKEN


def test_another_persons_day_stays(withdrawn: User, sign_in: Callable[[User], Client]) -> None:
    other = someone()
    make_days(other, [TODAY - timedelta(days=2)])
    client = sign_in(withdrawn)
    page = client.post("/log/2026-03-07/delete/", {"key": str(uuid4())}, follow=True)
    assert "There is no entry for that day." in text(page)
    assert other.training_days.exists()


def test_the_settings_lead_to_no_page_that_is_closed(
    withdrawn: User, sign_in: Callable[[User], Client]
) -> None:
    """What was set is there to read; with consent there is a card for each of it."""
    user = withdrawn
    client = sign_in(user)
    cards = {"/settings/schedule/", "/settings/equipment/", "/settings/about-you/"}
    cards.add("/settings/weights/")
    page = client.get("/settings/")
    main = page.text.split("<main")[1].split("</main")[0]
    linked = set(re.findall(r'href="([^"]+)"', main))
    assert {path for path in linked if resolve(path).view_name in ONLY_FOR_ENTRIES} == set()
    said = words(main)
    assert said.count("To change one of these, agree again first.") == 1
    for kept in ("Training days Monday", "Equipment ", "Hip hinge:", "No limit to the time a day"):
        assert kept in said
    assert "answer it again" not in said
    # It has not changed; the person took it back.
    assert "A text that you agreed to has changed." not in said
    services.give_consents(user=user, texts=current_texts(), now=timezone.now())
    again = client.get("/settings/").text
    assert cards <= set(re.findall(r'href="([^"]+)"', again))
    assert "agree again first" not in again


@pytest.mark.parametrize("key", ["hip", "sciatica"])
def test_nor_does_the_page_of_a_programme(
    withdrawn: User, sign_in: Callable[[User], Client], key: str
) -> None:
    def closed() -> set[str]:
        main = client.get(f"/programmes/{key}/").text.split("<main")[1].split("</main")[0]
        names = {resolve(path).view_name for path in re.findall(r'href="(/[^"#?]*)"', main)}
        # Why the ladder waits is said with or without consent, and with it where it is answered.
        return names & ONLY_FOR_ENTRIES - {"screening"}

    client = sign_in(withdrawn)
    assert closed() == set()
    services.give_consents(user=withdrawn, texts=current_texts(), now=timezone.now())
    assert closed()


def test_an_open_page_loads_anew(withdrawn: User, sign_in: Callable[[User], Client]) -> None:
    """htmx asks for a part of Today, which is not there any more."""
    answer = sign_in(withdrawn).get("/today/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Refresh"]) == (204, "true")


def test_with_a_new_consent_everything_is_there_again(
    withdrawn: User, sign_in: Callable[[User], Client]
) -> None:
    client = sign_in(withdrawn)
    agree = {f"{one.purpose}-{one.version}": "on" for one in current_texts()}
    client.post("/settings/consents/", {"key": str(uuid4()), **agree})
    assert 'action="/today/before/"' in client.get("/today/").text


def test_before_the_start_is_finished_the_consent_is_asked_anew(
    catalogue: Catalogue, sign_in: Callable[[User], Client]
) -> None:
    user = make_user(started_at=None)
    services.withdraw_health_consent(user=user, now=timezone.now())
    client = sign_in(user)
    page = client.get("/screening/")
    assert NOTHING_NEW in text(page)
    assert 'href="/log/"' not in page.text
    assert client.get("/settings/consents/", follow=True).redirect_chain[-1][0] == "/start/consent/"


def test_no_text_is_said_to_have_changed_and_no_first_score_awaited(
    sign_in: Callable[[User], Client],
) -> None:
    user = someone()
    services.give_consents(user=user, texts=current_texts(), now=timezone.now())
    services.withdraw_health_consent(user=user, now=timezone.now())
    client = sign_in(user)
    assert "has changed" not in text(client.get("/settings/"))
    page = text(client.get("/log/"))
    assert "Nothing in these dates No day is stored." in page
    assert "Your first score" not in page
