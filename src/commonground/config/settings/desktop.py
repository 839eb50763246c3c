"""One person, one laptop, one file, no network."""

from commonground.config.settings.base import *  # noqa: F403

ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
# Background work runs inside the one process there is, beside the requests.
TASKS = {"default": {"BACKEND": "commonground.config.background.ThreadBackend"}}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # http on this machine only, which browsers count as secure
