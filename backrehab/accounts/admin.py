"""The operator's view of accounts: enough to help people sign in, and no health data."""

from typing import Any, ClassVar

import allauth.usersessions.admin  # noqa: F401
from allauth.account.admin import EmailAddressAdmin
from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.admin import AuthenticatorAdmin
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import UserAdmin as BaseUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.contrib.auth.forms import UserChangeForm as BaseUserChangeForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backrehab.accounts.access_record import record_operator
from backrehab.accounts.deletion import delete_person
from backrehab.accounts.models import AccessKind, User
from backrehab.accounts.services import address_is_anothers, move_address

# The operator signs in as everybody does, with the same limits and second step.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]


def own_password(request: HttpRequest, extra_context: Any = None) -> HttpResponse:  # noqa: ARG001
    """The page that everybody has. Django's own counts no wrong guesses, tells nobody by mail, and
    loses the device from the list of where one is signed in."""
    return redirect("account_change_password")


admin.site.password_change = own_password  # type: ignore[assignment,method-assign]

# allauth's own pages would show the secrets of authenticator apps, and where people sign in from.
admin.site.unregister(UserSession)
admin.site.unregister(Authenticator)
# There, an address could become another one than that of the person.
admin.site.unregister(EmailAddress)


class ListedFilters:
    """Lists are filtered by what they offer, and no other column: what an operator must not see
    could be found out by asking for it in the address, letter by letter."""

    list_filter: ClassVar[Any]

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        """Whether the list offers this filter."""
        offered = lookup.partition("__")[0] in self.list_filter
        return offered and bool(super().lookup_allowed(lookup, value, request))  # type: ignore[misc]


class RecordedRows:
    """Removing rows of a list is a change of the accounts they belong to."""

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        """As Django's, with a line in the access record of each person."""
        people = set(queryset.values_list("user_id", flat=True))
        super().delete_queryset(request, queryset)  # type: ignore[misc]
        if request.user.is_authenticated:
            record_operator(people, AccessKind.CHANGED, actor=request.user, now=timezone.now())


class BelowSuperusers:
    """An account with all rights, and its ways in, are for those who have them too: who may only
    change accounts could make one of them their own."""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """As Django's, but for accounts above one's own."""
        allowed: bool = super().has_change_permission(request, obj)  # type: ignore[misc]
        return allowed and not is_above(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The same."""
        allowed: bool = super().has_delete_permission(request, obj)  # type: ignore[misc]
        return allowed and not is_above(request, obj)


def is_above(request: HttpRequest, row: Any) -> bool:
    """Whether this is an account with all rights, or belongs to one, and the operator's own has
    fewer."""
    person = row if row is None or isinstance(row, User) else row.user
    return person is not None and person.is_superuser and not request.user.is_superuser


class OnlyListed(ListedFilters, RecordedRows, BelowSuperusers):
    """Rows that come and change elsewhere: an operator can see them, and take what the list
    offers."""

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Only what the person does adds one."""
        return False

    def has_change_permission(
        self,
        request: HttpRequest,  # noqa: ARG002
        obj: Any = None,  # noqa: ARG002
    ) -> bool:
        """There is nothing to change here."""
        return False


@admin.register(EmailAddress)
class AddressAdmin(OnlyListed, EmailAddressAdmin):  # type: ignore[misc]
    """What sign-in knows of an address: an operator may say in the list that it is verified. The
    address itself is changed on the page of its person."""

    fields = ("user", "email", "primary", "verified")

    def make_verified(self, request: HttpRequest, queryset: Any) -> None:
        """As allauth's; it is a change of the account."""
        people = set(queryset.filter(verified=False).values_list("user_id", flat=True))
        super().make_verified(request, queryset)
        if request.user.is_authenticated:
            record_operator(people, AccessKind.CHANGED, actor=request.user, now=timezone.now())


@admin.register(Authenticator)
class WayInAdmin(OnlyListed, AuthenticatorAdmin):  # type: ignore[misc]
    """Passkeys and apps by person: an operator may remove one that is lost, and see no secret."""

    fields = readonly_fields = ("user", "type", "created_at", "last_used_at")
    search_fields = ("user__email",)


def lower_email(form: forms.BaseForm) -> str:
    """The address in lower case, as it is stored."""
    return str(form.cleaned_data["email"]).lower()


class NewUserForm(AdminUserCreationForm):  # type: ignore[type-arg]
    """A new account by the operator."""

    class Meta:
        model = User
        fields = ("email",)

    def clean_email(self) -> str:
        """As it is stored."""
        return lower_email(self)


class ChangeUserForm(BaseUserChangeForm):  # type: ignore[type-arg]
    """An account, without anything about health."""

    class Meta:
        model = User
        fields = ("email", "password", "is_active", "is_staff", "is_superuser", "groups")

    def clean_email(self) -> str:
        """As it is stored, and nobody else's."""
        email = lower_email(self)
        if address_is_anothers(email, user=self.instance):
            raise forms.ValidationError(_("This is the address of another account."))
        return email


# Only who has all rights gives any.
RIGHTS = ("is_staff", "is_superuser", "groups")


@admin.register(User)
class UserAdmin(ListedFilters, BelowSuperusers, BaseUserAdmin):  # type: ignore[type-arg]
    """Search by e-mail address; switch accounts on and off; no health data anywhere."""

    form = ChangeUserForm
    add_form = NewUserForm
    ordering = ("email",)
    search_fields = ("email",)
    list_display = ("email", "is_active", "is_staff", "joined_at", "last_login")
    list_filter = ("is_active", "is_staff")
    filter_horizontal = ("groups",)
    readonly_fields = ("joined_at", "last_login")
    fieldsets: ClassVar[Any] = (
        (None, {"fields": ("email", "password")}),
        (_("Rights"), {"fields": ("is_active", *RIGHTS)}),
        (_("Dates"), {"fields": ("joined_at", "last_login")}),
    )
    add_fieldsets: Any = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": ("email", "usable_password", "password1", "password2"),
            },
        ),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Nobody gives themselves rights that they don't have."""
        fixed = super().get_readonly_fields(request, obj)
        return fixed if request.user.is_superuser else (*fixed, *RIGHTS)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's
        """With the address, what sign-in and mails go by."""
        super().save_model(request, obj, form, change)
        old = form.initial.get("email")
        if change and old != obj.email:
            move_address(user=obj, old=old)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Name and count the accounts only: the list of what goes with them would show dates of
        training, and how many flare-ups there were."""
        _names, _counts, needed, protected = super().get_deleted_objects(objs, request)
        names = [str(user) for user in objs]
        return names, {User._meta.verbose_name_plural: len(names)}, needed, protected

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> Any:  # noqa: A002 - Django's name
        """Somebody else's password; one's own where everybody changes it."""
        if self.get_object(request, unquote(id)) == request.user:
            return own_password(request)
        return super().user_change_password(request, id, form_url)

    def delete_model(self, request: HttpRequest, obj: User) -> None:  # noqa: ARG002
        """The whole person, as if they had asked for it: also what no foreign key leads to."""
        delete_person(obj, now=timezone.now())

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:  # noqa: ARG002
        """The same for each that was chosen."""
        for user in queryset:
            delete_person(user, now=timezone.now())
