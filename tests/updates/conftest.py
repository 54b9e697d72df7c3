import pytest


@pytest.fixture(autouse=True)
def pages(settings):
    settings.ROOT_URLCONF = "tests.updates.pages"
