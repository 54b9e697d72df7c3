from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class PostConfig(AppConfig):
    name = "commonbeat.post"
    label = "post"

    def ready(self) -> None:
        # Every room's periodic jobs and rechecks before sending.
        autodiscover_modules("jobs")
