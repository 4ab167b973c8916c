"""Every address of the web application. None of them says anything about a person's health."""

from allauth.account import views as account
from django.urls import path

from loadshare.server.selfcare import views

handler403 = "loadshare.server.ui.errors.not_allowed"
handler404 = "loadshare.server.ui.errors.not_found"
handler500 = "loadshare.server.ui.errors.broken"

urlpatterns = [
    path("", views.start, name="start"),
    path("check/", views.check, name="check"),
    path("today/", views.start, name="today"),
    path("programme/", views.start, name="programme"),
    path("help/", views.start, name="help"),
    path("evidence/", views.start, name="evidence"),
    path("purpose/", views.start, name="purpose"),
    path("privacy/", views.start, name="privacy"),
    path("account/sign-in/", account.login, name="account_login"),
    path("account/keep/", account.signup, name="account_signup"),
    path("account/sign-out/", account.logout, name="account_logout"),
]
