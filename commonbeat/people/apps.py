from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "commonbeat.people"
    label = "people"
