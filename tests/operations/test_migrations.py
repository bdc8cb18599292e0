"""Migrations that a running older version could not bear, or that lock a table, are refused.

While one process after the other is replaced, old code works on the new tables. So a column is
added in one release and taken away in a later one, never renamed.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ModelState, ProjectState

# The last migration of each app in the first release; nobody ran anything before them.
FIRST_RELEASE = {
    "accounts": "0003_privacy",
    "exercises": "0002_loads_and_followable_programmes",
    "painlog": "0004_public_ids",
    "progression": "0003_mistakes_any_time",
    "screening": "0003_public_ids",
}
# What is refused below but was thought over, as "app.name: fault", each with the reason.
ALLOWED: dict[str, str] = {}

GONE = (migrations.RemoveField, migrations.DeleteModel)
# What the database does by itself when old code deletes the row that a new one points at.
BY_THE_DATABASE = (models.DB_CASCADE, models.DB_SET_NULL, models.DB_SET_DEFAULT)
RENAMED = (migrations.RenameField, migrations.RenameModel, migrations.AlterModelTable)


def faults(operation: Operation, before: dict[str, ModelState], made: set[str]) -> Iterator[str]:
    """What is wrong with one operation; `made` are the models that the same migration makes."""
    model = (getattr(operation, "model_name", "") or getattr(operation, "name", "")).lower()
    if model in made:
        return
    if isinstance(operation, GONE):
        yield f"takes away {operation.describe()}: old code still reads it"
    elif isinstance(operation, RENAMED):
        yield f"{operation.describe()}: old code knows the old name"
    elif isinstance(operation, migrations.RunSQL):
        yield "SQL of its own cannot be judged"
    elif isinstance(operation, migrations.AddField):
        yield from new_column(operation)
    elif isinstance(operation, migrations.AlterField):
        yield from changed_column(operation, before[model].fields[operation.name])
    elif isinstance(operation, migrations.AddConstraint):
        yield f"{model}: old code does not know the rule {operation.constraint.name}"


def new_column(operation: migrations.AddField) -> Iterator[str]:
    field = operation.field
    if not (field.null or field.many_to_many or field.has_db_default()):
        place = f"{operation.model_name_lower}.{operation.name}"
        yield f"{place}: old code adds rows without it (null, or db_default)"


def new_references(operation: Operation) -> Iterator[str]:
    """Old code deletes people and days without a word about tables that it does not know: either
    the database sees to their rows, or it refuses."""
    if isinstance(operation, migrations.CreateModel):
        fields = [(f"{operation.name_lower}.{name}", field) for name, field in operation.fields]
    elif isinstance(operation, migrations.AddField):
        fields = [(f"{operation.model_name_lower}.{operation.name}", operation.field)]
    else:
        return
    for place, field in fields:
        if field.is_relation and not bears_deletion(field):
            yield f"{place}: old code cannot delete what it points at (DB_CASCADE, DB_SET_NULL)"


def bears_deletion(field: Any) -> bool:
    """Whether the row at the other end can be deleted by code that knows nothing of this field."""
    constraint = getattr(field, "db_constraint", True)
    return not constraint or field.remote_field.on_delete in BY_THE_DATABASE


def changed_column(
    operation: migrations.AlterField, old: "models.Field[object, object]"
) -> Iterator[str]:
    place = f"{operation.model_name_lower}.{operation.name}"
    if old.null and not operation.field.null:
        yield f"{place}: old code still stores nothing there"
    if type(old) is not type(operation.field):
        yield f"{place}: another type rewrites the table under a lock"


def found_in(migration: migrations.Migration, state: ProjectState) -> Iterator[str]:
    made: set[str] = set()
    for operation in migration.operations:
        before = {
            name: model for (app, name), model in state.models.items() if app == migration.app_label
        }
        yield from faults(operation, before, made)
        yield from new_references(operation)
        if isinstance(operation, migrations.CreateModel):
            made.add(operation.name_lower)
        operation.state_forwards(migration.app_label, state)


def own_apps() -> set[str]:
    return {
        config.label for config in apps.get_app_configs() if config.name.startswith("backrehab.")
    }


def later_migrations() -> Iterator[tuple[migrations.Migration, ProjectState]]:
    """Our migrations after the first release, each with the models as they were before it."""
    loader = MigrationLoader(None)
    for (app, name), migration in sorted(loader.disk_migrations.items()):
        if app in own_apps() and name > FIRST_RELEASE.get(app, ""):
            parents = loader.graph.node_map[app, name].parents
            yield migration, loader.project_state([parent.key for parent in parents])


def test_later_migrations_can_be_rolled_out() -> None:
    refused = {
        f"{migration.app_label}.{migration.name}: {fault}"
        for migration, state in later_migrations()
        for fault in found_in(migration, state)
    }
    assert refused - ALLOWED.keys() == set()
    assert ALLOWED.keys() - refused == set()


def test_the_first_release_is_there() -> None:
    known = MigrationLoader(None).disk_migrations
    assert FIRST_RELEASE.keys() <= own_apps()
    assert [key for key in FIRST_RELEASE.items() if key not in known] == []


PERSON = ModelState("shop", "person", [("id", models.AutoField(primary_key=True))])
NAMED = ModelState(
    "shop",
    "named",
    [("id", models.AutoField(primary_key=True)), ("name", models.TextField(null=True))],
)
NEW = migrations.CreateModel("new", [("id", models.AutoField(primary_key=True))])


def pointing(field: Any) -> Operation:
    """A table whose rows belong to those of another one."""
    key = models.AutoField(primary_key=True)
    return migrations.CreateModel("newer", [("id", key), ("person", field)])


RULE = models.CheckConstraint(condition=models.Q(id__gt=0), name="id_counts")


@pytest.mark.parametrize(
    ("operations", "said"),
    [
        ([migrations.RemoveField("named", "name")], "takes away Remove field name from named"),
        ([migrations.DeleteModel("named")], "takes away Delete model named"),
        ([migrations.RenameField("named", "name", "title")], "old code knows the old name"),
        ([migrations.RenameModel("named", "called")], "old code knows the old name"),
        ([migrations.RunSQL("SELECT 1")], "cannot be judged"),
        ([migrations.AddField("person", "age", models.IntegerField(default=3))], "person.age"),
        ([migrations.AlterField("named", "name", models.TextField(default=""))], "stores nothing"),
        ([migrations.AlterField("named", "name", models.IntegerField(null=True))], "another type"),
        ([migrations.AddConstraint("person", RULE)], "does not know the rule id_counts"),
        ([pointing(models.ForeignKey("person", models.CASCADE))], "newer.person: old code"),
        ([pointing(models.ManyToManyField("person"))], "newer.person: old code cannot delete"),
        ([pointing(models.ForeignKey("person", models.DB_CASCADE))], None),
        ([pointing(models.ForeignKey("person", models.CASCADE, db_constraint=False))], None),
        ([migrations.AddField("person", "age", models.IntegerField(null=True))], None),
        ([migrations.AddField("person", "age", models.IntegerField(db_default=3))], None),
        ([migrations.AlterField("named", "name", models.TextField(null=True, blank=True))], None),
        ([NEW, migrations.AddConstraint("new", RULE)], None),
        ([migrations.AddIndex("named", models.Index(fields=["name"], name="named_name"))], None),
        ([migrations.RunPython(migrations.RunPython.noop)], None),
    ],
    # No address in memory: every process must call a case by the same name.
    ids=lambda value: (
        "-".join(one.__class__.__name__ for one in value) if isinstance(value, list) else str(value)
    ),
)
def test_what_is_refused(operations: list[Operation], said: str | None) -> None:
    migration = migrations.Migration("0009_later", "shop")
    migration.operations = operations
    state = ProjectState({("shop", model.name): model.clone() for model in (PERSON, NAMED)})
    found = list(found_in(migration, state))
    assert [said in fault for fault in found] == ([] if said is None else [True])
