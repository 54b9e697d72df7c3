"""Addresses of the desk about what comes in by other ways, and about the pulse."""

from django.urls import path

from commonbeat.faces.desk.views import channels, inbox, pulse, sheets, topics

urlpatterns = [
    path("inbox/search/", inbox.search, name="search"),
    path("pulse/", pulse.pulse, name="pulse"),
    path("pulse/print/", pulse.pulse_print, name="pulse_print"),
    path("pulse/quotes/", pulse.pulse_quotes, name="pulse_quotes"),
    path("topics/", topics.topics, name="topics"),
    path("topics/new/", topics.topic_new, name="topic_new"),
    path("topics/<uuid:pk>/", topics.topic_change, name="topic_change"),
    path("unread/", channels.quarantine, name="quarantine"),
    path("unread/<uuid:pk>/", channels.intake, name="intake"),
    path("unread/<uuid:pk>/<slug:deed>/", channels.intake_do, name="intake_do"),
    path("ways-in/", channels.sources, name="sources"),
    path("ways-in/new/", channels.source_new, name="source_new"),
    path("ways-in/<uuid:pk>/", channels.source_change, name="source_change"),
    path("tables/", sheets.sheets, name="sheets"),
    path("tables/new/", sheets.sheet_new, name="sheet_new"),
    path("tables/<uuid:pk>/", sheets.sheet, name="sheet"),
    path("tables/<uuid:pk>/take-back/", sheets.sheet_undo, name="sheet_undo"),
]
