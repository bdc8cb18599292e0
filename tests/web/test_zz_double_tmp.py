import pytest
from backrehab.progression import setbacks
from tests.factories import at
from tests.factories_diary import make_person
@pytest.mark.django_db
def test_twice(catalogue):
    u = make_person(now=at("2026-03-01 09:00"))
    for h in (9, 11):
        setbacks.begin_flare_up(user=u, now=at(f"2026-03-09 {h:02}:00"))
        setbacks.take_back_flare_up(user=u, now=at(f"2026-03-09 {h+1:02}:00"))
