"""Cookies that an answer from before signing in never takes away or turns back."""

from __future__ import annotations

from django.conf import settings
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware, rotate_token
from django.utils.cache import patch_vary_headers


class KeepingSessionMiddleware(SessionMiddleware):
    """Django's, but an answer to a request that came with an old cookie leaves the browser's cookie alone.

    Signing in renews the cookie. What the page or its service worker asked for a moment before still carries
    the old one; were the cookie taken away with that answer, the new one would go, and the person with it.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Leave the cookie alone unless the session was changed or holds something."""
        session = request.session
        if session.is_empty() and not session.modified:
            if session.accessed:
                patch_vary_headers(response, ("Cookie",))
            return response
        kept: HttpResponse = super().process_response(request, response)
        return kept


class KeepingCsrfMiddleware(CsrfViewMiddleware):
    """Django's, but a token's cookie goes out only where it is another than the browser sent.

    Signing in and out renew the token. An answer that was asked for a moment before, by the page, its
    service worker or another tab, would put the old one back, and the next form would be refused. So the
    cookie is not sent again to live longer: it is given anew after its year.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Send what is new: the first one, a renewed one, or one in the place of something unreadable."""
        if request.META.get("CSRF_COOKIE") == request.COOKIES.get(settings.CSRF_COOKIE_NAME):
            request.META["CSRF_COOKIE_NEEDS_UPDATE"] = False
        return super().process_response(request, response)


def renew_token(*, request: HttpRequest | None, **_: object) -> None:
    """Whoever signs out leaves no form behind that the next person could send."""
    if request is not None:
        rotate_token(request)
