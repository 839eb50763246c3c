"""The environment, parsed once into a frozen value. Nothing else reads `os.environ`."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

DEFAULT_FILE = "commonground.cground"
TRUE = {"1", "true", "yes", "on"}
NETWORK_FILESYSTEMS = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "fuse.sshfs", "davfs"}


@dataclass(frozen=True, slots=True)
class Database:
    """Where a programme is kept: a file, or a PostgreSQL with PostGIS."""

    engine: str  # "sqlite" or "postgresql"
    name: str
    host: str = ""
    port: str = ""
    user: str = ""
    password: str = ""


@dataclass(frozen=True, slots=True)
class Environment:
    """Everything that may differ between two machines."""

    database: Database
    folder: Path  # attachments, content-addressed
    secret_key: str
    debug: bool
    hosts: tuple[str, ...]
    secure: bool  # behind TLS
    quiet_days: int = 30  # how long nobody need report about a hazard that is worked on
    second_factor: tuple[str, ...] | None = None  # roles that need one; None is what the settings say
    signing_key: Path = Path("commonground.key")  # the private half of the key that publications are signed with
    person_keys: Path = Path("commonground.people")  # the keys of people, apart from the database
    exchange_keys: Path = Path("commonground.exchange")  # the folder of the keys that other programmes know this one by
    wrapping_key: str = ""  # what wraps them; empty: it lies in a file beside them
    uploads_days: int = 30  # a file handed in and never imported is thrown away after so many days


def parse_database(text: str) -> Database:
    """A file name or `postgresql://user:password@host:port/name` as a database.

    Raises ValueError with a sentence that says what to mend.
    """
    if "://" not in text:
        return Database("sqlite", str(Path(text).expanduser().resolve()))
    url = urlsplit(text)
    if url.scheme not in {"postgresql", "postgres"}:
        raise ValueError(f"--database {url.scheme}://… is not known: give a file, or postgresql://user@host/name")
    name = unquote(url.path.lstrip("/"))
    if not name:
        raise ValueError("--database names no database: postgresql://user@host/NAME")
    return Database(
        "postgresql",
        name,
        url.hostname or "",
        str(url.port or ""),
        unquote(url.username or ""),
        unquote(url.password or ""),
    )


def folder_of(database: Database, environ: dict[str, str] | os._Environ[str] = os.environ) -> Path:
    """Where the files of a programme lie: where the environment says, else beside its database."""
    beside = database.name + ".files" if database.engine == "sqlite" else "commonground-files"
    return Path(environ.get("COMMONGROUND_FOLDER", beside)).resolve()


def key_of(database: Database, environ: dict[str, str] | os._Environ[str] = os.environ) -> Path:
    """Where the key lies that publications are signed with: where the environment says, else beside the database.

    Never among the files of the programme: those go into backups.
    """
    beside = database.name + ".key" if database.engine == "sqlite" else "commonground.key"
    return Path(environ.get("COMMONGROUND_SIGNING_KEY", beside)).resolve()


def person_keys_of(database: Database, environ: dict[str, str] | os._Environ[str] = os.environ) -> Path:
    """Where the keys of people lie: where the environment says, else beside the database. Never in it, and never among its files."""
    beside = database.name + ".people" if database.engine == "sqlite" else "commonground.people"
    return Path(environ.get("COMMONGROUND_PERSON_KEYS", beside)).resolve()


def exchange_keys_of(database: Database, environ: dict[str, str] | os._Environ[str] = os.environ) -> Path:
    """The folder of the keys that other programmes know this one by: where the environment says, else beside the database."""
    beside = database.name + ".exchange" if database.engine == "sqlite" else "commonground.exchange"
    return Path(environ.get("COMMONGROUND_EXCHANGE_KEYS", beside)).resolve()


def _key_faults(database: Database, environ: dict[str, str] | os._Environ[str]) -> list[str]:
    """What is wrong with where the keys of people are to be kept."""
    wrong = []
    keys = person_keys_of(database, environ)
    if keys.is_relative_to(folder_of(database, environ)):
        wrong.append("COMMONGROUND_PERSON_KEYS must not lie among the programme's files, which go into every backup")
    if on_network_drive(keys):
        wrong.append(f"{keys} is on a network drive, where keys can be lost: use a local disk")
    words = environ.get("COMMONGROUND_WRAPPING_KEY", "").replace(",", " ").split()
    if not all(len(word) == 64 and set(word.lower()) <= set("0123456789abcdef") for word in words):
        wrong.append("COMMONGROUND_WRAPPING_KEY must be 64 hexadecimal digits; several are separated by commas")
    return wrong


def on_network_drive(path: Path) -> bool:
    """Whether a file would live on a network drive, where SQLite's locks cannot be trusted."""
    if str(path).startswith("\\\\"):
        return True
    mounts = Path("/proc/mounts")
    if not mounts.exists():
        return False
    best, kind = "", ""
    for line in mounts.read_text().splitlines():
        _, point, fs, *_ = line.split()
        if (str(path) + "/").startswith(point.rstrip("/") + "/") and len(point) >= len(best):
            best, kind = point, fs
    return kind in NETWORK_FILESYSTEMS


def read(environ: dict[str, str] | os._Environ[str] = os.environ) -> Environment:
    """The environment as a value, or exit with a readable list of what is wrong."""
    wrong: list[str] = []
    database = Database("sqlite", DEFAULT_FILE)
    try:
        database = parse_database(environ.get("COMMONGROUND_DATABASE", DEFAULT_FILE))
    except ValueError as error:
        wrong.append(str(error))
    if database.engine == "sqlite" and on_network_drive(Path(database.name)):
        wrong.append(f"{database.name} is on a network drive, where a file database loses writes: use a local disk")
    wrong += _key_faults(database, environ)
    days = environ.get("COMMONGROUND_UPLOADS_DAYS", "30")
    if not (days.isascii() and days.isdigit() and 0 < int(days) < 10_000):
        wrong.append("COMMONGROUND_UPLOADS_DAYS must be a whole number of days, 1 or more")
        days = "30"
    mode = environ.get("DJANGO_SETTINGS_MODULE", "").rpartition(".")[2]
    secret = environ.get("COMMONGROUND_SECRET_KEY", "")
    if mode == "server" and len(secret) < 40:
        wrong.append("COMMONGROUND_SECRET_KEY must be set to at least 40 random characters on a server")
    hosts = tuple(h for h in environ.get("COMMONGROUND_HOSTS", "").split(",") if h)
    if mode == "server" and not hosts:
        wrong.append("COMMONGROUND_HOSTS must name the hosts this server answers to, separated by commas")
    quiet = environ.get("COMMONGROUND_QUIET_DAYS", "30")
    if not (quiet.isascii() and quiet.isdigit() and 0 < int(quiet) < 3700):
        wrong.append("COMMONGROUND_QUIET_DAYS must be a number of days, from 1 to ten years")
    if wrong:
        sys.exit("Commonground cannot start:\n" + "\n".join(f"  - {w}" for w in wrong))
    return Environment(
        database=database,
        folder=folder_of(database, environ),
        secret_key=secret,
        debug=environ.get("COMMONGROUND_DEBUG", "").lower() in TRUE,
        hosts=hosts,
        secure=environ.get("COMMONGROUND_SECURE", "1").lower() in TRUE,
        quiet_days=int(quiet),
        second_factor=_listed(environ.get("COMMONGROUND_SECOND_FACTOR")),
        uploads_days=int(days),
        signing_key=key_of(database, environ),
        person_keys=person_keys_of(database, environ),
        exchange_keys=exchange_keys_of(database, environ),
        wrapping_key=environ.get("COMMONGROUND_WRAPPING_KEY", ""),
    )


def _listed(text: str | None) -> tuple[str, ...] | None:
    """Names separated by commas; none at all is another thing than nothing said."""
    return None if text is None else tuple(name.strip() for name in text.split(",") if name.strip())


def use(*, settings: str, database: str | None = None) -> None:
    """Point this process at a settings module and a database, before Django starts (the command line)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", settings)
    if database:
        os.environ["COMMONGROUND_DATABASE"] = database


def everything() -> dict[str, str]:
    """The environment for a process that this one starts."""
    return dict(os.environ)


def of_another() -> dict[str, str]:
    """The environment for a programme of its own in another process: nothing of this one's settings goes along."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("COMMONGROUND_", "DJANGO_"))}
    return {**kept, "PYTHONPATH": os.pathsep.join(one for one in sys.path if one)}
