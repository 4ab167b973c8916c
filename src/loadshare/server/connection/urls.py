"""Addresses of the connection page. They say nothing about anybody."""

from django.urls import path

from loadshare.server.connection import views

urlpatterns = [
    path("", views.connection, name="connection"),
    path("answer.json", views.answer, name="connection_answer"),
]
body_patterns = [
    path("body.json", views.body, name="body"),
    path("movements/<slug:exercise>.json", views.movement, name="body_movement"),
]
