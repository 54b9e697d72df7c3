"""The addresses of planning: the week, the roster, presence in figures."""

from django.urls import path

from commonbeat.faces.desk.views import plans, presence, roster

urlpatterns = [
    path("plan/", plans.plan, name="plan"),
    path("plan/new/", plans.plan_new, name="plan_new"),
    path("plan/<uuid:pk>/print/", plans.plan_print, name="plan_print"),
    path("plan/<uuid:pk>/<slug:deed>/", plans.plan_do, name="plan_do"),
    path("plan/wishes/<uuid:pk>/lift/", plans.wish_lift, name="wish_lift"),
    path("roster/", roster.roster, name="roster"),
    path("roster/<slug:deed>/", roster.roster_do, name="roster_do"),
    path("roster/<slug:deed>/<uuid:pk>/remove/", roster.roster_remove, name="roster_remove"),
    path("presence/", presence.presence, name="presence"),
]
