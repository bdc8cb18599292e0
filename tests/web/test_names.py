"""What a screen reader lists apart from the page around it: links by their names."""

import re
from collections import defaultdict

import pytest
from django.test import Client

from tests.e2e.states.people import trainee
from tests.web.reading import words

pytestmark = pytest.mark.django_db

LINK = re.compile(r'<a [^>]*?href="([^"#]*)[^"]*"[^>]*>(.*?)</a>', re.DOTALL)


@pytest.mark.parametrize(
    "path", ["/ladder/", "/hip/", "/hip/release/", "/programmes/sciatica/", "/log/", "/settings/"]
)
def test_links_of_one_name_lead_to_one_page(client: Client, path: str) -> None:
    client.force_login(trainee(), backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(path)
    assert answer.status_code == 200
    places = defaultdict(set)
    for place, name in LINK.findall(answer.text):
        places[words(name).strip()].add(place)
    assert len(places) > 5
    assert {name: found for name, found in places.items() if len(found) > 1} == {}
