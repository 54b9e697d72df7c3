from django.apps import AppConfig


class PublicConfig(AppConfig):
    name = "commonbeat.faces.public"
    label = "faces_public"
