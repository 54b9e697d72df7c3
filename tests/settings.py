"""The one settings file with a data folder that is thrown away and a password hash that costs nothing."""

import atexit
import os
import shutil
from pathlib import Path

from tools.scratch import make_folder

if "COMMONBEAT_TEST_DATA" not in os.environ:
    made = make_folder()
    # The parallel workers of one run inherit the name; only the process that made the folder removes it.
    os.environ["COMMONBEAT_TEST_DATA"] = str(made)
    atexit.register(shutil.rmtree, made, ignore_errors=True)

worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
os.environ["COMMONBEAT_DATA"] = str(Path(os.environ["COMMONBEAT_TEST_DATA"]) / worker)
(Path(os.environ["COMMONBEAT_DATA"]) / "static").mkdir(parents=True, exist_ok=True)
for name in (
    "COMMONBEAT_DEMO",
    "COMMONBEAT_KEYS",
    "COMMONBEAT_HOSTS",
    "COMMONBEAT_HTTPS",
    "COMMONBEAT_URL",
    "PORT",
):
    os.environ.pop(name, None)
# Playwright keeps an event loop in the test's own thread, where Django would refuse to touch the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "yes"

from commonbeat.config.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
if DATABASES["default"]["ENGINE"].endswith("sqlite"):  # noqa: F405
    # A file, not memory: a live server's threads then get connections of their own, as in real use.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA / "test.sqlite3")}  # noqa: F405
# Rules and word lists are enough for most tests; those of the encoder switch it on.
READS_MEANING = False
