from django.apps import AppConfig


class UpdatesConfig(AppConfig):
    name = "commonbeat.updates"
    label = "updates"
