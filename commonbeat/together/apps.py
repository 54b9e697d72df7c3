from django.apps import AppConfig


class TogetherConfig(AppConfig):
    name = "commonbeat.together"
    label = "together"
