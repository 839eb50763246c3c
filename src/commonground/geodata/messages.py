"""Sentences for the codes of this slice."""

from django.utils.translation import gettext_lazy as _

MESSAGES = {
    "geodata.export.failed": _("{file} could not be written ({reason}). Look whether the disk is full, and try again."),
    "geodata.export.our-own-database": _("{file} is the programme's own database and is never written over. Choose another name."),
    "geodata.map.not-yours": _("Looking at the map needs a role in this programme."),
    "geodata.export.not-yours": _("Taking data out needs a role in this programme."),
    "geodata.drawing.nothing-in-file": _("There is no area, line or track in this file."),
    "geodata.drawing.nothing-left": _("Nothing of it is open land of this hazard."),
    "geodata.taken.not-there": _("There is no such file of yours, or it was thrown away after a day. Take it away again."),
    "geodata.taken.broken": _("The file could not be written: the program itself is at fault. Tell whoever looks after it."),
    "geodata.tile.not-there": _("There is no part of the map at this address."),
}  # fmt: skip
