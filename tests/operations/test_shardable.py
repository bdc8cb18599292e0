"""Every table with rows of a person carries the person's key itself, so that an existing
distributed PostgreSQL (Citus, for instance) can keep all rows of one person on one node.

What is not so yet is written down here with what would have to change: docs/scaling.md.
"""

import pytest
from django.contrib.sessions.models import Session
from django.db import connection, models

from backrehab.accounts.models import User
from backrehab.exchange.tables import paths_to_person
from backrehab.operations.tables import kept_models

# Tables that lead to a person only by way of another row, and what to change before sharding.
BY_ANOTHER_ROW = {
    "screening.Clearance": "Add user_id; a clearance belongs to one run, whose user_id it copies.",
    "account.EmailConfirmation": "Not used (codes are); drop it from the distributed database.",
}
# Tables of the whole site: small ones that each node holds, or ones about no person's health.
OF_THE_SITE = {
    "accounts.DeletedAccount": "numbers of accounts that are gone: about nobody who is there",
    "auth.Permission": "reference table: the rights of operators",
    "auth.Group": "reference table",
    "auth.Group_permissions": "reference table",
    "contenttypes.ContentType": "reference table",
    "exercises": "reference tables: the catalogue",
    "sessions.Session": "found by its own key; stays on the node that is asked first",
}
# Unique columns without the person's key: a distributed table can only promise them per person.
UNIQUE_ALONE = {
    "accounts.User.email": "who signs in is looked up by it: keep people in a table of their own",
    "screening.ScreeningRun.public_id": "random: unique without being told; make it (user, id)",
    "screening.ScreeningDraft.public_id": "the same",
    "painlog.HipRelease.public_id": "the same",
    "screening.Clearance.run": "becomes (user, run)",
}
THIRD_PARTY = {"account", "mfa", "usersessions", "admin", "auth", "sessions", "contenttypes"}


def label(model: type[models.Model]) -> str:
    return model._meta.label


def test_every_personal_table_has_the_key() -> None:
    far = {label(model) for model, path in paths_to_person().items() if "__" in path}
    assert far == set(BY_ANOTHER_ROW)


def test_every_other_table_is_known() -> None:
    personal = {label(model) for model in paths_to_person()}
    others = {label(model) for model in kept_models()} - personal
    unknown = {name for name in others if name.split(".")[0] not in OF_THE_SITE} - set(OF_THE_SITE)
    assert unknown == set()


@pytest.mark.django_db
def test_the_key_begins_an_index_and_is_never_empty() -> None:
    """Otherwise one person's rows could not be found, moved or joined by it alone."""
    with connection.cursor() as cursor:
        for model, path in paths_to_person().items():
            if not path or "__" in path:
                continue
            field = model._meta.get_field(path)
            assert isinstance(field, models.ForeignKey)
            assert not field.null or label(model) == "admin.LogEntry", label(model)
            found = connection.introspection.get_constraints(cursor, model._meta.db_table)
            first = [one["columns"][0] for one in found.values() if one["index"] or one["unique"]]
            assert field.column in first, label(model)


def test_what_is_unique_is_so_within_a_person() -> None:
    found = set()
    for model, path in paths_to_person().items():
        if model._meta.app_label in THIRD_PARTY:
            continue
        person = path.split("__")[0]
        for field in model._meta.concrete_fields:
            if field.unique and not field.primary_key and field.name != person:
                found.add(f"{label(model)}.{field.name}")
        for rule in model._meta.total_unique_constraints:
            if not {person, "enrolment"} & set(rule.fields) and model is not User:
                found.add(f"{label(model)}.{rule.name}")
    assert found - {"screening.Clearance.run"} == set(UNIQUE_ALONE) - {"screening.Clearance.run"}


def test_sessions_name_no_person_in_a_column() -> None:
    columns = {field.column for field in Session._meta.concrete_fields}
    assert columns == {"session_key", "session_data", "expire_date"}
