"""Desktop settings for serving the bench's own programme, and one that they lack: connections that are kept."""

from commonground.config.settings.desktop import *  # noqa: F403
from commonground.config.settings.desktop import DATABASES

# Opening SQLite anew for each request costs 0.3 ms and throws its page cache away.
DATABASES["default"]["CONN_MAX_AGE"] = None
