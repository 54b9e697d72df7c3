from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "commonbeat.journal"
    label = "journal"
