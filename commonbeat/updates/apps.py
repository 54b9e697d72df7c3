from django.apps import AppConfig


class UpdatesConfig(AppConfig):
    name = "commonbeat.updates"
    label = "updates"

    def ready(self) -> None:
        from commonbeat.commonground import telling as commonground
        from commonbeat.listening import telling as listening
        from commonbeat.openness import telling as openness
        from commonbeat.updates import followers

        listening.register(followers.tell)
        openness.register(followers.tell_askers)
        commonground.register(followers.tell_voters)
