from django.apps import AppConfig


class TrustConfig(AppConfig):
    name = "commonbeat.trust"
    label = "trust"
