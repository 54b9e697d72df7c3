from django.urls import path

from commonbeat.demo import views

app_name = "demo"
urlpatterns = [
    path("", views.home, name="home"),
    path("be/", views.be, name="be"),
    path("mail/", views.mailbox, name="mailbox"),
    path("mail/<int:pk>/", views.mail, name="mail"),
]
