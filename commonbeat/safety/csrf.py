"""Form tokens for pages that tell no referrer.

Under `Referrer-Policy: no-referrer` a browser sends `Origin: null`, and no Referer, with our own forms, which
Django takes for an attack. Such a request must say in a header that no page can forge that it comes from
our own site; the token and a cookie that other sites cannot send are asked for as always.
"""

from django.http import HttpRequest
from django.middleware.csrf import CsrfViewMiddleware

# "none" is the person's own doing: reloading a page they had sent. Older browsers do not send the header.
OWN = {"same-origin", "none", None}


class QuietCsrfMiddleware(CsrfViewMiddleware):
    """Django's check, for browsers that keep their origin to themselves."""

    def _origin_verified(self, request: HttpRequest) -> bool:
        if request.META["HTTP_ORIGIN"] == "null":
            return request.headers.get("Sec-Fetch-Site") in OWN
        verified: bool = super()._origin_verified(request)
        return verified

    def _check_referer(self, request: HttpRequest) -> None:
        if "HTTP_REFERER" in request.META:
            super()._check_referer(request)
