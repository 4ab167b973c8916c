"""Who is signed in, looked up with their `Person` and the next end of a sharing: pages need both."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.models import User
from django.db.models import IntegerField, QuerySet

from loadshare.server.clinic.away import last_ask_of_a_user
from loadshare.server.clinic.sharing import next_end_of_a_user
from loadshare.server.installation.standing import given, standing


class WithPersonBackend(AuthenticationBackend):  # type: ignore[misc]
    """Signs in as allauth does."""

    def get_user(self, user_id: Any) -> User | None:
        """The user of a session."""
        user = _users.first(pk=user_id)
        return user if user is not None and self.user_can_authenticate(user) else None


@standing
def _users() -> QuerySet[User]:
    users = User.objects.filter(pk=given("pk", IntegerField())).select_related("person")
    return users.annotate(sharing_ends=next_end_of_a_user(), asked_until=last_ask_of_a_user())[:1]
