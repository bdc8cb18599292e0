"""Whose rows a page of the admin site shows."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from backrehab import logs
from backrehab.accounts.models import User

# `accounts_user_change`, `account_emailaddress_delete`, …: the name says which model.
PERSON = "accounts_user_"
# A longer number fits no key, and databases fail at it.
LONGEST_KEY = 18


def people_on_page(
    request: HttpRequest, kwargs: dict[str, Any], rows: Iterable[Any] = ()
) -> frozenset[int]:
    """The keys of the people whom these rows are about, or whom the address names."""
    found = {pk for row in rows if (pk := person_of(row)) is not None}
    name = logs.route_of(request).removeprefix("admin:")
    given = kwargs.get("object_id") or kwargs.get("id")
    if given is not None:
        if name.startswith(PERSON) or name == "auth_user_password_change":
            is_key = str(given).isdecimal() and len(str(given)) <= LONGEST_KEY
            found |= {int(given)} if is_key else set()
        else:
            row = row_of(name, given)
            owner = None if row is None else person_of(row)
            found |= set() if owner is None else {owner}
    return frozenset(found)


def row_of(name: str, key: Any) -> Any:
    """The row that an address such as `account_emailaddress_change` is about."""
    for model in admin.site._registry:  # noqa: SLF001 - the only list of what is registered
        label = f"{model._meta.app_label}_{model._meta.model_name}_"
        if name.startswith(label) and any(f.name == "user" for f in model._meta.get_fields()):
            try:
                return model._default_manager.filter(pk=key).first()
            except (ValueError, TypeError):
                return None
    return None


def person_of(row: Any) -> int | None:
    """The key of the person a row is about."""
    if isinstance(row, User):
        return row.pk
    owner = getattr(row, "user_id", None)
    return owner if isinstance(owner, int) else None
