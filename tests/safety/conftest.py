"""Keys and folders of one's own for tests that rotate, lose or fill them."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings


@pytest.fixture
def own_keys(tmp_path: Path, settings: Settings) -> None:
    settings.DATA = tmp_path
    settings.KEYS_DIR = tmp_path / "keys"
    settings.ATTACHMENTS_DIR = tmp_path / "attachments"
