from django.urls import path

from commonbeat.faces.officer.views import doors, hello, log, promises, shell, sync, today

app_name = "officer"
urlpatterns = [
    path("", today.today, name="today"),
    path("mark/", today.mark, name="mark"),
    path("log/", log.log, name="log"),
    path("promises/", promises.promises, name="promises"),
    path("promises/<uuid:promise_id>/", promises.promise, name="promise"),
    path("promises/<uuid:promise_id>/settle/", promises.settle, name="settle"),
    path("hello/", hello.hello, name="hello"),
    path("hello/greet/", hello.greet, name="greet"),
    path("doors/", doors.doors, name="doors"),
    path("doors/<uuid:pk>/", doors.door, name="door"),
    path("sync/", sync.sync, name="sync"),
    path("offline/", shell.offline, name="offline"),
    path("manifest.webmanifest", shell.manifest, name="manifest"),
    path("worker.js", shell.worker, name="worker"),
]
