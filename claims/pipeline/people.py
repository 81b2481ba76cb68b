"""People: accounts, their roles, their passwords. Nobody is deleted: accounts are deactivated."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.views.decorators.debug import sensitive_variables

from claims.models import User
from claims.permissions import Role, role_of
from claims.pipeline.changes import record, take

FACTS = ("username", "first_name", "last_name", "email")


@sensitive_variables("password")
@transaction.atomic
def add(
    *,
    by: User | None,
    username: str,
    password: str,
    role: Role | None,
    first_name: str = "",
    last_name: str = "",
    email: str = "",
) -> User:
    """Make an account with a role; without one it can log in and see nothing."""
    person = User(username=username, first_name=first_name, last_name=last_name, email=email)
    facts = {name: getattr(person, name) for name in FACTS}
    check(person, by=by, role=role, **facts)
    person.full_clean(exclude=["password"])
    validate_password(password, person)
    person.set_password(password)
    person.is_staff = role == Role.ADMINISTRATOR
    person.save()
    _put_into(person, role)
    given = {name: value for name, value in facts.items() if value}
    record(person, action="user.added", by=by, after=given | {"role": _word(role)})
    return person


@transaction.atomic
def change(person: User, *, by: User | None, **values: Any) -> None:
    """Set any of username, first_name, last_name, email, role and is_active.

    Who becomes an administrator may open the admin, and who stops being one may not any more.
    Raises ValidationError for what can't be taken: see `check`.
    """
    # One change of people at a time, or two administrators could demote each other at once.
    Group.objects.select_for_update().get(name=Role.ADMINISTRATOR)
    locked = take(person, refusal="This account is gone.")
    check(locked, by=by, **values)
    before = _facts(locked)
    if "role" in values:
        _put_into(locked, values["role"])
    for name in values.keys() - {"role"}:
        setattr(locked, name, values[name])
    locked.is_staff = locked.is_superuser or role_of(locked) == Role.ADMINISTRATOR
    locked.full_clean(exclude=["password"])
    locked.save(update_fields=[*FACTS, "is_active", "is_staff"])
    _record_difference(locked, before, by=by)


@sensitive_variables("password")
@transaction.atomic
def set_password(person: User, *, by: User | None, password: str) -> User:
    """Give an account a new password, which ends its sessions. The Event doesn't say which.

    Returns the account as it is now, for a caller who wants to stay logged in.
    """
    locked = take(person, refusal="This account is gone.")
    _refuse_above(locked, by)
    validate_password(password, locked)
    locked.set_password(password)
    locked.save(update_fields=["password"])
    record(locked, action="user.password_set", by=by)
    return locked


def check(person: User, *, by: User | None, **values: Any) -> None:
    """Raise ValidationError for what `by` may not do to `person`, whose row is as it stands.

    Nobody takes away their own administrator's access or the last one there is; nobody but a
    superuser touches a superuser; and a username is taken whatever its case.
    """
    if unknown := values.keys() - {*FACTS, "role", "is_active"}:
        raise TypeError(f"{sorted(unknown)} of an account can't be set by hand.")
    _refuse_above(person, by)
    username = values.get("username", person.username)
    if User.objects.filter(username__iexact=username).exclude(pk=person.pk).exists():
        raise ValidationError({"username": f"Somebody has the username “{username}” already."})
    if person.pk and _administers(person):
        _refuse_lockout(person, by, values)


def administrators() -> Any:
    """Accounts that can administer: active, and with the role or superuser."""
    return User.objects.filter(is_active=True).filter(
        Q(is_superuser=True) | Q(pk__in=User.objects.filter(groups__name=Role.ADMINISTRATOR))
    )


def _refuse_above(person: User, by: User | None) -> None:
    if person.is_superuser and by and not by.is_superuser:
        raise ValidationError(f"{person.name} is a superuser. Only a superuser can change that.")


def _refuse_lockout(person: User, by: User | None, values: dict[str, Any]) -> None:
    stays_active = values.get("is_active", person.is_active)
    role = values.get("role", Role.ADMINISTRATOR)
    if stays_active and (person.is_superuser or role == Role.ADMINISTRATOR):
        return
    field = "role" if stays_active else "is_active"
    if not administrators().exclude(pk=person.pk).exists():
        raise ValidationError(
            {field: "This is the last active administrator. Make somebody else one first."}
        )
    if person == by:
        raise ValidationError(
            {field: "You can’t take away your own access. Another administrator can."}
        )


def _administers(person: User) -> bool:
    return person.is_active and (person.is_superuser or role_of(person) == Role.ADMINISTRATOR)


def _put_into(person: User, role: Role | None) -> None:
    """Move somebody to one role's group, or to none. Groups that aren't roles stay."""
    person.groups.remove(*Group.objects.filter(name__in=list(Role)))
    if role:
        person.groups.add(Group.objects.get(name=role))


def _facts(person: User) -> dict[str, Any]:
    facts = {name: getattr(person, name) for name in (*FACTS, "is_active")}
    return facts | {"role": _word(role_of(person))}


def _record_difference(person: User, before: dict[str, Any], *, by: User | None) -> None:
    after = _facts(person)
    changed = [name for name in after if after[name] != before[name]]
    if changed:
        record(
            person,
            action="user.changed",
            by=by,
            before={name: before[name] for name in changed},
            after={name: after[name] for name in changed},
        )


def _word(role: Role | None) -> str | None:
    return role.value if role else None


def switch_keys(person: User, *, on: bool) -> None:
    """Whether single letters are keys of the desk for this person: a habit, and no Event."""
    User.objects.filter(pk=person.pk).update(one_letter_keys=on)
