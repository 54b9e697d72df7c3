"""The peer: a bare Django page and a bare Django write, with Django's default middleware, on the same server.

POST writes one row, like `Message.objects.create(...)`, in its own transaction; GET answers a constant page.
"""

import os
from pathlib import Path

import django
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import path

from commonbeat.config import env

DATA = Path(os.environ["COMMONBEAT_DATA"])
PAGE = "<!doctype html><title>Bare</title>" + "<p>The same words again and again.</p>" * 600

settings.configure(
    SECRET_KEY="a benchmark keeps no secrets",
    ALLOWED_HOSTS=["127.0.0.1", "localhost"],
    ROOT_URLCONF=__name__,
    INSTALLED_APPS=["django.contrib.contenttypes"],
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    DATABASES={"default": env.database("DATABASE_URL", DATA)},
)
django.setup()

from django.core.wsgi import get_wsgi_application
from django.db import connection, models, transaction


class Message(models.Model):
    words = models.TextField()
    kind = models.CharField(max_length=20)

    class Meta:
        app_label = "bare"


def prepare() -> None:
    with connection.schema_editor() as editor:
        editor.create_model(Message)


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(PAGE)


def write(request: HttpRequest) -> HttpResponse:
    with transaction.atomic():
        Message.objects.create(words=request.POST["words"], kind="worry")
    return HttpResponse("Thank you.", status=201)


urlpatterns = [path("", page), path("write/", write)]
application = get_wsgi_application()

if __name__ == "__main__":
    prepare()
