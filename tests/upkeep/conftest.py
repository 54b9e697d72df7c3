"""An installation of its own for every test: other folders, and the pages that links in mail lead to."""

import shutil
from collections.abc import Iterator

import pytest

from commonbeat.safety import paths


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path_factory) -> Iterator[None]:
    settings.ROOT_URLCONF = "tests.updates.pages"
    settings.PURGES_DIR = tmp_path_factory.mktemp("purges")
    shutil.rmtree(paths.attachments(), ignore_errors=True)
    yield
    shutil.rmtree(paths.attachments(), ignore_errors=True)
