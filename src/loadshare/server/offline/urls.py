"""Addresses a device uses. The worker stands at the root, so that it may serve every page."""

from django.urls import path

from loadshare.server.offline import views

urlpatterns = [
    path("sw.js", views.worker, name="worker"),
    path("offline/", views.offline, name="offline"),
    path("offline/sync/", views.sync, name="sync"),
]
