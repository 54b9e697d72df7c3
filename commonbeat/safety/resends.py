"""Telling a resend of the same body from another body under the same client id."""

import hashlib
import hmac
import json

from commonbeat.safety import keys


def body_hash(**parts: object) -> str:
    """What the database keeps of a body: equal for equal parts; without our key it tells nothing."""
    text = json.dumps(parts, sort_keys=True, default=str, ensure_ascii=False)
    # The first pepper for ever: rotating it must not turn a resend into a conflict.
    key = keys.derive(keys.all("pepper")[-1], "body of a form")
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
