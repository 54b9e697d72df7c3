from django.apps import AppConfig


class PresenceConfig(AppConfig):
    name = "commonbeat.presence"
    label = "presence"
