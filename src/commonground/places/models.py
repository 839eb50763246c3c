"""The programme itself, its units and settlements. One database is one programme."""

from django.db import models

from commonground.core.privacy import Privacy
from commonground.store.fields import GeometryField


class Programme(models.Model):
    """The one row that says whose books these are, and in which plane they are kept."""

    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=200)
    plane = models.JSONField()  # core.geometry.plane.EqualAreaPlane, pinned for the life of the books
    outline = GeometryField(null=True)  # the country, in the plane; unknown where nobody brought it
    outline_source = models.CharField(max_length=300, default="")
    languages = models.CharField(max_length=100, default="en")
    invented = models.BooleanField(default=False)  # a demo says so on every page

    privacy = dict.fromkeys(
        ("id", "code", "name", "plane", "outline", "outline_source", "languages", "invented"), Privacy.PUBLIC
    )


class Unit(models.Model):
    """An administrative unit of one level in one edition of the boundaries.

    `shape` is as the file had it, in the plane; `own` is what is left of it after the units of the same level with
    an earlier code have had theirs, so that the lowest units partition the land.
    """

    edition = models.IntegerField(default=1)
    level = models.IntegerField()
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    upper = models.ForeignKey("Unit", null=True, on_delete=models.PROTECT, related_name="+")
    shape = GeometryField()
    own = GeometryField(null=True)
    min_x = models.FloatField(null=True)
    min_y = models.FloatField(null=True)
    max_x = models.FloatField(null=True)
    max_y = models.FloatField(null=True)
    valid_from = models.DateField(null=True)

    boxed = True
    privacy = dict.fromkeys(
        (
            "id",
            "edition",
            "level",
            "code",
            "name",
            "upper",
            "shape",
            "own",
            "min_x",
            "min_y",
            "max_x",
            "max_y",
            "valid_from",
        ),
        Privacy.PUBLIC,
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "level", "code"], name="unit_once")]
        # Which edition is in use is asked at every booking, and must not read past the shapes.
        indexes = [models.Index(fields=["edition", "valid_from"], name="unit_edition")]


class Settlement(models.Model):
    """A town or village, WGS84."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    lon = models.FloatField()
    lat = models.FloatField()
    population = models.IntegerField(null=True)

    privacy = dict.fromkeys(("id", "code", "name", "lon", "lat", "population"), Privacy.PUBLIC)


class PlaceName(models.Model):
    """A name of a unit or settlement in one language and script, folded for search too."""

    place = models.CharField(max_length=60, db_index=True)  # "unit:3:code" or "settlement:code"
    language = models.CharField(max_length=12, default="und")
    name = models.CharField(max_length=200)
    folded = models.CharField(max_length=200, db_index=True)

    privacy = dict.fromkeys(("id", "place", "language", "name", "folded"), Privacy.PUBLIC)
