"""What every stored row shares: a random id that tells nothing."""

import uuid

from django.db import models


class Record(models.Model):
    """A row with a random UUID, so that an id neither counts nor orders anything."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    class Meta:
        abstract = True
