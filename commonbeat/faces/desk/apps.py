from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "commonbeat.faces.desk"
    label = "faces_desk"
