"""What is the same wherever Commonground runs."""

import hashlib
from pathlib import Path

from csp.constants import NONE, SELF

from commonground.config import environment

ENV = environment.read()
PACKAGE = Path(__file__).resolve().parents[2]

SLICES = [
    "store",
    "ui",
    "identity",
    "audit",
    "disclosure",
    "places",
    "organisations",
    "ordnance",
    "exchange",
    "land",
    "incidents",
    "intake",
    "fieldwork",
    "reporting",
    "geodata",
    "demo",
]
INSTALLED_APPS = [
    *(f"commonground.{name}" for name in SLICES),
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "template_partials",
    "django_tasks",
    "django_tasks_db",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "commonground.config.middleware.WireMiddleware",
    "commonground.config.shortcut.TileMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "commonground.config.middleware.ViewerMiddleware",
    "commonground.config.middleware.RefusalMiddleware",
]
KINDS = "commonground.config.wiring.KINDS"  # who keeps rows of files that are no land
FOLLOWS = "commonground.config.wiring.FOLLOWS"  # what follows from which act, after it is committed
ERASURES = "commonground.config.wiring.ERASURES"  # how each slice forgets somebody
POPULATIONS = "commonground.config.wiring.POPULATIONS"  # whom tables about people can count
FIRST_UNITS = "commonground.config.wiring.first_units"
ROOT_URLCONF = "commonground.config.urls"
WSGI_APPLICATION = "commonground.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "commonground.config.context.frame",
            ],
            "builtins": ["commonground.ui.templatetags.ui"],
        },
    }
]


def databases(env: environment.Environment) -> dict:
    """Django's own description of our one database."""
    db = env.database
    if db.engine == "sqlite":
        return {
            "default": {
                "ENGINE": "commonground.store.sqlite",
                "NAME": db.name,
                "CONN_MAX_AGE": None,
                "OPTIONS": {"timeout": 20},
            }
        }
    return {
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": db.name,
            "HOST": db.host,
            "PORT": db.port,
            "USER": db.user,
            "PASSWORD": db.password,
            "CONN_MAX_AGE": 60,
        }
    }


DATABASES = databases(ENV)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "identity.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "commonground.identity.gateway.ClosedAccountAdapter"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900  # a changed second factor or password asks once more who it is
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}  # five wrong passwords lock a name out for five minutes
MFA_ADAPTER = "commonground.identity.gateway.SealedFactorsAdapter"
SEALING_KEY = ENV.secret_key  # of second factors; none on a desktop whose environment has none
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Commonground"
USERSESSIONS_TRACK_ACTIVITY = False  # a write with every page otherwise
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"

SECRET_KEY = ENV.secret_key or hashlib.sha256(f"desktop:{ENV.database.name}".encode()).hexdigest()
DEBUG = ENV.debug
ALLOWED_HOSTS = list(ENV.hosts)

LANGUAGE_CODE = "en"
# The last three are partial on purpose: what they lack falls back visibly to English.
LANGUAGES = [
    ("en", "English"),
    ("bs", "Bosanski"),
    ("hr", "Hrvatski"),
    ("sr-latn", "Srpski"),
    ("sr", "Српски"),
    ("sq", "Shqip"),
    ("az", "Azərbaycanca"),
    ("ru", "Русский"),
    ("uk", "Українська"),
    ("ar", "العربية"),
]
LOCALE_PATHS = [PACKAGE / "ui" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MIMETYPES = {".mjs": "text/javascript", ".pbf": "application/x-protobuf"}
MEDIA_ROOT = ENV.folder
SIGNING_KEY = ENV.signing_key
PERSON_KEYS = ENV.person_keys
EXCHANGE_KEYS = ENV.exchange_keys
WRAPPING_KEY = ENV.wrapping_key
QUIET_DAYS = ENV.quiet_days
SECOND_FACTOR = ENV.second_factor or ()  # roles for which a second factor is obligatory
UPLOADS_KEPT_DAYS = ENV.uploads_days
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "worker-src": [SELF, "blob:"],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = False  # htmx reads it; the token itself is no secret to our own pages

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# Logs name codes and numbers, never people or coordinates.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
