"""The addresses of tokens, under *Where you are signed in*, and where programs of others ask."""

from django.urls import path

from loadshare.server.tokens import asking_views as asking
from loadshare.server.tokens import views

urlpatterns = [
    path("programs/new/", views.new_token, name="new_token"),
    path("programs/<uuid:token_id>/stop/", views.stop_token, name="stop_token"),
]
issuer_patterns = [
    path("oauth-authorization-server/fhir/R4", asking.issuer, name="program_issuer"),
]
"""Under `/.well-known/`, as RFC 8414 makes it of the address that programs are given."""
program_patterns = [
    path("authorize/", asking.ask, name="program_ask"),
    path("token/", asking.fetch, name="program_token"),
    path("revoke/", asking.give_back, name="program_end"),
]
