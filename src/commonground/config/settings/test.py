"""The tests: quick passwords, the store that COMMONGROUND_DATABASE names, else a file in memory."""

import os
import tempfile
from pathlib import Path

from commonground.config.settings.base import *  # noqa: F403
from commonground.config.settings.base import DATABASES

ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
SECRET_KEY = "only-for-tests-only-for-tests-only-for-tests"  # noqa: S105
SEALING_KEY = SECRET_KEY
MEDIA_ROOT = Path(tempfile.gettempdir()) / f"commonground-tests-{os.getpid()}.files"
SIGNING_KEY = Path(tempfile.gettempdir()) / f"commonground-tests-{os.getpid()}.key"
PERSON_KEYS = Path(tempfile.gettempdir()) / f"commonground-tests-{os.getpid()}.people"
EXCHANGE_KEYS = Path(tempfile.gettempdir()) / f"commonground-tests-{os.getpid()}.exchange"
WRAPPING_KEY = ""
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
if DATABASES["default"]["ENGINE"].endswith("sqlite"):
    DATABASES["default"]["TEST"] = {"NAME": ":memory:"}
