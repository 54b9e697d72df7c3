"""What police-api-client and uk-police read: URL FORCE NEIGHBOURHOOD LATITUDE LONGITUDE."""

import json
import sys

from police_api import PoliceAPI
from uk_police.client import uk_police
from uk_police.forces import Forces
from uk_police.neighbourhoods import Neighbourhoods

url, force, neighbourhood, latitude, longitude = sys.argv[1:]
api = PoliceAPI(base_url=url)
found = api.get_neighbourhood(force, neighbourhood)
located = api.locate_neighbourhood(latitude, longitude)
uk_police.BASE_URL = url.rstrip("/")
plain = Neighbourhoods()
read = {
    "forces": [one.name for one in api.get_forces()],
    "force": api.get_force(force).name,
    "neighbourhoods": [one.id for one in api.get_neighbourhoods(force)],
    "name": found.name,
    "population": found.population,
    "boundary": found.boundary,
    "officers": [one.name for one in found.officers],
    "events": [[one.title, str(one.start_date)] for one in found.events],
    "priorities": [[one.issue, str(one.issue_date), str(one.action_date)] for one in found.priorities],
    "located": located.id if located else None,
    "nowhere": api.locate_neighbourhood(0, 0) is None,
    "plain": {
        "forces": Forces().list_forces(),
        "seniors": Forces().get_senior_officers(force),
        "details": plain.get_neighbourhood_details(force, neighbourhood)["name"],
        "boundary": len(plain.get_neighbourhood_boundary(force, neighbourhood)),
        "team": [one["name"] for one in plain.get_neighbourhood_team(force, neighbourhood)],
        "events": [one["title"] for one in plain.get_neighbourhood_events(force, neighbourhood)],
        "priorities": [one["issue-date"] for one in plain.get_neighbourhood_priorities(force, neighbourhood)],
        "located": plain.locate_neighbourhood(float(latitude), float(longitude)),
    },
}
print(json.dumps(read))
