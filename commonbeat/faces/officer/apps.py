from django.apps import AppConfig


class OfficerConfig(AppConfig):
    name = "commonbeat.faces.officer"
    label = "faces_officer"
