"""Who calls: a program that shows the key of somebody with an account."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, ValidationError
from rest_framework.request import Request

from claims.models import ApiKey, User

# A busy key would otherwise write its own row with every request.
LAST_USED_EVERY = dt.timedelta(minutes=1)
# Under which other services take a key in the address.
KEY_NAMES = {"key", "api_key", "apikey", "access_token", "token"}


class ApiKeyAuthentication(BaseAuthentication):
    """`Authorization: Bearer fck_…`. Sets `request.user` to the owner, `request.auth` to the key.

    Without such a header the caller is anonymous; with a key that can't be used the answer is 401,
    also where no key is needed: a program must notice that its key has ended.
    """

    @sensitive_variables("clear")
    def authenticate(self, request: Request) -> tuple[User, ApiKey] | None:
        scheme, _, clear = get_authorization_header(request).decode("latin-1").partition(" ")
        if scheme.lower() != "bearer":
            return None
        return use(clear.strip())

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="Factcheck"'


@sensitive_variables("clear")
def use(clear: str) -> tuple[User, ApiKey]:
    """The owner of a key and its row, its use noted. Raises AuthenticationFailed."""
    key = _usable(clear)
    _note_use(key)
    owner = key.owner
    owner.acting_key = key
    return owner, key


def refuse_key_in_address(request: Request) -> None:
    """Raise ValidationError where a key stands in the address, which servers write into logs."""
    for name, values in request.query_params.lists():
        if name.lower() in KEY_NAMES or any(value.startswith(ApiKey.PREFIX) for value in values):
            raise ValidationError(
                {
                    name: "A key belongs into the header: send “Authorization: Bearer fck_…”. "
                    "What stands in an address is kept in logs; revoke a key that did."
                }
            )


@sensitive_variables("clear")
def _usable(clear: str) -> ApiKey:
    """The key's row, found by its hash. Says why a known key is refused, never what was sent."""
    key = ApiKey.objects.select_related("owner").filter(sha256=ApiKey.digest(clear)).first()
    if key is None:
        raise AuthenticationFailed("There is no such API key. Check that all of it was copied.")
    if key.revoked_at:
        raise AuthenticationFailed(f"The API key “{key.name}” was revoked.")
    if not key.is_usable:
        raise AuthenticationFailed(
            f"The API key “{key.name}” expired on {key.expires_at:%Y-%m-%d}."
        )
    if not key.owner.is_active:
        raise AuthenticationFailed(f"The owner of the API key “{key.name}” has no active account.")
    return key


def _note_use(key: ApiKey) -> None:
    now = timezone.now()
    if key.last_used_at and now - key.last_used_at < LAST_USED_EVERY:
        return
    # Of many requests in the same moment one writes.
    ApiKey.objects.filter(
        Q(last_used_at=None) | Q(last_used_at__lte=now - LAST_USED_EVERY), pk=key.pk
    ).update(last_used_at=now)
