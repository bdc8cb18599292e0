"""The operator's pages of the catalogue; every change moves the catalogue's version on."""

from typing import Any

from django.apps import apps
from django.contrib import admin, messages
from django.db import models as django_models
from django.db import transaction
from django.forms import Form, TextInput
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from backrehab.exercises import models
from backrehab.exercises.admin_forms import (
    DoseForm,
    EntryForm,
    ExerciseForm,
    ItemForm,
    LevelFormSet,
    ProgrammeForm,
    VariantFormSet,
)
from backrehab.exercises.version import refresh_version

WIDE: Any = {django_models.CharField: {"widget": TextInput(attrs={"class": "vLargeTextField"})}}


def without_entry(line: str) -> str:
    """A line about something in the way of a removal, as "Performed set: …"; only where it is part
    of the catalogue does it say which one."""
    kind, colon, _which = line.partition(":")
    own = apps.get_app_config(models.Exercise._meta.app_label).get_models()
    return line if not colon or kind in {capfirst(m._meta.verbose_name) for m in own} else kind


class CatalogueAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """An entry with a key; a change shows at once in every worker."""

    form = EntryForm
    formfield_overrides = WIDE
    list_display = ["name", "key", "position", "sources"]
    list_display_links = ("name",)
    search_fields = ["name", "key"]
    ordering = ("position",)

    def get_readonly_fields(
        self,
        request: HttpRequest,  # noqa: ARG002
        obj: Any = None,
    ) -> tuple[str, ...]:
        """The key stays: people's records and other entries name it."""
        return ("key",) if obj else ()

    def save_related(
        self,
        request: HttpRequest,
        form: Form,
        formsets: Any,
        change: bool,  # noqa: FBT001 - Django's signature
    ) -> None:
        """The last step of a save, in its transaction."""
        super().save_related(request, form, formsets, change)
        if refresh_version():
            self.message_user(
                request,
                _(
                    "This shows at once and stays after a restart. An update that brings "
                    "other catalogue files replaces it."
                ),
                messages.WARNING,
            )

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """What is in the way, but of what people entered its kind only: its rows are their days."""
        names, counts, needed, protected = super().get_deleted_objects(objs, request)
        return names, counts, needed, [*dict.fromkeys(map(without_entry, protected))]

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Remove one entry."""
        with transaction.atomic():
            super().delete_model(request, obj)
            refresh_version()

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        """Remove several entries."""
        with transaction.atomic():
            super().delete_queryset(request, queryset)
            refresh_version()


@admin.register(models.Muscle)
class MuscleAdmin(CatalogueAdmin):
    """Muscles."""

    list_display = ["name", "plain_name", "region", "position"]
    list_filter = ("region",)
    search_fields = ["name", "key", "plain_name"]


@admin.register(models.Equipment)
class EquipmentAdmin(CatalogueAdmin):
    """Equipment."""


class ExerciseMuscleInline(admin.TabularInline):  # type: ignore[type-arg]
    """Which muscles it works."""

    model = models.ExerciseMuscle
    extra = 0


class VariantInline(admin.StackedInline):  # type: ignore[type-arg]
    """The ways to do it."""

    model = models.Variant
    formfield_overrides = WIDE
    form = EntryForm
    formset = VariantFormSet
    filter_horizontal = ("equipment",)
    extra = 0


@admin.register(models.Exercise)
class ExerciseAdmin(CatalogueAdmin):
    """Exercises."""

    form = ExerciseForm
    list_display = ["name", "key", "purpose", "position", "sources"]
    list_filter = ("purpose",)
    search_fields = ["name", "key", "summary"]
    inlines = (ExerciseMuscleInline, VariantInline)


class ItemInline(admin.StackedInline):  # type: ignore[type-arg]
    """Its exercises."""

    model = models.ProgrammeExercise
    formfield_overrides = WIDE
    form = ItemForm
    extra = 0


@admin.register(models.Programme)
class ProgrammeAdmin(CatalogueAdmin):
    """Programmes."""

    form = ProgrammeForm
    search_fields = ["name", "key", "summary"]
    inlines = (ItemInline,)


class DoseLevelInline(admin.StackedInline):  # type: ignore[type-arg]
    """Its doses, from the entry level to the target."""

    model = models.DoseLevel
    formfield_overrides = WIDE
    form = DoseForm
    formset = LevelFormSet
    extra = 0


class MaintenanceInline(admin.StackedInline):  # type: ignore[type-arg]
    """What stays of it."""

    model = models.Maintenance
    formfield_overrides = WIDE
    form = DoseForm
    extra = 0


@admin.register(models.Stage)
class StageAdmin(CatalogueAdmin):
    """Stages; which there are, and their order, belong to the rule set."""

    list_display = ["number", "name", "key", "side_branch"]
    list_display_links = ("name",)
    inlines = (DoseLevelInline, MaintenanceInline)

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """No stage is added by hand."""
        return False

    def has_delete_permission(
        self,
        request: HttpRequest,  # noqa: ARG002
        obj: Any = None,  # noqa: ARG002
    ) -> bool:
        """No stage is removed by hand."""
        return False
