from django.apps import AppConfig


class FacesConfig(AppConfig):
    name = "commonbeat.faces"
    label = "faces"
