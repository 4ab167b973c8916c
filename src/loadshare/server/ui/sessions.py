"""Cookies that an answer from before signing in never takes away or turns back."""

from __future__ import annotations

from django.conf import settings
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
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
    """Django's, but what a page fetches behind itself leaves the token's cookie alone.

    Signing in renews the token. An answer that was asked for a moment before would put the old one back, and
    the next form would be refused.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Renew the cookie only for the page itself, for a form, and for whoever has none yet."""
        mode = request.headers.get("Sec-Fetch-Mode", "navigate")
        if request.method == "GET" and mode != "navigate" and settings.CSRF_COOKIE_NAME in request.COOKIES:
            request.META["CSRF_COOKIE_NEEDS_UPDATE"] = False
        return super().process_response(request, response)
