"""How often something came from one place today; whose place cannot be told from it."""

from django.db import models


class RateCount(models.Model):
    """A counter under an HMAC of a key that is destroyed each midnight; never backed up.

    It belongs to no team: it must not say even that much about who came.
    """

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField()
    ends_at = models.DateTimeField(db_index=True)
