"""The addresses of sending."""

from django.urls import path

from loadshare.server.sending import views

urlpatterns = [
    path("", views.clinic_server, name="clinic_server"),
    path("send/", views.clinic_send, name="clinic_send"),
    path("forget/", views.clinic_forget, name="clinic_forget"),
]
