from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate

from commonbeat.openness import guards


class OpennessConfig(AppConfig):
    name = "commonbeat.openness"
    label = "openness"

    def ready(self) -> None:
        pre_migrate.connect(guards.before_migrating, sender=self)
        post_migrate.connect(guards.after_migrating, sender=self)
