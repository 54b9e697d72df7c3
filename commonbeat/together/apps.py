from django.apps import AppConfig


class TogetherConfig(AppConfig):
    name = "commonbeat.together"
    label = "together"

    def ready(self) -> None:
        from commonbeat.post.sending import before_sending
        from commonbeat.together import letters

        before_sending(letters.KIND, letters.is_wanted)
