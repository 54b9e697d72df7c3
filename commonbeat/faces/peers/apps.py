from django.apps import AppConfig


class PeersConfig(AppConfig):
    name = "commonbeat.faces.peers"
    label = "faces_peers"
