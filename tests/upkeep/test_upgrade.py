"""What an earlier version wrote is understood by this one, and every migration goes down and up with data in it."""

import shutil
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from commonbeat.journal import heads
from commonbeat.listening.models import Voice
from commonbeat.people.models import Staff
from commonbeat.safety import paths
from commonbeat.upkeep import databases
from tests.cast import make_team
from tests.upkeep import releases
from tests.upkeep.house import Elsewhere, backup
from tests.upkeep.person import leave_everything

pytestmark = pytest.mark.django_db(transaction=True)
ROOMS = [config.label for config in apps.get_app_configs() if config.name.startswith("commonbeat.")]


def restored(packed: Path, folder: Path) -> Elsewhere:
    """The release, restored by this version."""
    parts = releases.unpack(packed, folder / "unpacked")
    installed = Elsewhere(folder / "data", "")
    installed.data.mkdir()
    shutil.copytree(parts["purges"], installed.data / "purges")
    given = {"COMMONBEAT_KEYS": str(parts["keys"]), "COMMONBEAT_DEMO": "yes"}
    done = installed.run("restore", str(parts["backup"]), "--verify", **given)
    assert done.returncode == 0, f"{packed.name}: {done.stderr}"
    assert installed.run("verify", **given).returncode == 0
    return installed


def test_every_release_we_kept_is_restored_into_this_version(tmp_path: Path) -> None:
    for number, packed in enumerate(releases.kept()):
        (tmp_path / str(number)).mkdir()
        installed = restored(packed, tmp_path / str(number))
        assert installed.ask("SELECT count(*) FROM listening_voice")[0][0] > 0


def test_a_release_is_packed_so_that_it_can_be_restored(cast, at, tmp_path: Path) -> None:
    if connection.vendor == "postgresql":
        pytest.skip("releases are kept as SQLite")
    left = leave_everything(cast, at)
    kept = backup(tmp_path / "kept")
    packed = releases.pack(kept, paths.keys(), paths.purges(), tmp_path / "release.tar.xz")
    assert restored(packed, tmp_path).ask("SELECT words FROM listening_voice") == [(left.voice.words,)]


def test_the_newest_migration_of_every_room_goes_down_and_up_and_loses_nobody(cast, at) -> None:
    leave_everything(cast, at)
    before = databases.facts_now().counts
    try:
        for room, earlier in steps_back():
            call_command("migrate", room, earlier, verbosity=0)
            call_command("migrate", verbosity=0)
    finally:
        call_command("migrate", verbosity=0)
    after = databases.facts_now().counts
    ours = [name for name in before if name.split("_")[0] in ROOMS]
    assert {name: after[name] for name in ours} == {name: before[name] for name in ours}


def test_everything_goes_down_to_nothing_with_data_in_it_and_up_again(cast, at) -> None:
    leave_everything(cast, at)
    try:
        for room in reversed(rooms_with_migrations()):
            call_command("migrate", room, "zero", verbosity=0)
        left = [name for name in connection.introspection.table_names() if name.split("_")[0] in ROOMS]
        assert left == []
    finally:
        heads.forget()
        call_command("migrate", verbosity=0)
    assert (Staff.objects.count(), Voice.objects.count()) == (0, 0)
    assert make_team().pk


def steps_back() -> list[tuple[str, str]]:
    """The last migration but one of every room that has more than one."""
    graph = MigrationLoader(None).graph
    parents = ((room, graph.node_map[leaf].parents) for room in ROOMS for leaf in graph.leaf_nodes(room))
    return [(room, parent.key[1]) for room, found in parents for parent in found if parent.key[0] == room]


def rooms_with_migrations() -> list[str]:
    return [room for room in ROOMS if MigrationLoader(None).graph.leaf_nodes(room)]
