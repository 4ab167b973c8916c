"""The addresses of pairing. The code in one of them is good once, for ten minutes."""

from django.urls import path

from loadshare.server.pairing import views

urlpatterns = [
    path("for/<slug:test>/", views.begin, name="phone_begin"),
    path("show/<uuid:link_id>/", views.show, name="phone_show"),
    path("show/<uuid:link_id>/state.json", views.state, name="phone_state"),
    path("open/<str:code>/", views.open_code, name="phone_open"),
    path("end/", views.end, name="phone_end"),
]
