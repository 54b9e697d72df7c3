from django.apps import AppConfig


class ListeningConfig(AppConfig):
    name = "commonbeat.listening"
    label = "listening"
