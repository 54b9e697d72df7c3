"""Text that the server itself must read again, and nobody who has the database alone."""

import base64
from typing import Any

from django.db import models

from commonbeat.safety import sealing


class HiddenTextField(models.TextField):
    """Text encrypted with the key that also hides addresses; empty stays empty, and so does what no key opens."""

    def get_prep_value(self, value: Any) -> Any:
        text = super().get_prep_value(value)
        return base64.b64encode(sealing.hide(text)).decode() if text else ""

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str:
        try:
            return sealing.reveal(base64.b64decode(value)) if value else ""
        except ValueError:
            # The address beside it is lost with the same key, so nothing empty is ever sent.
            return ""
