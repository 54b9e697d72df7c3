from django.apps import AppConfig


class OpennessConfig(AppConfig):
    name = "commonbeat.openness"
    label = "openness"
