"""The shape of what the browser sent about people."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from commonground.identity import queries
from commonground.identity.access import OWN_ORGANISATION
from commonground.identity.messages import ROLES

NAME = RegexValidator(r"^[\w.@+-]+\Z", _("Letters, digits and . @ + - _ only."))


class RoleForm(forms.Form):
    """A role, and what it is bound to."""

    role = forms.ChoiceField(label=_("Role"), choices=lambda: [*ROLES.items()], initial="reader")
    unit = forms.ChoiceField(label=_("Unit"), required=False, help_text=_("With everything that lies in it."))
    organisation = forms.ChoiceField(
        label=_("Organisation"), required=False, help_text=_("For an operator's people: their own one.")
    )
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(
        label=_("Last day"), required=False, widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Empty: until somebody ends it."),
    )  # fmt: skip

    def __init__(self, *args: Any, scopes: queries.Scopes, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [("", _("the whole country")), *scopes.units().items()]
        self.fields["organisation"].choices = [("", _("every organisation")), *scopes.organisations().items()]

    def clean(self) -> dict[str, Any]:
        """What can be said at the field; the action refuses the same whoever calls it."""
        given = super().clean()
        if given.get("role") in OWN_ORGANISATION and not given.get("organisation"):
            self.add_error("organisation", _("A role with an operator needs the organisation it is for."))
        if given.get("since") and given.get("until") and given["until"] < given["since"]:
            self.add_error("until", _("This is before the first day."))
        return given


class InviteForm(RoleForm):
    """Somebody new, with a first role."""

    username = forms.CharField(label=_("Name to sign in with"), max_length=150, validators=[NAME])
    field_order = ("username", "role", "unit", "organisation", "since", "until")

    def clean_username(self) -> str:
        name = self.cleaned_data["username"]
        if queries.is_taken(name):
            raise ValidationError(_("Somebody has this name already."))
        return name


class PasswordForm(forms.Form):
    """A password of one's own choice, twice."""

    password = forms.CharField(
        label=_("Password"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}), strip=False,
        help_text=_("At least 12 characters; a few words that do not belong together are best."),
    )  # fmt: skip
    again = forms.CharField(
        label=_("The same once more"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}), strip=False
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("password") and given.get("again") and given["password"] != given["again"]:
            self.add_error("again", _("The two are not the same."))
        elif given.get("password"):
            try:
                validate_password(given["password"], self.user)
            except ValidationError as wrong:
                self.add_error("password", wrong)
        return given


class LanguageForm(forms.Form):
    """The language somebody reads in."""

    language = forms.ChoiceField(label=_("Language"))

    def __init__(self, *args: Any, languages: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = languages
