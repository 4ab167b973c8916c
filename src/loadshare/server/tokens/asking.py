"""How a program of others gets its token: OAuth with PKCE, through allauth's identity provider.

oauthlib knows the grammar, allauth the programs and their secrets. Ours are the narrower rules: S256 of
every program, addresses letter by letter, a code that is good once, tokens in our own table, none renewed.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from allauth.idp.oidc.internal.oauthlib.request_validator import OAuthLibRequestValidator
from django.contrib.auth import get_user_model
from django.utils import timezone
from oauthlib.common import Request
from oauthlib.oauth2 import (
    AuthorizationCodeGrant,
    AuthorizationEndpoint,
    BearerToken,
    InvalidGrantError,
    InvalidRequestError,
    RevocationEndpoint,
    TokenEndpoint,
)

from loadshare.interop.fhir.parts import Owner
from loadshare.interop.fhir.scopes import FOR_ONE_PERSON, narrowed, parts_of
from loadshare.server.belongings.leaving import copy_of
from loadshare.server.records.models import Person
from loadshare.server.tokens import codes
from loadshare.server.tokens.making import TooManyTokensError, end_token_of, hash_of, keep_token, new_token
from loadshare.server.tokens.registered import is_same_redirect

S256 = "S256"
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)
_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}", re.ASCII)
_PROGRAM = re.compile(r"[A-Za-z0-9_-]{1,100}", re.ASCII)


class ProgramValidator(OAuthLibRequestValidator):  # type: ignore[misc]
    """What is true of the programs, codes and tokens here."""

    def is_pkce_required(self, client_id: str, request: Request) -> bool:  # noqa: ARG002
        """Of every program, also one that has a secret."""
        return True

    def validate_redirect_uri(
        self, client_id: str, redirect_uri: str, request: Request, *_: Any, **__: Any
    ) -> bool:
        """Only where the keeper said the program takes people back."""
        del client_id
        return any(is_same_redirect(redirect_uri, entered) for entered in request.client.get_redirect_uris())

    def validate_scopes(
        self, client_id: str, scopes: list[str], client: Any, request: Request, *_: Any, **__: Any
    ) -> bool:
        """Who asks for more than it may have gets what it may have, and is told so with the token."""
        del client_id
        granted = narrowed(" ".join(scopes), " ".join(client.get_scopes()))
        request.scopes = [*granted.split(), *(one for one in FOR_ONE_PERSON if one in scopes)]
        return bool(parts_of(granted))

    def save_authorization_code(
        self, client_id: str, code: dict[str, str], request: Request, *_: Any, **__: Any
    ) -> None:
        """Of the person who says yes at this moment, and of no other."""
        yes = codes.Yes(
            user_id=request.user.pk,
            redirect_uri=request.redirect_uri,
            scopes=tuple(request.scopes),
            hours=request.hours,
            challenge=request.code_challenge,
        )
        codes.keep(code["code"], program=client_id, yes=yes)

    def validate_code(
        self, client_id: str, code: str, client: Any, request: Request, *_: Any, **__: Any
    ) -> bool:
        """It is used up by being looked at, whatever else is wrong. A second time, its token ends."""
        del client_id
        yes = codes.take(code, program=client.pk)
        if yes is None:
            if before := codes.note_again(code, program=client.pk):
                end_token_of(client, token_hash=before)
            return False
        user = get_user_model().objects.filter(pk=yes.user_id, is_active=True).first()
        if user is None:
            return False
        request.yes, request.user, request.scopes = yes, user, list(yes.scopes)
        request.extra_credentials = {"patient": patient_of(user)}
        return True

    def get_code_challenge(self, code: str, request: Request) -> str:
        """What the program showed when it asked."""
        del code
        challenge: str = request.yes.challenge
        return challenge

    def get_code_challenge_method(self, code: str, request: Request) -> str:
        """There is only this one."""
        del code, request
        return S256

    def confirm_redirect_uri(
        self, client_id: str, code: str, redirect_uri: str, client: Any, request: Request, *_: Any, **__: Any
    ) -> bool:
        """The very address that the code was sent to."""
        del client_id, code, client
        return bool(redirect_uri == request.yes.redirect_uri)

    def save_bearer_token(self, token: dict[str, Any], request: Request, *_: Any, **__: Any) -> None:
        """Among those that the person sees and stops. Raises `InvalidGrantError`, and none is left."""
        try:
            row = keep_token(
                token["access_token"],
                user=request.user,
                name=request.client.name,
                scopes=" ".join(request.scopes),
                lasts=dt.timedelta(hours=request.yes.hours),
                program=request.client,
            )
        except TooManyTokensError:
            raise InvalidGrantError(description="The person has as many programs as can be.") from None
        if not codes.note_use(request.code, program=request.client.pk, token_hash=row.token_hash):
            end_token_of(request.client, token_hash=row.token_hash)
            raise InvalidGrantError(description="The code came twice.")

    def invalidate_authorization_code(self, client_id: str, code: str, request: Request, *_: Any) -> None:
        """Nothing is left to do: who took it has it."""

    def revoke_token(self, token: str, token_type_hint: str, request: Request, *_: Any, **__: Any) -> None:
        """The program has done with it. Another program's is left alone."""
        del token_type_hint
        end_token_of(request.client, token_hash=hash_of(token))

    def _lookup_client(self, request: Request, client_id: str | None) -> Any:
        """Nothing but a name is looked for."""
        return super()._lookup_client(request, client_id) if _PROGRAM.fullmatch(client_id or "") else None


class ProgramServer(AuthorizationEndpoint, TokenEndpoint, RevocationEndpoint):  # type: ignore[misc]
    """The three questions a program asks. No other kind of grant is there, and no token renews another."""

    def __init__(self, *, base: str) -> None:
        validator = ProgramValidator()
        self._base = base
        grant = AuthorizationCodeGrant(
            validator,
            refresh_token=False,
            pre_auth=[self._look_at_the_question],
            pre_token=[_look_at_verifier],
        )
        bearer = BearerToken(
            validator,
            token_generator=lambda _request: new_token(),
            expires_in=lambda request: request.yes.hours * 3600,
        )
        AuthorizationEndpoint.__init__(
            self, default_response_type="code", response_types={"code": grant}, default_token_type=bearer
        )
        TokenEndpoint.__init__(
            self,
            default_grant_type="authorization_code",
            grant_types={"authorization_code": grant},
            default_token_type=bearer,
        )
        RevocationEndpoint.__init__(self, validator, supported_token_types=["access_token"])

    def _look_at_the_question(self, request: Request) -> dict[str, str]:
        """S256 alone, and meant for this server: another may have passed the program on to us."""
        if request.code_challenge_method != S256 or not _CHALLENGE.fullmatch(request.code_challenge or ""):
            raise InvalidRequestError(description="PKCE with S256 is needed.", request=request)
        meant_for = getattr(request, "aud", None)
        if meant_for is not None and meant_for.rstrip("/") != self._base:
            raise InvalidRequestError(description=f"aud is not {self._base}.", request=request)
        return {}


def _look_at_verifier(request: Request) -> None:
    if request.code_verifier is not None and not _VERIFIER.fullmatch(request.code_verifier):
        raise InvalidRequestError(description="code_verifier is none.", request=request)


def patient_of(user: Any) -> str:
    """The id of the Patient that `/fhir/R4` gives for this account: a random number, and no more."""
    person = Person.objects.get_or_create(user_id=user.pk)[0]
    started_at: str = copy_of(person, (), now=timezone.now())["person"]["started_at"]
    return Owner(started_at=started_at).id_of("Patient")
