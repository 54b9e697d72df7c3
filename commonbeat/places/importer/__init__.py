"""From an OpenStreetMap extract to what the area is made of; no database here."""
