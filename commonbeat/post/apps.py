from django.apps import AppConfig


class PostConfig(AppConfig):
    name = "commonbeat.post"
    label = "post"
