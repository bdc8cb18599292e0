"""A new page fails here until the journeys visit it (`tests/e2e/states/`)."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from tests.e2e.states import all_states

# Addresses without a page of their own: they take a form, send on, or hand out a file.
NO_PAGE = {
    "drill_answer",
    "flare_up_begin",
    "flare_up_mistake",
    "healthz",
    "ladder_open",
    "log_delete",
    "manifest",
    "metrics",
    "mfa_download_recovery_codes",
    "mfa_login_webauthn",
    "privacy_keep",
    "programme_change",
    "programmes_minutes",
    "readyz",
    "robots",
    "screening_acknowledge",
    "security_txt",
    "service_worker",
    "start",
    "today_before",
    "today_daily",
    "today_dose",
    "today_drill",
    "today_finish",
    "today_go_on",
    "today_morning",
    "today_set",
    "today_skip",
    "today_stop",
    "today_way",
    "waiting_send",
    "waiting_who",
}
# Django's own pages for the operator.
NOT_OURS = {"admin"}
ERRORS = {f"error {status}" for status in (400, 403, 404, 405, 429, 500, 503)}


def names(resolver: URLResolver) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            assert pattern.name, f"{pattern} has no name"
            yield pattern.name
        elif pattern.namespace not in NOT_OURS:
            yield from names(pattern)


def test_every_address_is_visited_or_has_no_page() -> None:
    visited = {state.page for state in all_states()}
    addresses = set(names(get_resolver()))
    assert addresses - visited - NO_PAGE == set(), "add a state in tests/e2e/states/"
    assert (visited | NO_PAGE) - addresses == ERRORS
    assert visited & NO_PAGE == set()
