"""Which rows are about a person: every model with a way of foreign keys to the person."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from django.apps import apps
from django.db import models

from backrehab.accounts.models import User

# Whole tables that are left out, by the label of their model, each with the reason.
LEFT_OUT_TABLES = {
    "accounts.Submission": "Keys of forms that were sent, and where they led; they go in time.",
    "admin.LogEntry": "What an operator did; it names other people. Your access record tells you.",
}
# Single fields that are left out, as "app.Model.field", each with the reason.
LEFT_OUT_FIELDS = {
    "accounts.User.password": "A digest of your password: of use only to somebody who guesses it.",
    "accounts.AccessRecord.actor": "Another person's key; `role` says as whom they acted.",
    "account.EmailConfirmation.key": "A secret that confirms an address.",
    "mfa.Authenticator.data": "The secrets of your passkeys, app codes and recovery codes.",
    "usersessions.UserSession.session_key": "The secret that keeps a device signed in.",
}
# What a person typed into a field that is left out otherwise, by the label of the model: the name
# in the files, and the look-up.
TAKEN_OUT = {"mfa.Authenticator": ("name", "data__name")}


@dataclass(frozen=True)
class Column:
    """One column: its name in the files, and the look-up that reads it."""

    name: str
    lookup: str


@dataclass(frozen=True)
class Table:
    """One table of a person's rows: `path` leads from a row to the person ("run__user")."""

    model: type[models.Model]
    path: str
    columns: Sequence[Column]

    @property
    def name(self) -> str:
        """The name in the files, such as `training_day`."""
        words = self.model._meta.label.split(".")[1]
        return "".join(f"_{c.lower()}" if c.isupper() else c for c in words).lstrip("_")

    @property
    def label(self) -> str:
        """The label of the model, such as "painlog.TrainingDay"."""
        return self.model._meta.label


@cache
def person_tables() -> tuple[Table, ...]:
    """Every table with rows of a person, the person's own first; none is written down by hand, so
    that a new one cannot be forgotten."""
    paths = paths_to_person()
    found = [
        Table(model, path, columns_of(model, frozenset(paths)))
        for model, path in paths.items()
        if model._meta.label not in LEFT_OUT_TABLES
    ]
    return tuple(sorted(found, key=lambda table: (table.model is not User, table.label)))


def paths_to_person() -> dict[type[models.Model], str]:
    """Each model with a way to the person, and the shortest one; of equally short ones the field
    `user` goes first. The person's own table has an empty way."""
    paths: dict[type[models.Model], str] = {User: ""}
    everything = apps.get_models(include_auto_created=True)
    while True:
        further = {
            model: f"{key.name}__{paths[key.related_model]}".removesuffix("__")
            for model in everything
            if model not in paths and model._meta.managed
            for key in keys_of(model)
            if key.related_model in paths
        }
        if not further:
            return paths
        paths |= further


def keys_of(model: type[models.Model]) -> list[models.ForeignKey[models.Model, models.Model]]:
    """The foreign keys of a model that lead to other rows, `user` last: the last one is taken."""
    keys = [f for f in model._meta.concrete_fields if isinstance(f, models.ForeignKey)]
    return sorted(keys, key=lambda field: field.name == "user")


def columns_of(
    model: type[models.Model], personal: frozenset[type[models.Model]]
) -> tuple[Column, ...]:
    """Every column but those left out. What leads into the catalogue is given by its word, since
    the number of a row means nothing outside of this database."""
    label = model._meta.label
    columns = [
        column_of(field, personal)
        for field in model._meta.concrete_fields
        if f"{label}.{field.name}" not in LEFT_OUT_FIELDS
    ]
    return (*columns, *([Column(*TAKEN_OUT[label])] if label in TAKEN_OUT else []))


def column_of(
    field: "models.Field[object, object]", personal: frozenset[type[models.Model]]
) -> Column:
    """A field as it stands in the files."""
    other = field.related_model
    if isinstance(field, models.ForeignKey) and isinstance(other, type) and other not in personal:
        word = next((w for w in ("key", "codename", "name") if has_field(other, w)), "")
        if word:
            return Column(field.name, f"{field.name}__{word}")
    return Column(field.name, field.attname)


def has_field(model: type[models.Model], name: str) -> bool:
    """Whether the model has a column of that name."""
    return any(field.name == name for field in model._meta.concrete_fields)
