"""What django-allauth asks of us: nobody signs themselves up, and secrets of second factors do not lie open."""

import base64
import logging
import secrets

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

LOG = logging.getLogger(__name__)
SEALED = "sealed:"


class ClosedAccountAdapter(DefaultAccountAdapter):
    """Accounts are made by an administrator or the command line."""

    def is_open_for_signup(self, request) -> bool:
        return False


class SealedFactorsAdapter(DefaultMFAAdapter):
    """Secrets of authenticator apps and seeds of recovery codes are sealed with a key that is not in the database.

    The key comes of COMMONGROUND_SECRET_KEY. Where none is set, as on most desktops, they are kept as they are; what was kept so
    stays readable after a key is set.
    """

    def encrypt(self, text: str) -> str:
        box = _box()
        return text if box is None else SEALED + box.encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        if not encrypted_text.startswith(SEALED):
            return encrypted_text
        box = _box()
        try:
            if box is not None:
                return box.decrypt(encrypted_text.removeprefix(SEALED)).decode()
        except InvalidToken:
            pass
        LOG.warning("a second factor was sealed with another COMMONGROUND_SECRET_KEY and cannot be used")
        return base64.b32encode(secrets.token_bytes(20)).decode()  # what nobody knows lets nobody in


def _box() -> Fernet | None:
    if not settings.SEALING_KEY:
        return None
    derived = HKDF(SHA256(), 32, salt=None, info=b"commonground second factors").derive(settings.SEALING_KEY.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
