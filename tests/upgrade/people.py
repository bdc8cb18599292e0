"""A small lifelike site, made by the code of the folder in which this runs: `people.py FILE`.

It runs in the tree of a release, old or new, through that tree's own services and factories, at a
fixed instant. A step that the release cannot do yet is left out, and FILE says so; besides that it
holds what only the one who made the site can know: passwords, sessions, a form that was sent.
"""

import json
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

NOW = datetime(2026, 3, 9, 9, 0, tzinfo=UTC)
TODAY = date(2026, 3, 9)
PASSWORD = "a quiet green lamp"
KEY = "5f0c4b1e-7a55-4c0e-9d0b-2f6a4f0b7c11"
# A step that needs what the release does not have yet.
NOT_YET = (ImportError, AttributeError)
RED = 8
LINE = ("seated-row", "reverse-hyper")


def ago(days: int) -> datetime:
    return NOW - timedelta(days=days)


def dates(*days: int) -> list[date]:
    return [TODAY - timedelta(days=n) for n in days]


def person(name: str, *, since: int, **fields: Any) -> Any:
    """Somebody who finished the start so many days ago, with an address and the password."""
    from allauth.account.models import EmailAddress

    from tests.factories_diary import make_person

    user = make_person(now=ago(since), email=f"{name}@example.org", **fields)
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


def fresh(user: Any) -> Any:
    return type(user).objects.get(pk=user.pk)


def browser(user: Any) -> Any:
    """A browser in which this person is signed in."""
    from django.test import Client

    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def climb(user: Any, *, days: int) -> None:
    """The first two stages of the ladder opened, as the log of decisions has it."""
    from backrehab.progression.changes import record
    from backrehab.progression.models import TransitionKind
    from backrehab.progression.rulesets import current_rules
    from backrehab.progression.services import get_enrolment

    enrolment = get_enrolment(user)
    assert set(LINE) <= set(current_rules().stages)
    for number, stage in enumerate(LINE):
        at = ago(days - number)
        record(enrolment, kind=TransitionKind.OPENED, stage_to=stage, now=at)


def demonstration() -> None:
    from allauth.account.models import EmailAddress

    from backrehab.progression.demo import make_demo

    user = make_demo(now=NOW, password=PASSWORD)
    EmailAddress.objects.get_or_create(
        user=user, email=user.email, defaults={"primary": True, "verified": True}
    )


def beginner() -> None:
    """Half of the health check is answered, nothing begun."""
    from backrehab.screening.models import Reason
    from backrehab.screening.services import start_draft
    from tests.factories import make_user

    user = make_user(email="beginner@example.org", started_at=None, joined_at=ago(1))
    start_draft(user, reason=Reason.START, again=False, now=NOW)


def first_day() -> dict[str, Any]:
    """Started today; stays signed in."""
    user = person("first-day", since=0)
    return {"sessions": {user.email: browser(user).cookies["sessionid"].value}}


def corrected() -> dict[str, Any]:
    """Mid-ladder; an old score was corrected by a form that is kept with its key."""
    from backrehab.painlog.models import DailyScore
    from tests.factories_diary import make_days

    user = person("corrected", since=40)
    make_days(user, dates(20, 17, 14, 11, 8, 4, 2))
    on = TODAY - timedelta(days=6)
    DailyScore.objects.create(user=user, on=on, score=6, given_at=ago(6))
    path, fields = f"/log/{on.isoformat()}/", {"score": "4", "key": KEY}
    answer = browser(user).post(path, fields)
    assert answer.status_code == 302, answer.content.decode()
    form = {"email": user.email, "path": path, "fields": fields, "where": answer["Location"]}
    return {"form": form}


def leg_symptom() -> None:
    from backrehab.screening.services import record_leg_symptom
    from tests.factories_diary import make_days

    user = person("leg", since=30)
    make_days(user, dates(9, 6, 3))
    record_leg_symptom(fresh(user), now=ago(1))


def long_away() -> None:
    from tests.factories_diary import make_days

    make_days(person("away", since=120), dates(70, 66, 63, 60))


def in_flare_up() -> None:
    try:
        from backrehab.progression.setbacks import begin_flare_up
    except ImportError:
        from backrehab.progression.diary import begin_flare_up
    from tests.factories_diary import make_days

    user = person("flare-up", since=30)
    make_days(user, dates(12, 9, 6, 3))
    try:
        from backrehab.progression.entries import Entry
    except ImportError:
        begin_flare_up(user=fresh(user), now=ago(2))
    else:
        begin_flare_up(Entry(fresh(user), ago(2)))


def after_a_flare_up() -> None:
    from tests.factories_setbacks import flare_up

    flare_up(person("after", since=50), first=dates(20)[0], last=dates(12)[0])


def mid_ladder() -> None:
    from tests.factories_diary import make_days

    user = person("climber", since=60)
    climb(user, days=40)
    make_days(user, dates(20, 17, 13, 10, 6, 3), stage=LINE[-1])


def way_back() -> None:
    """Two bad days led one step back; calm days since."""
    from backrehab.progression import entries
    from tests.factories_diary import make_days
    from tests.factories_setbacks import return_days

    user = person("way-back", since=80)
    climb(user, days=60)
    bad = {"worst": RED, "dose_level": 2, "target_dose": False}
    make_days(user, dates(24, 21), stage=LINE[-1], **bad)
    if hasattr(entries, "settle_today"):
        entries.settle_today(fresh(user), ago(20))
    elif hasattr(entries, "Entry"):
        with entries.Entry(fresh(user), ago(20)).open():
            pass
    else:
        with entries.entry_of(fresh(user), ago(20)):
            pass
    return_days(user, today=TODAY)


def hip_and_drills() -> None:
    from backrehab.exercises.catalogue import get_catalogue
    from backrehab.painlog.drills import answer_drill
    from backrehab.painlog.hip import finish_release, record_hip_test, start_release
    from backrehab.painlog.models import Comfort
    from backrehab.progression.programmes import start_programme

    user = person("hip", since=40)
    catalogue = get_catalogue()
    for key in ("hip", "sciatica", "fundamentals"):
        if key in catalogue.programmes:
            start_programme(user=fresh(user), key=key, catalogue=catalogue, now=ago(20))
    for days in (15, 1):
        told = {"side": "left", "hip_drops": True, "weight_shifts": False}
        record_hip_test(user=fresh(user), now=ago(days), **told)
    release = start_release(user=fresh(user), side="left", before=4, limits=(), now=ago(3))
    finish_release(user=fresh(user), release_id=release.pk, after=2, hold_seconds=40, now=ago(3))
    start_release(user=fresh(user), side="right", before=3, limits=(), now=NOW)
    exercise = min(one.id for one in catalogue.exercises.values())
    answer_drill(user=fresh(user), exercise_id=exercise, comfort=Comfort.FINE, now=ago(2))


def everything() -> None:
    """Somebody with a row in every table."""
    from tests.exchange.people import full_person

    full_person()


def passkey() -> None:
    from allauth.mfa.models import Authenticator

    from tests.security.world import credential

    data = {"name": "Telephone", "credential": credential()}
    user = person("passkey", since=5)
    Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data=data)


def in_deletion_wait() -> None:
    from backrehab.accounts.deletion import ask_deletion
    from backrehab.accounts.periods import periods

    days = max(periods().cooling_off_days)
    ask_deletion(user=person("leaving", since=30), days=days, now=ago(1))


def consent_taken_back() -> None:
    from backrehab.accounts.consent_texts import current_texts
    from backrehab.accounts.services import give_consents, withdraw_health_consent

    user = person("withdrawn", since=30)
    give_consents(user=user, texts=current_texts(), now=ago(30))
    withdraw_health_consent(user=fresh(user), now=ago(1))


def own_settings() -> None:
    from decimal import Decimal

    from backrehab.accounts.services import save_minutes, save_numbers, save_weights

    user = person("words", since=20)
    save_weights(user=user, unit="lb", load_step_kg=Decimal("1.134"))
    save_minutes(user=user, minutes=25)
    save_numbers(user=user, hide=True)


def simulated() -> None:
    from backrehab.operations.simulating import simulate

    for _made in simulate(people=1, days=90, seed=1, now=NOW):
        pass


def operator() -> None:
    from tests.factories import make_user

    make_user(email="operator@example.org", is_staff=True, is_superuser=True, started_at=None)


STEPS: tuple[Callable[[], dict[str, Any] | None], ...] = (
    demonstration,
    beginner,
    first_day,
    corrected,
    leg_symptom,
    long_away,
    in_flare_up,
    after_a_flare_up,
    mid_ladder,
    way_back,
    hip_and_drills,
    everything,
    passkey,
    in_deletion_wait,
    consent_taken_back,
    own_settings,
    simulated,
    operator,
)


def make() -> dict[str, Any]:
    """All of them; what only the maker knows, and the steps that were left out."""
    from django.db import transaction

    told: dict[str, Any] = {"now": NOW.isoformat(), "password": PASSWORD, "left_out": []}
    for step in STEPS:
        try:
            with transaction.atomic():
                told |= step() or {}
        except NOT_YET:
            told["left_out"].append(step.__name__)
    return told


def main(note: Path) -> None:
    """Set the release in this folder up, and fill the database of DATABASE_URL."""
    sys.path[0] = str(Path.cwd())
    import django
    import time_machine

    # The factories take the time from `timezone.now` where nobody says it.
    with time_machine.travel(NOW, tick=False):
        django.setup()
        from django.core.management import call_command

        call_command("prepare", verbosity=0)
        told = make()
    note.write_text(json.dumps(told, indent=1) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
