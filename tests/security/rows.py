"""Everything that the database holds of one person, to see that nothing changed."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection, models

from backrehab.accounts.models import User

# Who looked is noted on purpose, and a sign-in is no entry of the person.
NOT_ENTRIES = {"accounts.AccessRecord", "usersessions.UserSession", "admin.LogEntry"}
NOT_COMPARED = {"accounts.User": {"last_login"}}
# The gate's stored answer is a cache: pages may fill it.
SNAPSHOT = "snapshot"
WRITES = ("INSERT", "UPDATE", "DELETE")


@cache
def personal_models() -> list[tuple[type[models.Model], str]]:
    """Each model whose rows belong to somebody, and the lookup that leads to the person."""
    found: list[tuple[type[models.Model], str]] = []
    for model in apps.get_models():
        if model._meta.label in NOT_ENTRIES or model is User:
            continue
        found += [
            (model, field.name)
            for field in model._meta.concrete_fields
            if field.is_relation and field.related_model is User
        ]
    direct = {model for model, _ in found}
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if field.is_relation and field.related_model in direct and model not in direct:
                lookup = next(name for owner, name in found if owner is field.related_model)
                found.append((model, f"{field.name}__{lookup}"))
    return [(User, "pk"), *found]


def digest(user_pk: int) -> dict[str, str]:
    """A fingerprint of the person's rows, model by model."""
    found: dict[str, str] = {}
    for model, lookup in personal_models():
        label = model._meta.label
        names = [field.attname for field in model._meta.concrete_fields]
        left_out = NOT_COMPARED.get(label, set())
        names = [n for n in names if n not in left_out and not n.startswith(SNAPSHOT)]
        rows = model._default_manager.filter(**{lookup: user_pk}).order_by("pk")
        text = repr(list(rows.values_list(*names)))
        found[f"{label}.{lookup}"] = hashlib.sha256(text.encode()).hexdigest()
    return found


@contextmanager
def watched() -> Iterator[list[str]]:
    """The statements that wrote to tables of people while this lasted: none, and none changed."""
    tables = {f'"{model._meta.db_table}"' for model, _ in personal_models()}
    seen: list[str] = []

    def look(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if sql.lstrip().startswith(WRITES) and any(table in sql for table in tables):
            seen.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(look):
        yield seen
