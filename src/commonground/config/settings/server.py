"""A ministry or a region: PostgreSQL, TLS, several processes."""

from commonground.config.settings.base import *  # noqa: F403
from commonground.config.settings.base import ENV

SECRET_KEY = ENV.secret_key
SECURE_SSL_REDIRECT = ENV.secure
SESSION_COOKIE_SECURE = ENV.secure
CSRF_COOKIE_SECURE = ENV.secure
SECURE_HSTS_SECONDS = 31_536_000 if ENV.secure else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Whoever fails to sign in is counted by their own address, not by that of the proxy that everybody comes through.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if ENV.secure else 0
# Whoever can give roles and read every act: a password alone is too little for that, unless the environment says otherwise.
# Who gives roles, and who may open who somebody is.
SECOND_FACTOR = ("administrator", "assistance", "provider") if ENV.second_factor is None else ENV.second_factor
# Failed sign-ins and codes already used are counted for all processes together.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "store_shared",
        "OPTIONS": {"MAX_ENTRIES": 1_000_000},
    }
}  # whoever tries many names must not push other counts out
