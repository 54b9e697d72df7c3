"""What uk-police-api reads into its models: URL FORCE NEIGHBOURHOOD LATITUDE LONGITUDE."""

import json
import sys

from uk_police_api import PoliceAPI, _client
from uk_police_api.exceptions import PoliceAPINotFoundError

url, force, neighbourhood, latitude, longitude = sys.argv[1:]
_client.BASE_URL = url
with PoliceAPI() as api:
    api._http.base_url = url if hasattr(api, "_http") else None
    found = api.neighbourhoods.get(force, neighbourhood)
    located = api.neighbourhoods.locate(float(latitude), float(longitude))
    try:
        api.neighbourhoods.locate(0.0, 0.0)
        nowhere = False
    except PoliceAPINotFoundError:
        nowhere = True
    read = {
        "forces": [one.name for one in api.forces.list()],
        "force": api.forces.get(force).model_dump(),
        "seniors": [one.name for one in api.forces.people(force)],
        "neighbourhood": found.model_dump(),
        "boundary": len(api.neighbourhoods.boundary(force, neighbourhood)),
        "people": [one.name for one in api.neighbourhoods.people(force, neighbourhood)],
        "events": [one.model_dump() for one in api.neighbourhoods.events(force, neighbourhood)],
        "priorities": [one.model_dump() for one in api.neighbourhoods.priorities(force, neighbourhood)],
        "located": located.neighbourhood,
        "nowhere": nowhere,
    }
print(json.dumps(read))
