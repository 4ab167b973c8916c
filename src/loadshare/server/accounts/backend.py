"""Who is signed in, looked up with their `Person` and the next end of a sharing: pages need both."""

from __future__ import annotations

from functools import cache
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.models import User
from django.db.models import QuerySet

from loadshare.server.clinic.away import last_ask_of_a_user
from loadshare.server.clinic.sharing import next_end_of_a_user


class WithPersonBackend(AuthenticationBackend):  # type: ignore[misc]
    """Signs in as allauth does."""

    def get_user(self, user_id: Any) -> User | None:
        """The user of a session."""
        user = _users().filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None


@cache
def _users() -> QuerySet[User]:
    """Put together once and asked at every page; it is never read itself, so it holds nobody."""
    return User.objects.select_related("person").annotate(
        sharing_ends=next_end_of_a_user(), asked_until=last_ask_of_a_user()
    )
