"""The shape of what the browser sent: names, files, and what was heard."""

from django import forms
from django.utils.translation import gettext_lazy as _


class NodeForm(forms.Form):
    """The name by which others know this programme."""

    name = forms.CharField(
        max_length=100, label=_("Name among others"),
        help_text=_("Like an address on the internet, for ever: small letters, digits, dots and dashes, such as amc.example.org."),
    )  # fmt: skip


class FileForm(forms.Form):
    """One file that somebody handed over."""

    file = forms.FileField(label=_("File"))

    def __init__(self, *args, label: str = "", **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if label:
            self.fields["file"].label = label
