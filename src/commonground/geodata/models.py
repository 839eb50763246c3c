"""What the map draws: rebuildable copies of the accounts' land in Web Mercator, and how far they are up to date."""

from django.db import models

from commonground.core.privacy import Privacy
from commonground.store.fields import GeometryField


class Outline(models.Model):
    """One account of one hazard as the map draws it, EPSG:3857. A cache: `actions.fresh` makes it anew from the accounts.

    A hazard without a perimeter has one row too: with a place of its unit and `placed` false where the unit is known,
    without any place where it is not, so that it can be counted. Web Mercator is for display only; `m2` is the
    account's own figure, from the equal-area plane.
    """

    hazard = models.BigIntegerField()
    code = models.CharField(max_length=120)
    state = models.CharField(max_length=16)  # suspected, confirmed, cancelled, reduced, cleared, unknown, none
    contamination = models.CharField(max_length=60, default="unknown")
    flag = models.CharField(max_length=20, default="")
    unit_id = models.BigIntegerField(null=True)  # the lowest unit where most of the hazard lies
    placed = models.BooleanField(default=True)  # false: the point is of the unit that the papers name
    m2 = models.BigIntegerField(default=0)
    open_m2 = models.BigIntegerField(default=0)  # of the whole hazard
    quad = models.BigIntegerField(null=True)  # quadrant key of the marker; null where nobody knows the place
    x = models.FloatField(null=True)  # the marker, inside the land
    y = models.FloatField(null=True)
    wide = models.FloatField(null=True)  # the longer side of the box
    min_x = models.FloatField(null=True)
    min_y = models.FloatField(null=True)
    max_x = models.FloatField(null=True)
    max_y = models.FloatField(null=True)
    shape = GeometryField(null=True)
    near = GeometryField(null=True)  # for zooms 9 and 10, where the land is wide enough to be drawn there
    middle = GeometryField(null=True)  # for zooms 7 and 8
    far = GeometryField(null=True)  # for zooms up to 6

    boxed = True
    privacy = dict.fromkeys(
        ("id", "hazard", "code", "state", "contamination", "flag", "unit_id", "placed", "m2", "open_m2", "quad", "x", "y", "wide",
         "min_x", "min_y", "max_x", "max_y", "shape", "near", "middle", "far"),
        Privacy.PARTNER,
    )  # fmt: skip

    class Meta:
        indexes = [
            # Everything that a marker needs, so that far-out tiles never touch the shapes.
            models.Index(
                fields=["quad", "wide", "x", "y", "state", "contamination", "flag", "unit_id", "code"],
                name="outline_marker",
            ),
            models.Index(fields=["wide"], name="outline_wide"),
            # What is said of a hazard, compared with the register without touching the shapes.
            models.Index(fields=["hazard", "code", "contamination", "flag", "unit_id"], name="outline_said"),
        ]


class Crowd(models.Model):
    """Markers of one state within eight pixels of one zoom, as one: what far-out tiles are made of. Rebuilt with the outlines."""

    zoom = models.SmallIntegerField()
    cell = models.BigIntegerField()  # quadrant key of the eight pixels
    quad = models.BigIntegerField()  # of one of the markers, as are x, y, contamination, flag and code
    x = models.FloatField()
    y = models.FloatField()
    wide = models.FloatField()  # the least of them
    state = models.CharField(max_length=16)
    contamination = models.CharField(max_length=60)
    flag = models.CharField(max_length=20)
    code = models.CharField(max_length=120)
    many = models.IntegerField()

    privacy = dict.fromkeys(
        ("id", "zoom", "cell", "quad", "x", "y", "wide", "state", "contamination", "flag", "code", "many"),
        Privacy.PARTNER,
    )

    class Meta:
        indexes = [
            models.Index(
                fields=["zoom", "cell", "quad", "x", "y", "wide", "state", "contamination", "flag", "code", "many"],
                name="crowd_marker",
            )
        ]


class Sync(models.Model):
    """The one row that says up to which ledger number the outlines are drawn, and which drawing it is."""

    number = models.BigIntegerField(default=0)
    edition = models.BigIntegerField(default=0)  # another number after every change
    drawn_of = models.CharField(max_length=200, default="")  # what else outlines were made of: descriptions, units

    privacy = dict.fromkeys(("id", "number", "edition", "drawn_of"), Privacy.PUBLIC)
