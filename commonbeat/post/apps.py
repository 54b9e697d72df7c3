from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class PostConfig(AppConfig):
    name = "commonbeat.post"
    label = "post"

    def ready(self) -> None:
        # Every room's checks of a mail right before it leaves: see sending.before_sending.
        autodiscover_modules("rechecks")
