"""The WSGI entry point that granian serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commonbeat.config.settings")
django_application = get_wsgi_application()

from commonbeat.front import Front

application = Front(django_application)
