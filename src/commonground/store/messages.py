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
    "store.keys.none": _("There are no keys of people at {file} yet."),
    "store.keys.no-wrapping-key": _(
        "The key that opens the keys of people cannot be read: {file}. Bring it back from where it is kept; without it no name can be read."
    ),
    "store.keys.other-wrapping-key": _("The keys of people were wrapped with another key than the one that is here."),
    "store.keys.not-usable": _("The keys of people cannot be used ({file}): {reason}."),
    "store.keys.missing": _(
        "The key of {person} is not here, and nobody erased it. Bring the keys back with `commonground keys restore`."
    ),
    "store.keys.not-a-copy": _("{file} is no copy of the keys of people, or it is damaged."),
    "store.keys.not-a-list": _("Line {line} is no line of a list of erasures."),
    "store.person.erased": _("This person was erased, and their code is never used again."),
    "store.person.not-opened": _("What is kept of {person} was sealed for another place, or was changed."),
    "store.erasures.due": _(
        "People were erased whom this copy still knows ({waiting}). Nobody can sign in before `commonground keys replay` has been run."
    ),
    "store.work.done-by-serve": _("`serve` does the background work here. A worker needs the settings of a server."),
}
