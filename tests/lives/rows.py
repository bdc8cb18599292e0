"""Everything that is stored of a person, as plain values, and what of it has changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from backrehab.accounts.models import User
from backrehab.exchange.tables import paths_to_person

type Row = dict[str, Any]
type Rows = dict[tuple[str, Any], Row]

# What a look at a page may change, or a sign-in; nothing that anybody entered.
NOT_ENTERED = {
    "accounts.AccessRecord",
    "accounts.User_groups",
    "accounts.User_user_permissions",
    "account.EmailAddress",
    "account.EmailConfirmation",
    "admin.LogEntry",
    "mfa.Authenticator",
    "screening.ScreeningDraft",
    "usersessions.UserSession",
}
NOT_SAID = {
    "accounts.User": {"last_login", "log_version", "warned_at"},
    "progression.Enrolment": {
        "snapshot",
        "snapshot_on",
        "snapshot_version",
        "snapshot_rules",
    },
}


@dataclass(frozen=True)
class Change:
    """One row that came, went or changed."""

    table: str
    old: Row | None
    new: Row | None

    @property
    def fields(self) -> set[str]:
        """The columns that say something else now; all of a row that came or went."""
        old, new = self.old or {}, self.new or {}
        return {name for name in {*old, *new} if old.get(name) != new.get(name)}


def read_rows(user: User) -> Rows:
    """Every row of the person, by its table and its key."""
    found: Rows = {}
    for model, path in paths_to_person().items():
        label = model._meta.label
        if label in NOT_ENTERED:
            continue
        hidden = NOT_SAID.get(label, set())
        names = [one.attname for one in model._meta.concrete_fields if one.attname not in hidden]
        mine = model._default_manager.filter(**{f"{path}__pk" if path else "pk": user.pk})
        for row in mine.values(*names):
            found[label, row[model._meta.pk.attname]] = row  # type: ignore[union-attr]
    return found


def changes(before: Rows, after: Rows) -> list[Change]:
    """What is different, in the order of the tables."""
    keys = sorted({*before, *after}, key=repr)
    return [
        Change(key[0], before.get(key), after.get(key))
        for key in keys
        if before.get(key) != after.get(key)
    ]


def of_table(rows: Rows, table: str) -> Iterator[Row]:
    """The rows of one table."""
    return (row for (name, _key), row in rows.items() if name == table)
