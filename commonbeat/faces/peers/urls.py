from django.urls import include, path

app_name = "peers"
urlpatterns: list = [
    path("", include("commonbeat.faces.peers.channel_urls")),
    path("", include("commonbeat.faces.peers.open_urls")),
]
