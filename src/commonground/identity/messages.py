"""Sentences for the codes of this slice."""

from django.utils.translation import gettext_lazy as _

MESSAGES = {
    "identity.link.spent": _("This sign-in link has been used or is too old. Start the program again for a new one."),
    "identity.sign-in.needed": _("Sign in to see this page."),
}
