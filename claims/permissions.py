"""Who may do what: three roles, each a group, each holding all that the one before it holds.

Doors ask `user.has_perm(...)` with the names below; what depends on the object as well (nobody
signs off their own verdict) is a predicate here, and the pipeline refuses it again.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission

if TYPE_CHECKING:
    from claims.models import Alert, Claim, SavedView, User, Verdict


class Role(StrEnum):
    REPORTER = "Reporter"
    EDITOR = "Editor"
    ADMINISTRATOR = "Administrator"


VIEW_DESK = "claims.view_claim"
ADD_DOCUMENT = "claims.add_document"
EXTRACT = "claims.extract_document"
MODERATE = "claims.moderate_document"
TRIAGE = "claims.triage_claim"
DRAFT = "claims.draft_verdict"
EXPORT = "claims.ask_export"
SIGN_OFF = "claims.sign_off_verdict"
PUBLISH = "claims.publish_verdict"
RETRACT = "claims.retract_publication"
REVOKE_KEY = "claims.revoke_apikey"
ADMINISTER = "claims.change_user"
VIEW_WEBHOOK = "claims.view_webhook"
ADD_WEBHOOK = "claims.add_webhook"
CHANGE_WEBHOOK = "claims.change_webhook"
REMOVE_WEBHOOK = "claims.delete_webhook"
# Of others: everybody removes their own.
REMOVE_EXPORT = "claims.delete_export"

_READ = {
    f"claims.view_{model}"
    for model in (
        "document",
        "extraction",
        "claim",
        "claimant",
        "occurrence",
        "revision",
        "verdict",
        "source",
        "archivedcopy",
        "reply",
        "approval",
        "rating",
        "scale",
        "publication",
        "correction",
        "promisestatus",
        "alert",
        "event",
    )
}
_REPORTER = _READ | {ADD_DOCUMENT, EXTRACT, TRIAGE, DRAFT, EXPORT}
_EDITOR = _REPORTER | {SIGN_OFF, PUBLISH, RETRACT}
_ADMINISTRATOR = (
    _EDITOR
    | {MODERATE, REVOKE_KEY}
    | {"claims.view_user", "claims.add_user", ADMINISTER}
    | {f"claims.{verb}_apikey" for verb in ("view", "add")}
    | {f"claims.{verb}_newsroom" for verb in ("view", "change")}
    | {f"claims.{verb}_scale" for verb in ("add", "change", "delete")}
    | {f"claims.{verb}_rating" for verb in ("add", "change", "delete")}
    | {"claims.change_claimant", "claims.view_notification"}
    | {VIEW_WEBHOOK, ADD_WEBHOOK, CHANGE_WEBHOOK, REMOVE_WEBHOOK}
    | {"claims.view_delivery", "claims.view_attempt", "claims.view_export", REMOVE_EXPORT}
)

ROLES: dict[Role, set[str]] = {
    Role.REPORTER: _REPORTER,
    Role.EDITOR: _EDITOR,
    Role.ADMINISTRATOR: _ADMINISTRATOR,
}


def install_roles() -> None:
    """Make each role's group hold exactly the permissions listed here."""
    rows = Permission.objects.filter(content_type__app_label="claims")
    known = {f"claims.{codename}": pk for pk, codename in rows.values_list("pk", "codename")}
    for role, names in ROLES.items():
        group, _ = Group.objects.get_or_create(name=role.value)
        group.permissions.set([known[name] for name in sorted(names)])


def holders(permission: str) -> Any:
    """The accounts that have a permission now: active, by a role or as superusers."""
    backend = "django.contrib.auth.backends.ModelBackend"
    return get_user_model().objects.with_perm(permission, backend=backend)


def role_of(user: User) -> Role | None:
    """The role that somebody has, the highest of several; superusers need none."""
    names = {group.name for group in user.groups.all()}
    return next((role for role in reversed(Role) if role.value in names), None)


def may_edit_draft(user: User, verdict: Verdict) -> bool:
    """Only the author writes a draft; somebody else takes it over first.

    While its claim is put aside nobody does: that is reopened first.
    """
    return user == verdict.author and _may_write(user, verdict)


def may_take_over(user: User, verdict: Verdict) -> bool:
    """A draft that somebody else writes."""
    return user != verdict.author and _may_write(user, verdict)


def _may_write(user: User, verdict: Verdict) -> bool:
    return verdict.state == "draft" and may_draft(user, verdict.claim)


def may_sign_off(user: User, verdict: Verdict) -> bool:
    """A second person, never the author."""
    return verdict.state == "submitted" and user != verdict.author and user.has_perm(SIGN_OFF)


def may_send_back(user: User, verdict: Verdict) -> bool:
    """Who may sign off may send back; the author may withdraw what waits for sign-off."""
    if verdict.state == "submitted":
        return user.has_perm(SIGN_OFF) or (user == verdict.author and user.has_perm(DRAFT))
    return (
        verdict.state == "approved"
        and verdict.claim.state == "approved"
        and user.has_perm(SIGN_OFF)
    )


def may_draft(user: User, claim: Claim) -> bool:
    return claim.state == "checking" and user.has_perm(DRAFT)


def may_change_view(user: User, view: SavedView) -> bool:
    """One's own; an administrator looks after those that are shared."""
    if user == view.owner:
        return user.has_perm(VIEW_DESK)
    return view.is_shared and user.has_perm(ADMINISTER)


def may_close_alert(user: User, alert: Alert) -> bool:
    """Who looks at sources may; whether a promise or verdict stands is an editor's to say."""
    about_a_source = alert.source_id is not None
    return user.has_perm(TRIAGE if about_a_source else PUBLISH)
