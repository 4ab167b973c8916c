"""Every address of the web application. None of them says anything about a person's health."""

from django.urls import include, path

from loadshare.server.accounts import urls as accounts
from loadshare.server.api import r4
from loadshare.server.api.v1 import api
from loadshare.server.breaks import urls as breaks
from loadshare.server.check.views import check, measured, result
from loadshare.server.clinic import urls as clinic
from loadshare.server.confidence import views as confidence
from loadshare.server.connection import urls as connection
from loadshare.server.front import about, start
from loadshare.server.measure import urls as measure
from loadshare.server.offline import urls as offline
from loadshare.server.programme import after_check, wishes
from loadshare.server.programme import day_views as days
from loadshare.server.programme import move_views as move
from loadshare.server.programme import paper_views as paper
from loadshare.server.programme import pause_views as pause
from loadshare.server.programme import views as programme
from loadshare.server.progress import outcome_views as outcomes
from loadshare.server.progress import views as progress
from loadshare.server.session import late_stop
from loadshare.server.session import views as session
from loadshare.server.today import device_views
from loadshare.server.today import views as today
from loadshare.server.tokens import urls as tokens
from loadshare.server.trials import views as trials
from loadshare.server.using import views as using
from loadshare.server.week import letters
from loadshare.server.week import views as week
from loadshare.server.yourdata import views as data

handler403 = "loadshare.server.front.errors.not_allowed"
handler404 = "loadshare.server.front.errors.not_found"
handler500 = "loadshare.server.front.errors.broken"

urlpatterns = [
    path("", start.start, name="start"),
    path("check/", check.check, name="check"),
    path("check/<int:number>/", check.page, name="question"),
    path("check/adults/", check.young, name="young"),
    path("check/talk/", check.talk, name="talk"),
    path("leave/", result.leave, name="leave"),
    path("check/measured/", measured.measured, name="measured"),
    path("check/measured/<int:number>/", measured.measurement, name="measurement"),
    path("check/review/", check.review, name="review"),
    path("check/finish/", after_check.finish, name="finish"),
    path("result/", result.result, name="result"),
    path("result/clarify/", result.clarify, name="clarify"),
    path("result/checked/", result.checked, name="checked"),
    path("result/ideas/", result.ideas, name="ideas"),
    path("programme/", programme.programme, name="programme"),
    path("programme/paper/", paper.paper, name="paper"),
    path("programme/pause/", pause.pause, name="pause"),
    path("programme/days/", days.days, name="days"),
    path("programme/build/", programme.build, name="build"),
    path("programme/wishes/<int:number>/", wishes.wishes, name="wishes"),
    path("programme/<slug:exercise>/change/", programme.exchange, name="exchange"),
    path("moves/<slug:exercise>/", move.move, name="move"),
    path("session/", session.session, name="session"),
    path("session/gentle/", session.flare, name="flare"),
    path("session/stopped/", session.stopped, name="stopped"),
    path("session/after/", session.after, name="after"),
    path("session/late/", late_stop.late_stop, name="late_stop"),
    path("offline/plan.json", device_views.plan, name="offline_plan"),
    path("today/", today.today, name="today"),
    path("today/pain/", today.pain, name="pain"),
    path("today/trial/", trials.note, name="trial_note"),
    path("today/settled/", today.settled, name="settled"),
    path("", include(breaks)),
    path("week/", week.week, name="week"),
    path("week/signs/", week.signs, name="week_signs"),
    path("week/all/", week.whole, name="week_whole"),
    path("week/next/", week.following, name="week_next"),
    path("week/letters/", letters.letters, name="letters"),
    path("week/seen/", week.seen, name="week_seen"),
    path("steps/", confidence.steps, name="steps"),
    path("walks/", confidence.walks, name="walks"),
    path("next-bout/", confidence.bout, name="bout"),
    path("trial/", trials.trial, name="trial"),
    path("trial/end/", trials.end, name="trial_end"),
    path("trial/<uuid:key>/", trials.past, name="trial_past"),
    path("trial/<uuid:key>/keep/", trials.keep, name="trial_keep"),
    path("progress/", progress.progress, name="progress"),
    path("progress/questions/", outcomes.due, name="outcomes_due"),
    path("progress/questions/<int:number>/", outcomes.outcome, name="outcome"),
    path("progress/questions/later/", outcomes.later, name="outcomes_later"),
    path("progress/given/", outcomes.typed, name="typed_score"),
    path("using/back/", using.back, name="back"),
    path("using/content/", using.content, name="content"),
    path("using/stopping/", using.stopping, name="stopping"),
    path("using/noticed/", using.noticed, name="noticed"),
    path("using/not-again/", using.no_follow_up, name="no_follow_up"),
    path("measure/", include(measure)),
    path("connection/", include(connection)),
    path("body/", include(connection.body_patterns)),
    path("phone/", include("loadshare.server.pairing.urls")),
    path("help/", about.get_help, name="help"),
    path("evidence/", about.evidence, name="evidence"),
    path("purpose/", about.purpose, name="purpose"),
    path("data/", data.privacy, name="privacy"),
    path("data/take/", data.take, name="take"),
    path("data/take/tables/", data.take_tables, name="take_tables"),
    path("data/take/fhir/", data.take_fhir, name="take_fhir"),
    path("data/bring/", data.bring_copy, name="bring"),
    path("data/clinic/", include("loadshare.server.sending.urls")),
    path("data/delete/", data.delete, name="delete"),
    path("data/receipt/", data.receipt, name="receipt"),
    path("", include(clinic)),
    path("account/devices/", include(tokens)),
    path("account/", include(accounts)),
    path("oauth/", include(tokens.program_patterns)),
    path(".well-known/", include(tokens.issuer_patterns)),
    path("", include(offline)),
    path("api/v1/", api.urls),
    path("fhir/R4/", include(r4)),
]
