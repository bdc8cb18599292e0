"""What somebody else entered shows on no page."""

from collections.abc import Callable

import pytest
import time_machine
from django.test import Client

from backrehab.accounts.models import User
from backrehab.accounts.versions import touch
from backrehab.exercises.cards import Catalogue
from backrehab.painlog.models import DailyScore
from backrehab.progression.zones import latest_date
from backrehab.web.onboarding import latest_baseline, start_progress
from tests.factories import make_user
from tests.security.neighbours import (
    TODAY,
    YESTERDAY,
    away_for_months,
    in_a_flare_up,
    long_there,
    loud_neighbour,
    new,
    somebody,
)
from tests.security.test_plain_templates import ANEW
from tests.security.world import NOW

pytestmark = pytest.mark.django_db

PAGES = (
    "/today/",
    "/today/offline/",
    "/ladder/",
    "/ladder/?all",
    "/ladder/report/",
    "/log/",
    "/log/add/",
    f"/log/{YESTERDAY}/",
    f"/log/{TODAY}/",
    "/progress/?range=all",
    "/progress/tables/?range=all",
    "/progress/print/",
    "/hip/",
    "/hip/release/",
    "/leg-check/",
    "/breaks/",
    "/flare-up/",
    "/programmes/",
    "/programmes/hip/",
    "/programmes/sciatica/",
    "/screening/",
    "/screening/result/",
    "/screening/note/",
    "/screening/cleared/",
    "/baseline/",
    "/privacy/",
    "/settings/",
    "/settings/access/",
    "/settings/consents/",
    "/accounts/sessions/",
    "/accounts/2fa/",
)


@pytest.mark.parametrize("lives", [new, long_there, in_a_flare_up, away_for_months])
def test_no_page_shows_what_somebody_else_entered(
    catalogue: Catalogue, sign_in: Callable[[User], Client], lives: Callable[[User], None]
) -> None:
    with time_machine.travel(NOW, tick=False):
        user = somebody()
        lives(user)
        client = sign_in(user)

        def pages() -> dict[str, str]:
            touch(User.objects.get(pk=user.pk))
            return {path: ANEW.sub("*", client.get(path).text) for path in PAGES}

        pages()
        before = pages()
        loud_neighbour(catalogue)
        after = pages()
    assert [path for path in PAGES if after[path] != before[path]] == []


def test_a_score_goes_from_the_log_also_where_somebody_else_trained_that_day(
    catalogue: Catalogue, sign_in: Callable[[User], Client], key: str
) -> None:
    with time_machine.travel(NOW, tick=False):
        user = somebody()
        loud_neighbour(catalogue)
        DailyScore.objects.create(user=user, on=YESTERDAY, score=2, given_at=NOW)
        sign_in(user).post(f"/log/{YESTERDAY}/delete/", {"key": key})
    assert not user.daily_scores.exists()


def test_the_start_asks_everybody_for_their_own_answers(
    catalogue: Catalogue, sign_in: Callable[[User], Client]
) -> None:
    newcomer = make_user(started_at=None)
    with time_machine.travel(NOW, tick=False):
        client = sign_in(newcomer)
        before = [(one.name, one.done) for one in start_progress(newcomer).steps]
        loud_neighbour(catalogue)
        assert latest_baseline(newcomer) is None
        assert [(one.name, one.done) for one in start_progress(newcomer).steps] == before
        assert client.get("/today/").headers["Location"] == "/start/"
    assert latest_date(newcomer) is None
