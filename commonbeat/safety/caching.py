"""Nothing is cached unless a view says that it is the same for everybody."""

import functools
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers

View = Callable[..., HttpResponse]


def public_page(etag: Callable[..., str | None], *, max_age: int = 0) -> Callable[[View], View]:
    """Marks a view whose page is the same for every visitor; `etag(request, …)` says which version it is.

    A browser that has this version gets 304 and the view is not run. A request with a session, and an
    answer that sets a cookie, stay uncached (see GuardMiddleware).
    """

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def cached(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            tag = etag(request, *args, **kwargs) if request.method in ("GET", "HEAD") else None
            quoted = f'"{tag}"' if tag else None
            response = get_conditional_response(request, etag=quoted) if quoted else None
            if response is None:
                response = view(request, *args, **kwargs)
            if quoted and response.status_code in (200, 304):
                response.headers["ETag"] = quoted
                response.headers["Cache-Control"] = f"public, max-age={max_age}, must-revalidate"
                patch_vary_headers(response, ["Accept-Language"])
            return response

        return cached

    return decorate
