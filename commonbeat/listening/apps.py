from django.apps import AppConfig


class ListeningConfig(AppConfig):
    name = "commonbeat.listening"
    label = "listening"

    def ready(self) -> None:
        from commonbeat.listening import telling
        from commonbeat.listening.channels import carriers, letters

        telling.register(letters.tell)
        carriers.set_up()
