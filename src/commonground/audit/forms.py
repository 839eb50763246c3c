"""The shape of what the browser asked of the log."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SoughtForm(forms.Form):
    """Who, what, about what, from when to when; all of it may stay empty."""

    who = forms.CharField(label=_("Who"), required=False, max_length=150)
    what = forms.CharField(label=_("What was done"), required=False, max_length=80)
    about = forms.CharField(label=_("About what"), required=False, max_length=200)
    start = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    end = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
