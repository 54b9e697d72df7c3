from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "commonbeat.places"
    label = "places"
