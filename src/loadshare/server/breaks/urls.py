"""Addresses of breaks. The calendar's is a secret; it says nothing about health either."""

from django.urls import path

from loadshare.server.breaks import calendar, chances, guided, push_views, views

urlpatterns = [
    path("break/", guided.whole_break, name="break"),
    path("break/short/", guided.short_break, name="short_break"),
    path("breaks/", views.settings, name="breaks"),
    path("breaks/say/", views.say, name="break_say"),
    path("breaks/now/", views.now, name="break_now"),
    path("breaks/pause/", views.pause, name="break_pause"),
    path("breaks/chance/", chances.change, name="break_chance"),
    path("breaks/push/key/", push_views.key, name="push_key"),
    path("breaks/push/allow/", push_views.allow, name="push_allow"),
    path("breaks/push/end/", push_views.end, name="push_end"),
    path("breaks/calendar/", calendar.make, name="calendar_make"),
    path("breaks/calendar/end/", calendar.end, name="calendar_end"),
    path("calendar/<str:token>.ics", calendar.feed, name="calendar_feed"),
]
