"""The list of time zones: what it offers, and who keeps another one."""

import re
from collections.abc import Callable
from zoneinfo import available_timezones

import pytest
from django.test import Client

from backrehab.accounts.models import User
from backrehab.exercises.cards import Catalogue
from backrehab.web.zones import zone_names, zone_options, zones_by_region
from tests.factories_diary import make_person

type SignIn = Callable[[User], Client]

PATH = "/settings/time-zone/"
REGIONS = [
    *("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe"),
    *("Indian", "Pacific", "Other"),
]


def test_only_zones_of_places_and_utc_are_offered() -> None:
    assert [region for region, _zones in zones_by_region()] == REGIONS
    assert zones_by_region()[-1] == ("Other", ("UTC",))
    assert zone_names() <= available_timezones()
    for name in ("Europe/Berlin", "Europe/Oslo", "Asia/Kolkata", "Europe/Istanbul", "UTC"):
        assert name in zone_names()
    for name in (
        *("Etc/GMT+1", "EST5EDT", "Zulu", "GMT", "Factory", "US/Eastern", "America/Knox_IN"),
        *("Asia/Istanbul", "Asia/Calcutta", "Europe/Nicosia"),
    ):
        assert name not in zone_names()


@pytest.mark.parametrize(
    ("older", "offered"),
    [
        ("Asia/Calcutta", "Asia/Kolkata"),
        ("Europe/Kiev", "Europe/Kyiv"),
        ("US/Eastern", "America/New_York"),
        ("Etc/UTC", "UTC"),
        ("Zulu", "UTC"),
    ],
)
def test_an_older_name_of_a_browser_leads_to_the_zone(older: str, offered: str) -> None:
    found = re.findall(r'<option value="([^"]+)" data-also="([^"]+)"', zone_options(""))
    assert [zone for zone, names in found if older in names.split()] == [offered]


def test_no_older_name_leads_to_two_zones() -> None:
    names = " ".join(re.findall(r'data-also="([^"]+)"', zone_options(""))).split()
    assert len(names) == len(set(names))
    assert not set(names) & zone_names()


def test_another_one_is_kept_and_seen(db: None, sign_in: SignIn, catalogue: Catalogue) -> None:
    user = make_person(time_zone="Etc/GMT+1")
    client = sign_in(user)
    page = client.get(PATH).text
    assert re.findall(r'<option value="([^"]+)"[^>]* selected', page) == ["Etc/GMT+1"]
    assert client.post(PATH, {"time_zone": "Etc/GMT+1"}).status_code == 302
    assert client.post(PATH, {"time_zone": "Zulu"}).status_code == 422
    user.refresh_from_db()
    assert user.time_zone == "Etc/GMT+1"


@pytest.mark.parametrize(
    ("zone", "name"),
    [
        ("Europe/London", "London"),
        ("America/Argentina/Buenos_Aires", "Argentina – Buenos Aires"),
        ("US/Eastern", "US – Eastern"),
        ("UTC", "UTC"),
    ],
)
def test_a_zone_has_one_name_everywhere(
    sign_in: SignIn, catalogue: Catalogue, zone: str, name: str
) -> None:
    client = sign_in(make_person(time_zone=zone))
    assert f"<p>{name}<br>" in client.get("/settings/").text
    assert re.search(rf'<option value="{zone}" selected[^>]*>{name}<', client.get(PATH).text)
