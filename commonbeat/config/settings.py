"""One settings file: every default runs on a laptop with nothing set."""

import os
import sys
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from commonbeat.config import env

BASE = Path(__file__).resolve().parent.parent
DATA = env.folder("COMMONBEAT_DATA", BASE.parent / ".data")
KEYS_DIR = env.folder("COMMONBEAT_KEYS", DATA / "keys")
PURGES_DIR = env.folder("COMMONBEAT_PURGES", DATA / "purges")
IS_DEMO = env.flag("COMMONBEAT_DEMO")
IS_TEST = "PYTEST_VERSION" in os.environ or "pytest" in sys.modules

DEBUG = False
SECRET_KEY = env.text("COMMONBEAT_SECRET_KEY")
if not SECRET_KEY:
    from commonbeat.safety.keys import secret_key

    SECRET_KEY = secret_key(KEYS_DIR)

ALLOWED_HOSTS = env.words("COMMONBEAT_HOSTS", "localhost,127.0.0.1,[::1]")
IS_HTTPS = env.flag("COMMONBEAT_HTTPS")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if IS_HTTPS and "*" not in host]
SITE_URL = env.text("COMMONBEAT_URL", f"http://localhost:{env.number('PORT', 8000)}").rstrip("/")
QUICK_EXIT_URL = env.text("COMMONBEAT_QUICK_EXIT_URL", "https://en.wikipedia.org/wiki/Weather")

INSTALLED_APPS = [
    "commonbeat.safety",
    "commonbeat.journal",
    "commonbeat.post",
    "commonbeat.places",
    "commonbeat.people",
    "commonbeat.listening",
    "commonbeat.presence",
    "commonbeat.openness",
    "commonbeat.commonground",
    "commonbeat.together",
    "commonbeat.trust",
    "commonbeat.updates",
    "commonbeat.faces",
    "commonbeat.faces.public",
    "commonbeat.faces.officer",
    "commonbeat.faces.desk",
    "commonbeat.faces.peers",
    "commonbeat.demo",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_tasks",
    "django_tasks_db",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
]

MIDDLEWARE = [
    "commonbeat.safety.middleware.GuardMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "commonbeat.safety.csrf.QuietCsrfMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "commonbeat.faces.middleware.TeamMiddleware",
]

ROOT_URLCONF = "commonbeat.config.urls"
WSGI_APPLICATION = "commonbeat.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "commonbeat.faces.context.around",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]
FORM_RENDERER = "commonbeat.faces.renderer.LookRenderer"
INSTALLED_APPS.append("django.forms")

DATABASES = {"default": env.database("DATABASE_URL", DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Sign-in
AUTH_USER_MODEL = "people.Staff"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "commonbeat.people.passwords.WordsOfThePlaceValidator"},
]
ACCOUNT_ADAPTER = "commonbeat.faces.signin.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
# Attempts are counted by commonbeat.faces.devices, without an address and across processes.
ACCOUNT_RATE_LIMITS = False
MFA_RATE_LIMITS = False
MFA_ADAPTER = "commonbeat.faces.signin.MfaAdapter"
MFA_TOTP_TOLERANCE = 1
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_HTTPS
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/desk/"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_IDLE_SECONDS = 30 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
# With this prefix a browser takes them from nobody but this very host, over HTTPS.
HOST_COOKIE = "__Host-" if IS_HTTPS else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{HOST_COOKIE}sessionid", f"{HOST_COOKIE}csrftoken"
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_AGE = None
CSRF_FAILURE_VIEW = "commonbeat.faces.errors.csrf_failure"

# Headers
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_HSTS_SECONDS = 31536000 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("COMMONBEAT_BEHIND_PROXY") else None
SECURE_REFERRER_POLICY = "no-referrer"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}

# Words and time
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
LOCALE_PATHS = [BASE / "locale"]
FORMAT_MODULE_PATH = "commonbeat.config.formats"
USE_TZ = True
TIME_ZONE = "UTC"

# Hosts that may be called: social networks, gateways for text messages, mailboxes to fetch from
MAY_CALL = env.words("COMMONBEAT_MAY_CALL", "")

# Files
STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if IS_TEST
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = IS_TEST
ATTACHMENTS_DIR = DATA / "attachments"
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200

# Reading meaning takes an encoder: 95 MB on disk, about 80 MB of memory a process that reads
READS_MEANING = env.flag("COMMONBEAT_ENCODER", default=True)

# Mail: the demo keeps it in a mailbox page, a real team sends it
MAIL_IS_KEPT = env.flag("COMMONBEAT_KEEP_MAIL", IS_DEMO)
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = env.text("COMMONBEAT_MAIL_HOST", "localhost")
EMAIL_PORT = env.number("COMMONBEAT_MAIL_PORT", 25)
EMAIL_HOST_USER = env.text("COMMONBEAT_MAIL_USER")
EMAIL_HOST_PASSWORD = env.text("COMMONBEAT_MAIL_PASSWORD")
EMAIL_USE_TLS = env.flag("COMMONBEAT_MAIL_TLS")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.text("COMMONBEAT_MAIL_FROM", "hello@localhost")
DKIM_SELECTOR = env.text("COMMONBEAT_DKIM_SELECTOR")
DKIM_DOMAIN = env.text("COMMONBEAT_DKIM_DOMAIN")

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# Nothing about a visitor is logged: no address, no user agent, no query, no body.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"discreet": {"()": "commonbeat.safety.logs.Discreet"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["discreet"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # What a visitor mistyped is no business of ours, and whoever collects logs adds the second it happened.
    "loggers": {"django.request": {"level": "ERROR"}, "django.security": {"level": "ERROR"}},
}
SILENCED_SYSTEM_CHECKS = ["staticfiles.W004"]
