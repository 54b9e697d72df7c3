from django.apps import AppConfig


class SafetyConfig(AppConfig):
    name = "commonbeat.safety"
    label = "safety"
