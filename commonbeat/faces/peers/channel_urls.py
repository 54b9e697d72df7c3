"""Addresses at which other programs hand voices over."""

from django.urls import path, register_converter

from commonbeat.faces.peers import messages, open311


class Form:
    """The end of an Open311 address."""

    regex = "json|xml"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Form, "open311")

urlpatterns = [
    path("open311/v2/", open311.root, name="open311"),
    path("open311/v2/discovery.<open311:form>", open311.discovery, name="open311_discovery"),
    path("open311/v2/services.<open311:form>", open311.services, name="open311_services"),
    path("open311/v2/services/<slug:code>.<open311:form>", open311.service, name="open311_service"),
    path("open311/v2/requests.<open311:form>", open311.requests, name="open311_requests"),
    path("open311/v2/requests/<slug:reference>.<open311:form>", open311.one_request, name="open311_request"),
    path("open311/v2/tokens/<slug:token>.<open311:form>", open311.token, name="open311_token"),
    path("open311/v2/service_request_updates.<open311:form>", open311.updates, name="open311_updates"),
    path("open311/v2/servicerequestupdates.<open311:form>", open311.updates, name="open311_updates_old"),
    path("hooks/messages/<uuid:pk>/", messages.receive, name="messages"),
]
