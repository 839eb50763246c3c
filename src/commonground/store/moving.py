"""Moving a programme from one store to another, and proving that what arrived is what left."""

import datetime
import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connections, models, transaction

from commonground.core.refusals import NotNow
from commonground.store.fields import GeometryField, as_wkb

Progress = Callable[[int, int, str], None]
BATCH = 5_000
# Made anew by the target's own migrations, or of one machine only.
LEFT_BEHIND = {"django_migrations", "django_session"}


@dataclass(frozen=True, slots=True)
class Moved:
    """One table: how many rows, and the same hash on both sides."""

    table: str
    rows: int
    sha256: str


def tables() -> list[type[models.Model]]:
    """Every table of every model, in a stable order."""
    found = [m for m in apps.get_models(include_auto_created=True) if m._meta.managed and not m._meta.proxy]
    return sorted((m for m in found if m._meta.db_table not in LEFT_BEHIND), key=lambda m: m._meta.db_table)


def move(source: str, target: str, progress: Progress | None = None) -> list[Moved]:
    """Copy every row of every table between two connections (aliases), then compare both, table by table.

    The target must be migrated and without a programme. Raises NotNow otherwise, or where a table differs.
    """
    with connections[target].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM places_programme")
        if cursor.fetchone()[0]:
            raise NotNow("store.move.target-in-use")
    models_ = tables()
    with transaction.atomic(using=target):
        for model in reversed(models_):
            with connections[target].cursor() as cursor:
                if not getattr(model, "append_only", False):
                    cursor.execute(f'DELETE FROM "{model._meta.db_table}"')
        for i, model in enumerate(models_):
            if progress:
                progress(i, len(models_), model._meta.db_table)
            _copy(model, source, target)
    _renumber(target, models_)
    out = []
    for i, model in enumerate(models_):
        if progress:
            progress(i, len(models_), f"comparing {model._meta.db_table}")
        left, right = fingerprint(model, source), fingerprint(model, target)
        if left != right:
            raise NotNow("store.move.differs", table=model._meta.db_table, source_rows=left[0], target_rows=right[0])
        out.append(Moved(model._meta.db_table, *left))
    return out


def carry_files(source: Path, target: Path, progress: Progress | None = None) -> int:
    """Copy every file of a programme to another folder, and compare what arrived; how many there are.

    A file that is there already with the same content stays. Raises NotNow where another one has its name, or where
    one did not arrive whole.
    """
    if source.resolve() == target.resolve() or not source.is_dir():
        return 0
    found = [p for p in sorted(source.rglob("*")) if p.is_file() and not p.name.endswith(".part")]
    for i, path in enumerate(found):
        if progress:
            progress(i, len(found), "files")
        there = target / path.relative_to(source)
        if not there.exists():
            there.parent.mkdir(parents=True, exist_ok=True)
            part = there.with_name(f"{there.name}.part")
            shutil.copyfile(path, part)
            part.replace(there)
        if _sha256(path) != _sha256(there):
            raise NotNow("store.move.file-differs", file=path.relative_to(source).as_posix())
    return len(found)


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def fingerprint(model: type[models.Model], alias: str) -> tuple[int, str]:
    """Row count and SHA-256 over all rows of a table in the order of their keys, the same on both stores."""
    digest = hashlib.sha256()
    count = 0
    for row in _rows(model, alias):
        digest.update(json.dumps([_canonical(v) for v in row], ensure_ascii=False).encode())
        count += 1
    return count, digest.hexdigest()


def _rows(model: type[models.Model], alias: str) -> Iterator[tuple]:
    fields = model._meta.concrete_fields
    names = ", ".join(f'"{f.column}"' for f in fields)
    pk = model._meta.pk
    connection = connections[alias]
    last: Any = None
    while True:
        with connection.cursor() as cursor:
            # Text is ordered alike on both stores byte by byte; a UUID is, however it is kept.
            order = _text_order(connection, pk.column) if isinstance(pk, models.CharField) else f'"{pk.column}"'
            where = f"WHERE {order} > %s" if last is not None else ""
            cursor.execute(
                f'SELECT {names} FROM "{model._meta.db_table}" {where} ORDER BY {order} LIMIT {BATCH}',
                [last] if last is not None else [],
            )
            found = cursor.fetchall()
        for row in found:
            yield tuple(_plain(f, v) for f, v in zip(fields, row, strict=True))
        if len(found) < BATCH:
            return
        last = found[-1][fields.index(pk)]


def _text_order(connection, column: str) -> str:
    return f'"{column}" COLLATE "C"' if connection.vendor == "postgresql" else f'"{column}"'


def _plain(field: models.Field, value: Any) -> Any:
    """A value as the target takes it: the same for both stores."""
    if value is None:
        return None
    if isinstance(field, GeometryField | models.BinaryField):
        return as_wkb(value)
    if isinstance(field, models.BooleanField):
        return bool(value)
    if isinstance(field, models.JSONField):
        return value if isinstance(value, str) else json.dumps(value)
    if isinstance(field, models.UUIDField):
        return str(value).replace("-", "")
    if isinstance(field, models.DateTimeField):
        moment = datetime.datetime.fromisoformat(value) if isinstance(value, str) else value
        return moment.replace(tzinfo=moment.tzinfo or datetime.UTC).astimezone(datetime.UTC)
    if isinstance(field, models.DateField):
        return datetime.date.fromisoformat(value[:10]) if isinstance(value, str) else value
    return value


def _canonical(value: Any) -> Any:
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, datetime.datetime):
        return value.isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, str) and value[:1] in "[{":
        try:
            return json.dumps(json.loads(value), sort_keys=True)
        except ValueError:
            return value
    return value


def _copy(model: type[models.Model], source: str, target: str) -> None:
    fields = model._meta.concrete_fields
    connection = connections[target]
    names = ", ".join(f'"{f.column}"' for f in fields)
    embedded = connection.vendor == "sqlite"
    mark = "?" if embedded else "%s"
    marks = ", ".join(f"{mark}::geometry" if isinstance(f, GeometryField) and not embedded else mark for f in fields)
    sql = f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES ({marks})'
    batch: list[tuple] = []
    with connection.cursor() as cursor:
        run = connection.connection.executemany if embedded else cursor.executemany
        for row in _rows(model, source):
            batch.append(tuple(_bound(f, v, embedded) for f, v in zip(fields, row, strict=True)))
            if len(batch) >= BATCH:
                run(sql, batch)
                batch = []
        if batch:
            run(sql, batch)


def _bound(field: models.Field, value: Any, embedded: bool) -> Any:
    if isinstance(value, bytes) and isinstance(field, GeometryField) and not embedded:
        return value.hex()
    if embedded and isinstance(value, datetime.datetime):
        return value.replace(tzinfo=None).isoformat(" ")
    if embedded and isinstance(value, datetime.date):
        return value.isoformat()
    return value


def _renumber(alias: str, models_: list[type[models.Model]]) -> None:
    connection = connections[alias]
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for model in models_:
            pk = model._meta.pk
            if isinstance(pk, models.AutoField | models.BigAutoField):
                cursor.execute(
                    f'SELECT setval(pg_get_serial_sequence(%s, %s), coalesce(max("{pk.column}"), 0) + 1, false) '
                    f'FROM "{model._meta.db_table}"',
                    [f'"{model._meta.db_table}"', pk.column],
                )
