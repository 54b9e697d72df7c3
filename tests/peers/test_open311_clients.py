"""Clients written for other cities' Open311 servers work against ours, unchanged."""

import pytest
from django.utils import timezone

from commonbeat.listening.models import Voice
from tests.peers import open311_clients as clients
from tests.peers.making import months, program

GEOREPORT = """
import json, sys
from georeport import GeoReport
root, form = sys.argv[1:]
city = GeoReport(root, output_format=form)
services = city.get_service_list()
rows = city.get_service_requests()
rows = rows if isinstance(rows, list) else [rows]
one = city.get_service_request(rows[0]["service_request_id"])
definition = city.get_service_definition(services[0]["service_code"])
ids = [row["service_request_id"] for row in rows]
print(json.dumps([len(services), ids, one["status"], definition["service_code"]]))
"""

THREE = """
import itertools, json, sys
itertools.ifilter = filter
from three import Three
root, key, form = sys.argv[1:]
city = Three(root, api_key=key, format=form)
discovery = city.discovery()
services = city.services()
definition = city.services(services[0]["service_code"])
requests = city.requests(count=10)
one = city.request(requests[0]["service_request_id"])
made = city.post("noise", description="Loud at night", address="Mill Street 4", name="Amara Example")
mine = city.request(made[0]["service_request_id"], api_key=key)
token = city.token(requests[0]["service_request_id"])
between = city.requests(between=["01-01-2020", "03-01-2020"])
print(json.dumps([discovery["endpoints"][0]["type"], len(services), definition["service_code"], len(requests),
    one[0]["status"], made[0]["service_request_id"], mine[0]["status"], token[0]["service_request_id"], between]))
"""

CHICAGO = """
import datetime, json, sys
import chicagorequests
chicagorequests.Downloader.BASE_URL = sys.argv[1] + "/requests.json"
end = datetime.datetime.now(datetime.timezone.utc)
days = chicagorequests.day_intervals(end - datetime.timedelta(days=int(sys.argv[2])), end)
rows = [row for day in days for row in chicagorequests.Downloader()(day)]
print(json.dumps(sorted(row["service_request_id"] for row in rows)))
"""

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def interpreter():
    found = clients.python()
    if found is None:
        pytest.skip("the Open311 clients could not be fetched from PyPI")
    return found


@pytest.fixture
def shown(cast):
    return months(cast, timezone.now())


@pytest.mark.parametrize("form", ["json", "xml"])
def test_georeport_lists_and_reads(interpreter, live_server, cast, shown, form):
    services, ids, status, code = clients.run(interpreter, GEOREPORT, f"{live_server.url}/open311/v2", form)
    assert services == 10
    assert set(ids) == {shown[0].reference, shown[1].reference}
    assert (status, code) == ("open", "lighting")


def test_three_discovers_reads_and_posts(interpreter, live_server, cast, shown):
    _source, key = program(cast, timezone.now())
    kind, services, code, count, status, made, mine, token, between = clients.run(
        interpreter, THREE, f"{live_server.url}/open311/v2", key, "json"
    )
    assert (kind, services, code, count, status, mine) == ("production", 10, "lighting", 2, "open", "open")
    assert Voice.objects.get(channel="open311").reference == made
    assert token == shown[0].reference
    assert between == []


def test_chicagorequests_downloads_day_by_day(interpreter, live_server, cast, shown):
    found = clients.run(interpreter, CHICAGO, f"{live_server.url}/open311/v2", "8")
    assert set(found) == {shown[0].reference}
