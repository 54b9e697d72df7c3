"""The addresses of information sessions and conversations."""

from django.urls import path

from commonbeat.faces.desk.views import session, talks

urlpatterns = [
    path("gatherings/<uuid:pk>/session/", session.session, name="session"),
    path("gatherings/<uuid:pk>/session/cards/", session.cards, name="session_cards"),
    path("gatherings/<uuid:pk>/session/<slug:deed>/", session.session_do, name="session_do"),
    path(
        "gatherings/<uuid:pk>/session/<uuid:question>/<slug:deed>/",
        session.question_do,
        name="session_question",
    ),
    path("conversations/", talks.talks, name="talks"),
    path("conversations/new/", talks.talk_new, name="talk_new"),
    path("conversations/bring/", talks.talk_bring, name="talk_bring"),
    path("conversations/<uuid:pk>/", talks.talk, name="talk"),
    path("conversations/<uuid:pk>/<slug:deed>/", talks.talk_do, name="talk_do"),
    path("statements/<uuid:pk>/<slug:deed>/", talks.statement_do, name="statement_do"),
]
