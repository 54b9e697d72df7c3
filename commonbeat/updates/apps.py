from django.apps import AppConfig


class UpdatesConfig(AppConfig):
    name = "commonbeat.updates"
    label = "updates"

    def ready(self) -> None:
        from commonbeat.listening import telling
        from commonbeat.updates import followers

        telling.register(followers.tell)
