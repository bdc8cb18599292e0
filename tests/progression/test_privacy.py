"""What people report never reaches a log."""

import logging
from collections.abc import Callable
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from backrehab.accounts.models import User
from backrehab.exercises.cards import Catalogue
from backrehab.progression import diary, services, setbacks
from backrehab.progression.entries import Entry
from backrehab.progression.models import Enrolment, Transition
from tests.factories_diary import make_days, make_person
from tests.progression.scenes import (
    LIGHT_DAYS,
    READY,
    STARTED,
    enrolment_of,
    ready_person,
)

pytestmark = pytest.mark.django_db


@time_machine.travel(READY, tick=False)
def test_no_answer_reaches_a_log(
    catalogue: Catalogue, sign_in: Callable[[User], Client], caplog: pytest.LogCaptureFixture
) -> None:
    """A day with every kind of entry, accepted and refused, with every logger at its most
    talkative: all that is written is which address refused something."""
    user = ready_person()
    client = sign_in(user)

    def send(path: str, **data: object) -> int:
        return client.post(path, {"key": str(uuid4()), **data}).status_code

    caplog.set_level(logging.DEBUG)
    on = LIGHT_DAYS[-1].isoformat()
    codes = [
        send("/today/morning/", on=on, score=7),
        send("/today/before/", score=77, level=1),
        send("/today/before/", score=4, level=1),
        send("/today/finish/", sets_done=2, worst=7, leg="on"),
        send("/today/finish/", sets_done=2, worst=77),
        send("/today/daily/", score=7),
        send("/flare-up/begin/"),
        send("/log/add/", on=on, before=7, level=1, sets_done=2, worst=7),
        send(f"/log/{on}/", before=7, level=1, sets_done=2, worst=7, morning=77),
        send(f"/log/{on}/delete/"),
        send("/ladder/open/seated-row/"),
        send("/ladder/hold-test/", held="yes", pain=77),
    ]
    assert codes == [422, 422, 302, 302, 422, 302, 302, 422, 422, 302, 302, 422]
    client.get("/today/")
    client.get("/log/")
    # "Unprocessable Entity: /today/…"; newer Pythons say "Content".
    written = [record.getMessage().split(": ") for record in caplog.records]
    assert {said for said, _ in written} <= {"Unprocessable Entity", "Unprocessable Content"}
    assert [path for _, path in written] == [
        "/today/morning/",
        "/today/before/",
        "/today/finish/",
        "/log/add/",
        f"/log/{on}/",
        "/ladder/hold-test/",
    ]


def test_rows_and_refusals_say_nothing_of_it_either(catalogue: Catalogue) -> None:
    """What a row, a record or an error looks like in a traceback or in the admin's history."""
    user = make_person(now=STARTED, baseline=7)
    (day,) = make_days(user, [LIGHT_DAYS[0]], before=7, worst=7, morning=7)
    diary.give_daily(Entry(user, READY), score=7)
    setbacks.begin_flare_up(Entry(user, READY))
    with pytest.raises(services.GateClosed) as caught:
        services.open_stage(user=user, stage_key="seated-row", now=READY)
    shown = [
        str(day),
        str(user.daily_scores.get()),
        str(user.baselines.get()),
        str(user.flare_ups.get()),
        str(enrolment_of(user)),
        *map(str, Transition.objects.order_by("id")),
        str(caught.value),
        repr(Enrolment.objects.get()),
    ]
    assert shown == [
        "2026-03-02 bar-hang",
        "2026-03-10",
        "2026-03-01",
        "2026-03-10 – …",
        "ladder: bar-hang",
        "started bar-hang 2026-03-01",
        "on_hold bar-hang 2026-03-10",
        "on_hold",
        "<Enrolment: ladder: bar-hang>",
    ]
