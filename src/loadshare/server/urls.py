"""Every address of the web application. None of them says anything about a person's health."""

from allauth.account import views as account
from django.urls import include, path

from loadshare.server.api.v1 import api
from loadshare.server.connection import urls as connection
from loadshare.server.selfcare.views import (
    about,
    check,
    data,
    measured,
    move,
    programme,
    result,
    session,
    start,
    today,
)

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
    path("programme/", programme.programme, name="programme"),
    path("programme/build/", programme.build, name="build"),
    path("programme/look/", programme.review, name="weekly_review"),
    path("programme/week/", programme.week, name="week"),
    path("programme/next-week/", programme.next_week, name="next_week"),
    path("programme/<slug:exercise>/change/", programme.exchange, name="exchange"),
    path("moves/<slug:exercise>/", move.move, name="move"),
    path("session/", session.session, name="session"),
    path("session/gentle/", session.flare, name="flare"),
    path("session/stopped/", session.stopped, name="stopped"),
    path("session/after/", session.after, name="after"),
    path("today/", today.today, name="today"),
    path("today/pain/", today.pain, name="pain"),
    path("today/settled/", today.settled, name="settled"),
    path("connection/", include(connection)),
    path("body/", include(connection.body_patterns)),
    path("phone/", include("loadshare.server.pairing.urls")),
    path("help/", about.get_help, name="help"),
    path("evidence/", about.evidence, name="evidence"),
    path("purpose/", about.purpose, name="purpose"),
    path("data/", about.privacy, name="privacy"),
    path("data/take/", data.take, name="take"),
    path("data/delete/", data.delete, name="delete"),
    path("account/sign-in/", account.login, name="account_login"),
    path("account/keep/", account.signup, name="account_signup"),
    path("account/sign-out/", account.logout, name="account_logout"),
    path("api/v1/", api.urls),
]
