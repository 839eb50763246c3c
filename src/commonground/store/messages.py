"""Sentences for the codes of this slice."""

from django.utils.translation import gettext_lazy as _

MESSAGES = {
    "store.index.differs": _(
        "The spatial index of {about} differs from its table: {missing} rows missing, {stray} astray."
    ),
    "store.move.target-in-use": _("The target already holds a programme. Move into an empty database."),
    "store.move.differs": _(
        "Table {table} did not arrive whole ({source_rows} rows left, {target_rows} arrived). The target is not usable; the source is as it was."
    ),
    "store.move.file-differs": _(
        "The file {file} did not arrive whole, or another one has its name there. The source is as it was."
    ),
    "store.backup.not-ours": _("{file} is no backup of this software, or it is damaged: {reason}."),
    "store.backup.exists": _("{file} exists already. Choose another name; a backup is never overwritten."),
    "store.restore.in-use": _("{file} exists already. Restore into a new file; nothing is overwritten."),
    "store.work.done-by-serve": _("`serve` does the background work here. A worker needs the settings of a server."),
}
