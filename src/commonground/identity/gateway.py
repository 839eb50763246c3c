"""What django-allauth asks of us: nobody signs themselves up."""

from allauth.account.adapter import DefaultAccountAdapter


class ClosedAccountAdapter(DefaultAccountAdapter):
    """Accounts are made by an administrator or the command line."""

    def is_open_for_signup(self, request) -> bool:
        return False
