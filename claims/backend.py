"""Who somebody is and what they may do, in one query a request."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, Value
from django.db.models.functions import Concat

from claims.models import User


class DeskBackend(ModelBackend):
    """Django's own, which asks the database for a person, their permissions and their groups'.

    A page asks for all three in any case, so they come together. Like Django's, permissions that
    change count from the next request.
    """

    def get_user(self, user_id: int) -> User | None:
        user = User.objects.annotate(may=_permissions()).filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        come_along = getattr(user_obj, "may", None)
        if come_along is None or user_obj.is_superuser or obj is not None:
            return super().get_all_permissions(user_obj, obj)
        return set(come_along) if user_obj.is_active else set()


def _permissions() -> ArraySubquery:
    """The names of what the person may do, by themselves and through their groups."""
    own = Q(user=OuterRef("pk")) | Q(group__user=OuterRef("pk"))
    name = Concat(F("content_type__app_label"), Value("."), F("codename"))
    return ArraySubquery(Permission.objects.filter(own).order_by().values_list(name))
