"""Sessions of risk education: whom they reached, in numbers. No name of anybody."""

from django.db import models

from commonground.core.privacy import Privacy


class EducationSession(models.Model):
    """One session. What was wrong is taken back with a reason and entered again."""

    on = models.DateField(db_index=True)
    campaign = models.CharField(max_length=120)
    unit = models.CharField(max_length=40, default="")
    place = models.CharField(max_length=120, default="")
    organisation = models.CharField(max_length=60, default="")
    method = models.CharField(max_length=16)
    messages = models.CharField(max_length=120, default="")  # codes, apart by spaces
    women = models.IntegerField(default=0)  # these five for the first time in the campaign
    men = models.IntegerField(default=0)
    girls = models.IntegerField(default=0)
    boys = models.IntegerField(default=0)
    unknown = models.IntegerField(default=0)
    again = models.IntegerField(default=0)
    disability = models.IntegerField(null=True)
    indirect = models.IntegerField(null=True)
    materials = models.IntegerField(null=True)
    written_at = models.DateTimeField()
    written_by = models.BigIntegerField(null=True)
    taken_back_at = models.DateTimeField(null=True)
    because = models.CharField(max_length=300, default="")

    privacy = dict.fromkeys(
        ("id", "on", "campaign", "unit", "place", "organisation", "method", "messages", "women", "men", "girls", "boys", "unknown",
         "again", "disability", "indirect", "materials", "written_at", "taken_back_at", "because"),
        Privacy.RESTRICTED,
    ) | {"written_by": Privacy.PERSONAL}  # fmt: skip
