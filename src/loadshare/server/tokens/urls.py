"""The addresses of tokens, under *Where you are signed in*."""

from django.urls import path

from loadshare.server.tokens import views

urlpatterns = [
    path("programs/new/", views.new_token, name="new_token"),
    path("programs/<uuid:token_id>/stop/", views.stop_token, name="stop_token"),
]
