"""What names a row of a person in an address cannot be guessed; the rest is the owner's only."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import IntConverter

from backrehab.painlog.models import HipRelease
from backrehab.screening.models import ScreeningDraft, ScreeningRun

# Of allauth: found among the person's own passkeys only (tests/accounts/test_ways_in.py).
OWNER_CHECKED = {"mfa_edit_webauthn", "mfa_remove_webauthn"}


def numbered(resolver: URLResolver) -> Iterator[str]:
    """The addresses that take a whole number."""
    for pattern in resolver.url_patterns:
        converters = pattern.pattern.converters.values()
        here = any(isinstance(converter, IntConverter) for converter in converters)
        if isinstance(pattern, URLPattern):
            if here:
                yield str(pattern.name)
        elif here:
            yield from (str(below.name) for below in pattern.url_patterns)
        else:
            yield from numbered(pattern)


def test_no_address_counts_rows() -> None:
    assert set(numbered(get_resolver())) == OWNER_CHECKED


@pytest.mark.parametrize("model", [HipRelease, ScreeningRun, ScreeningDraft])
def test_the_ids_are_random(model: type[HipRelease | ScreeningRun | ScreeningDraft]) -> None:
    field = model._meta.get_field("public_id")
    assert field.unique
    assert field.default is uuid4
    # 122 random bits; an id with the time in it would tell when something was recorded.
    assert {model().public_id.version for _row in range(3)} == {4}
