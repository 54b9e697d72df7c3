from django.apps import AppConfig


class CommongroundConfig(AppConfig):
    name = "commonbeat.commonground"
    label = "commonground"
