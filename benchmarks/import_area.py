"""What reading an area costs, beside a bare pass over the same file and beside pyrosm where it is installed.

    python benchmarks/import_area.py FILE.osm.pbf [FILE.osm.gz …]

Every line is a process of its own, so that CPU seconds and peak memory are its own too. Ours is the whole
command with a fresh database: Python's start, migrations left out, reading, finding, drawing, storing.
"""

import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

BARE = """
import osmium, sys
nodes = ways = relations = 0
for thing in osmium.FileProcessor(sys.argv[1]).with_locations():
    if thing.is_node():
        nodes += 1
    elif thing.is_way():
        ways += 1
    else:
        relations += 1
print(f"{nodes} nodes, {ways} ways, {relations} relations read, nothing kept")
"""
PYROSM = """
import sys, warnings
warnings.simplefilter("ignore")
from pyrosm import OSM
extract = OSM(sys.argv[1])
nodes, edges = extract.get_network(nodes=True, network_type="walking")
buildings, places = extract.get_buildings(), extract.get_pois()
sizes = [0 if found is None else len(found) for found in (nodes, edges, buildings, places)]
print("{} nodes, {} edges, {} buildings, {} points of interest, nothing drawn or stored".format(*sizes))
"""
FIND = """
import json, sys, time
import django
django.setup()
from commonbeat.places import queries, walking
from commonbeat.places.models import MapSheet, Place, Street, Team
from commonbeat.methods.planning.network import walking_seconds
team = Team.objects.get()
names = list(Street.objects.filter(team=team).order_by("id").values_list("name", flat=True)[:20])
queries.find(team, "a")
began = time.perf_counter()
for name in names:
    queries.find(team, name[:4] + name[5:])
search = (time.perf_counter() - began) / max(1, len(names))
places = list(Place.objects.filter(team=team).order_by("id").values_list("longitude", "latitude")[:300])
graph = walking.graph_of(team)
began = time.process_time()
walking_seconds(graph, places)
matrix = time.process_time() - began
sheets = [(sheet.neighborhood_id is None, len(sheet.svg_gzip)) for sheet in MapSheet.objects.all()]
print(json.dumps({
    "search_ms": search * 1000, "matrix_seconds": matrix, "matrix_points": len(places),
    "area_kb": max(size for whole, size in sheets if whole) / 1000,
    "largest_kb": max(size for whole, size in sheets if not whole) / 1000,
}))
"""


def measure(command: list[str], environment: dict[str, str]) -> tuple[str, float, float, float]:
    """The last line a command says, its CPU seconds, wall seconds and peak memory in megabytes."""
    began = time.perf_counter()
    with tempfile.TemporaryFile("w+") as said:
        running = subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT, env=environment)
        _pid, status, used = os.wait4(running.pid, 0)
        running.returncode = os.waitstatus_to_exitcode(status)
        wall = time.perf_counter() - began
        said.seek(0)
        lines = said.read().strip().splitlines() or [""]
    words = lines[-1] if running.returncode == 0 else f"failed: {lines[-1][:90]}"
    scale = 1 if platform.system() == "Darwin" else 1024
    return words, used.ru_utime + used.ru_stime, wall, used.ru_maxrss * scale / 1e6


def show(name: str, result: tuple[str, float, float, float]) -> None:
    words, cpu, wall, memory = result
    print(f"  {name:<22} {cpu:7.2f} CPU s {wall:7.2f} s {memory:7.0f} MB   {words}")


def compare(path: Path) -> None:
    """One file: ours, the bare pass, pyrosm; then what can be done with what was stored."""
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"COMMONBEAT_DATA": folder, "PYTHONPATH": str(ROOT)}
        environment.pop("DATABASE_URL", None)
        environment.setdefault("DJANGO_SETTINGS_MODULE", "commonbeat.config.settings")
        ours = [sys.executable, "-m", "commonbeat"]
        migrate = [sys.executable, "-m", "django", "migrate", "-v", "0", "--skip-checks"]
        subprocess.run(migrate, env=environment, check=True)
        print(f"{path.name} ({path.stat().st_size / 1e6:.1f} MB)")
        show(
            "commonbeat",
            measure([*ours, "import-area", str(path), "--team", "t", "--emergency", "112"], environment),
        )
        show("commonbeat, again", measure([*ours, "import-area", str(path), "--team", "t"], environment))
        show("bare osmium pass", measure([sys.executable, "-c", BARE, str(path)], environment))
        if find_spec("pyrosm") is None:
            print("  pyrosm is not installed here")
        elif path.name.endswith(".pbf"):
            peer = os.environ | {"PYTHONPATH": os.environ.get("PYTHONPATH", "")}
            show("pyrosm", measure([sys.executable, "-c", PYROSM, str(path)], peer))
        else:
            print("  pyrosm reads .osm.pbf only")
        told = json.loads(measure([sys.executable, "-c", FIND], environment)[0])
    print(f"  a search with a slip {told['search_ms']:.1f} ms")
    print(f"  {told['matrix_points']} places on foot to each other {told['matrix_seconds']:.2f} CPU s")
    print(f"  map {told['area_kb']:.0f} KB, largest neighborhood {told['largest_kb']:.0f} KB")


def main() -> int:
    files = [Path(word) for word in sys.argv[1:]]
    missing = [path for path in files if not path.is_file()]
    if not files or missing:
        print(f"Please name extracts that exist{': ' + str(missing[0]) if missing else ''}.", file=sys.stderr)
        return 2
    print(f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores")
    for path in files:
        compare(path)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
