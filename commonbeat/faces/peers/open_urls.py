"""Addresses at which other programs read what everybody may read."""

from django.urls import path

from commonbeat.faces.peers import api, package, police

NEIGHBOURHOOD = "police/api/<slug:force>/<slug:neighbourhood>"
# A slug may be called like one of these words, which come first.
urlpatterns = [
    path("police/api/forces", police.forces, name="forces"),
    path("police/api/forces/<slug:force>", police.force, name="force"),
    path("police/api/forces/<slug:force>/people", police.senior_people, name="force_people"),
    path("police/api/locate-neighbourhood", police.locate, name="locate_neighbourhood"),
    path("police/api/<slug:force>/neighbourhoods", police.neighbourhoods, name="neighbourhoods"),
    path(NEIGHBOURHOOD, police.neighbourhood, name="neighbourhood"),
    path(f"{NEIGHBOURHOOD}/boundary", police.boundary, name="boundary"),
    path(f"{NEIGHBOURHOOD}/people", police.team_people, name="people"),
    path(f"{NEIGHBOURHOOD}/events", police.events, name="events"),
    path(f"{NEIGHBOURHOOD}/priorities", police.priorities, name="priorities"),
    path("api/v1/", api.start, name="api"),
    path("api/v1/openapi.json", api.openapi, name="api_openapi"),
    path("api/v1/neighborhoods/", api.neighborhoods, name="api_neighborhoods"),
    path("api/v1/neighborhoods/<str:neighborhood>/", api.neighborhood, name="api_neighborhood"),
    path("api/v1/neighborhoods/<str:neighborhood>/<str:name>/", api.collection, name="api_collection"),
    path("api/v1/<path:rest>", api.missing, name="api_missing"),
    path("data/<slug:neighborhood>/datapackage.json", package.described, name="datapackage"),
    path("data/<slug:neighborhood>/<slug:name>.csv", package.table, name="table"),
]
