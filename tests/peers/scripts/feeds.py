"""What feed readers and calendar libraries read: ATOM_URL ICS_URL FOLDER."""

import json
import sys
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path

import feedparser
import icalevents.icalevents
from icalendar import Calendar
from reader import make_reader

atom, ics, folder = sys.argv[1:]
feed = feedparser.parse(atom)
with urllib.request.urlopen(ics) as answer:
    text = answer.read()
calendar = Calendar.from_ical(text)
path = Path(folder) / "calendar.ics"
path.write_bytes(text)
now = datetime.now(UTC)
events = icalevents.icalevents.events(file=str(path), start=now, end=now + timedelta(days=60))
reader = make_reader(":memory:")
reader.add_feed(atom)
reader.update_feeds()
read = {
    "feed": {
        "is_sound": not feed.bozo,
        "title": feed.feed.title,
        "titles": [entry.title for entry in feed.entries],
        "dates": [entry.updated for entry in feed.entries],
        "where": [list(entry.where["coordinates"]) for entry in feed.entries if "where" in entry],
    },
    "reader": [entry.title for entry in reader.get_entries()],
    "calendar": [
        [str(event.get("summary")), str(event.get("uid")), str(event.get("status", ""))]
        for event in calendar.walk("VEVENT")
    ],
    "icalevents": sorted(str(event.summary) for event in events),
}
print(json.dumps(read))
