"""Our own forms pass although pages tell no referrer; everybody else's do not."""

import pytest
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.test import RequestFactory

from commonbeat.safety.csrf import QuietCsrfMiddleware


def send(token=True, secure=False, **headers):
    factory = RequestFactory()
    page = factory.get("/")
    secret = get_token(page)
    data = {"csrfmiddlewaretoken": secret} if token else {}
    request = factory.post("/", data, secure=secure, **headers)
    request.COOKIES["csrftoken"] = page.META["CSRF_COOKIE"]
    guard = QuietCsrfMiddleware(lambda given: HttpResponse())
    guard.process_request(request)
    refused = guard.process_view(request, lambda given: HttpResponse(), (), {})
    return refused is None


@pytest.mark.django_db
@pytest.mark.parametrize("secure", [False, True])
def test_own_form_passes_without_origin_or_referrer(secure):
    assert send(secure=secure, HTTP_ORIGIN="null", HTTP_SEC_FETCH_SITE="same-origin")
    assert send(secure=secure, HTTP_ORIGIN="null")
    assert send(secure=secure)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_ORIGIN": "null", "HTTP_SEC_FETCH_SITE": "cross-site"},
        {"HTTP_ORIGIN": "null", "HTTP_SEC_FETCH_SITE": "same-site"},
        {"HTTP_ORIGIN": "https://evil.example"},
        {"HTTP_REFERER": "https://evil.example/"},
    ],
)
def test_other_sites_forms_do_not_pass(headers):
    assert not send(secure=True, **headers)


@pytest.mark.django_db
def test_token_is_asked_for_all_the_same():
    assert not send(token=False, HTTP_ORIGIN="null", HTTP_SEC_FETCH_SITE="same-origin")
