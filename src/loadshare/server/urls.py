"""Every address of the web application. None of them says anything about a person's health."""

from allauth.account import views as account
from django.urls import path

from loadshare.server.api.v1 import api
from loadshare.server.selfcare.views import check, measured, result, start

handler403 = "loadshare.server.ui.errors.not_allowed"
handler404 = "loadshare.server.ui.errors.not_found"
handler500 = "loadshare.server.ui.errors.broken"

urlpatterns = [
    path("", start.start, name="start"),
    path("check/", check.check, name="check"),
    path("check/<int:number>/", check.question, name="question"),
    path("check/measured/", measured.measured, name="measured"),
    path("check/measured/<int:number>/", measured.measurement, name="measurement"),
    path("check/review/", check.review, name="review"),
    path("check/finish/", check.finish, name="finish"),
    path("result/", result.result, name="result"),
    path("result/clarify/", result.clarify, name="clarify"),
    path("result/checked/", result.checked, name="checked"),
    path("result/ideas/", result.ideas, name="ideas"),
    path("programme/build/", start.start, name="build"),
    path("today/", start.start, name="today"),
    path("programme/", start.start, name="programme"),
    path("help/", start.start, name="help"),
    path("evidence/", start.start, name="evidence"),
    path("purpose/", start.start, name="purpose"),
    path("privacy/", start.start, name="privacy"),
    path("account/sign-in/", account.login, name="account_login"),
    path("account/keep/", account.signup, name="account_signup"),
    path("account/sign-out/", account.logout, name="account_logout"),
    path("api/v1/", api.urls),
]
