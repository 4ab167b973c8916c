"""Addresses of the measuring pages. They name a test, never a result."""

from django.urls import path

from loadshare.server.measure import file_views, views

urlpatterns = [
    path("", views.tests, name="measure"),
    path("keep/", views.keep, name="measure_keep"),
    path("<slug:name>/", views.test, name="measure_test"),
    path("<slug:name>/file/", file_views.from_file, name="measure_file"),
]
