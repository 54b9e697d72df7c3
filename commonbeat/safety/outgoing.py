"""Where this installation may call out to: nowhere, unless its operator named the host."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from commonbeat.safety.errors import Refused


def checked(url: str, schemes: tuple[str, ...] = ("https",), field: str = "") -> str:
    """The address, when its host was named in COMMONBEAT_MAY_CALL; else Refused with what to do.

    A host is named as it stands in the address, with its port where it has one.
    """
    try:
        parts = urlsplit(url)
        host = parts.netloc.rpartition("@")[2].lower()
        _port = parts.port
    except ValueError:
        raise Refused(_("This is not an address we can call."), field) from None
    if host in settings.MAY_CALL and host and (parts.scheme in schemes or _is_loopback(parts.hostname)):
        return url
    if parts.scheme not in schemes and host in settings.MAY_CALL:
        raise Refused(_("Only an encrypted address may be called: https:// or imaps://."), field)
    raise Refused(
        _("This server may not be called. Its operator must add “%(host)s” to COMMONBEAT_MAY_CALL first.")
        % {"host": host[:100]},
        field,
    )


def _is_loopback(host: str | None) -> bool:
    return host in ("localhost", "127.0.0.1", "::1")
