from django.apps import AppConfig
from django.db.models.signals import post_migrate


class SafetyConfig(AppConfig):
    name = "commonbeat.safety"
    label = "safety"

    def ready(self) -> None:
        from commonbeat.safety import samples

        post_migrate.connect(samples.keep_none, sender=self)
