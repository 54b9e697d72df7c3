from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "commonbeat.places"
    label = "places"

    def ready(self) -> None:
        from commonbeat.places import rules  # noqa: F401 -- registers its check
