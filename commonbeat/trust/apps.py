from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate

from commonbeat.trust import guards


class TrustConfig(AppConfig):
    name = "commonbeat.trust"
    label = "trust"

    def ready(self) -> None:
        pre_migrate.connect(guards.before_migrating, sender=self)
        post_migrate.connect(guards.after_migrating, sender=self)
