"""Who may do what, written out: every role, every permission, every rule that looks at the row."""

import re
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims import permissions
from claims.backend import DeskBackend
from claims.models import Alert, Claim, SavedView, User, Verdict
from claims.permissions import ROLES, Role, role_of
from tests import make

# Columns: no role, Reporter, Editor, Administrator.
CAST = ("", "Reporter", "Editor", "Administrator")

PERMISSIONS = {
    "claims.view_document": "-REA",
    "claims.view_extraction": "-REA",
    "claims.view_claim": "-REA",
    "claims.view_claimant": "-REA",
    "claims.view_occurrence": "-REA",
    "claims.view_revision": "-REA",
    "claims.view_verdict": "-REA",
    "claims.view_source": "-REA",
    "claims.view_archivedcopy": "-REA",
    "claims.view_reply": "-REA",
    "claims.view_approval": "-REA",
    "claims.view_rating": "-REA",
    "claims.view_scale": "-REA",
    "claims.view_publication": "-REA",
    "claims.view_correction": "-REA",
    "claims.view_promisestatus": "-REA",
    "claims.view_alert": "-REA",
    "claims.view_event": "-REA",
    "claims.add_document": "-REA",
    "claims.extract_document": "-REA",
    "claims.triage_claim": "-REA",
    "claims.draft_verdict": "-REA",
    "claims.ask_export": "-REA",
    "claims.sign_off_verdict": "--EA",
    "claims.publish_verdict": "--EA",
    "claims.retract_publication": "--EA",
    "claims.moderate_document": "---A",
    "claims.view_export": "---A",
    "claims.delete_export": "---A",
    "claims.change_claimant": "---A",
    "claims.view_notification": "---A",
    "claims.add_scale": "---A",
    "claims.change_scale": "---A",
    "claims.delete_scale": "---A",
    "claims.add_rating": "---A",
    "claims.change_rating": "---A",
    "claims.delete_rating": "---A",
    "claims.view_newsroom": "---A",
    "claims.change_newsroom": "---A",
    "claims.view_user": "---A",
    "claims.add_user": "---A",
    "claims.change_user": "---A",
    "claims.view_apikey": "---A",
    "claims.add_apikey": "---A",
    "claims.revoke_apikey": "---A",
    "claims.view_webhook": "---A",
    "claims.add_webhook": "---A",
    "claims.change_webhook": "---A",
    "claims.delete_webhook": "---A",
    "claims.view_delivery": "---A",
    "claims.view_attempt": "---A",
}


@pytest.mark.parametrize("column", range(4), ids=["none", *CAST[1:]])
def test_each_role_holds_what_the_table_says_and_nothing_else(db, column):
    person = make.user(role=CAST[column])
    expected = {name for name, row in PERMISSIONS.items() if row[column] != "-"}
    assert person.get_all_permissions() == expected


def test_each_role_holds_all_that_the_one_before_it_holds():
    reporter, editor, administrator = (ROLES[role] for role in Role)
    assert reporter < editor < administrator
    assert administrator == PERMISSIONS.keys()


def test_no_role_may_edit_or_delete_by_hand_what_the_workflow_owns():
    owned = ("document", "extraction", "claim", "occurrence", "revision", "verdict", "source",
             "publication", "event", "apikey")  # fmt: skip
    by_hand = {f"claims.{verb}_{table}" for verb in ("change", "delete") for table in owned}
    assert not by_hand & ROLES[Role.ADMINISTRATOR]


@pytest.mark.parametrize("role", CAST)
def test_a_person_and_what_they_may_do_is_one_query(db, role):
    user = make.user(role=role)
    user.user_permissions.add(Permission.objects.get(codename="view_logentry"))
    with CaptureQueriesContext(connection) as captured:
        read = DeskBackend().get_user(user.pk)
        may = read.get_all_permissions()
    assert len(captured) == 1
    assert may == user.get_all_permissions()
    assert "admin.view_logentry" in may
    assert all(read.has_perm(name) == user.has_perm(name) for name in PERMISSIONS)


def test_a_superuser_may_do_all_of_it_without_a_role(db):
    root = make.user(is_superuser=True)
    assert all(root.has_perm(name) for name in PERMISSIONS)
    assert role_of(root) is None


def test_whoever_was_deactivated_may_do_nothing(db):
    for facts in ({"role": "Administrator"}, {"is_superuser": True}):
        person = make.user(**facts)
        person.is_active = False
        person.save()
        person = User.objects.get(pk=person.pk)
        assert not any(person.has_perm(name) for name in PERMISSIONS)


def test_whoever_was_deactivated_is_not_found(alice):
    User.objects.update(is_active=False)
    assert DeskBackend().get_user(alice.pk) is None
    assert DeskBackend().get_user(0) is None


def test_whoever_is_not_logged_in_may_do_nothing(db):
    assert not any(AnonymousUser().has_perm(name) for name in PERMISSIONS)


@pytest.mark.parametrize("name", [name for name in dir(permissions) if name.isupper()])
def test_every_name_that_doors_ask_for_is_a_permission_of_the_database(db, name):
    value = getattr(permissions, name)
    if isinstance(value, str):
        app, codename = value.split(".")
        assert Permission.objects.filter(content_type__app_label=app, codename=codename).exists()


def test_the_role_of_somebody_with_several_is_the_highest(alice):
    from django.contrib.auth.models import Group

    alice.groups.add(Group.objects.get(name="Editor"), Group.objects.create(name="Night shift"))
    assert role_of(alice) == Role.EDITOR


# The rules that look at the row. The author is a reporter and an editor in turn; “other” didn't
# write it. Columns: no role, Reporter, Editor, Administrator, superuser, deactivated editor.

OTHERS = ("none", "Reporter", "Editor", "Administrator", "superuser", "deactivated")

RULES = {
    # rule, verdict's state, claim's state, whether it is their own: who may
    ("may_edit_draft", "draft", "checking", "own"): "-REAS-",
    ("may_edit_draft", "draft", "checking", "other"): "------",
    ("may_edit_draft", "submitted", "in_review", "own"): "------",
    ("may_edit_draft", "approved", "approved", "own"): "------",
    ("may_edit_draft", "draft", "dismissed", "own"): "------",
    ("may_take_over", "draft", "checking", "other"): "-REAS-",
    ("may_take_over", "draft", "checking", "own"): "------",
    ("may_take_over", "draft", "retracted", "other"): "------",
    ("may_take_over", "submitted", "in_review", "other"): "------",
    ("may_sign_off", "submitted", "in_review", "other"): "--EAS-",
    ("may_sign_off", "submitted", "in_review", "own"): "------",
    ("may_sign_off", "draft", "checking", "other"): "------",
    ("may_sign_off", "approved", "approved", "other"): "------",
    ("may_send_back", "submitted", "in_review", "other"): "--EAS-",
    ("may_send_back", "submitted", "in_review", "own"): "-REAS-",
    ("may_send_back", "approved", "approved", "other"): "--EAS-",
    ("may_send_back", "approved", "approved", "own"): "--EAS-",
    ("may_send_back", "approved", "published", "other"): "------",
    ("may_send_back", "approved", "retracted", "other"): "------",
    ("may_send_back", "draft", "checking", "other"): "------",
    ("may_send_back", "draft", "checking", "own"): "------",
}
DRAFTING = {
    "new": "------",
    "checking": "-REAS-",
    "in_review": "------",
    "approved": "------",
    "published": "------",
    "dismissed": "------",
    "parked": "------",
    "retracted": "------",
}
# Whose view, and whether it is shared: who may change it.
VIEWS = {
    ("own", False): "-REAS-",
    ("own", True): "-REAS-",
    ("other", False): "------",
    ("other", True): "---AS-",
}


@pytest.fixture
def people(db) -> list[User]:
    cast = [make.user(role=role) for role in CAST]
    cast.append(make.user(is_superuser=True))
    gone = make.user(role="Editor")
    User.objects.filter(pk=gone.pk).update(is_active=False)
    return [*cast, User.objects.get(pk=gone.pk)]


def test_every_rule_about_a_verdict_says_what_the_table_says(people):
    author = make.user(role="Editor")
    for (rule, state, claim_state, whose), row in RULES.items():
        for person, who, letter in zip(people, OTHERS, row, strict=True):
            verdict = Verdict(state=state, claim=Claim(state=claim_state))
            verdict.author = person if whose == "own" else author
            said = getattr(permissions, rule)(person, verdict)
            assert said is (letter != "-"), (rule, state, claim_state, whose, who)


def test_a_draft_is_begun_only_on_a_claim_that_is_being_checked(people):
    assert DRAFTING.keys() == set(Claim.State.values)
    for state, row in DRAFTING.items():
        for person, who, letter in zip(people, OTHERS, row, strict=True):
            said = permissions.may_draft(person, Claim(state=state))
            assert said is (letter != "-"), (state, who)


def test_a_view_is_its_owners_and_a_shared_one_the_administrators_too(people):
    owner = make.user(role="Editor")
    for (whose, is_shared), row in VIEWS.items():
        for person, who, letter in zip(people, OTHERS, row, strict=True):
            view = SavedView(owner=person if whose == "own" else owner, is_shared=is_shared)
            said = permissions.may_change_view(person, view)
            assert said is (letter != "-"), (whose, is_shared, who)


def test_whether_something_stands_is_an_editors_to_say_and_a_source_a_reporters_too(people):
    of_a_source = Alert(kind="source_gone", source_id=1)
    for alert, row in ((Alert(kind="due"), "--EAS-"), (of_a_source, "-REAS-")):
        for person, who, letter in zip(people, OTHERS, row, strict=True):
            assert permissions.may_close_alert(person, alert) is (letter != "-"), who


def test_every_rule_of_the_module_is_in_a_table():
    rules = {name for name in dir(permissions) if name.startswith("may_")}
    assert rules == {rule for rule, *_ in RULES} | {
        "may_draft",
        "may_change_view",
        "may_close_alert",
    }


# The documentation


def test_the_documentation_says_who_may_do_what():
    """Each row of the table in docs/roles.md: what, its permissions, and a mark for each role."""
    text = (Path(__file__).parent.parent / "docs" / "roles.md").read_text()
    written: dict[str, list[bool]] = {}
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 5 and "`" in cells[4]:
            for name in re.findall(r"`(\w+)`", cells[4]):
                written[f"claims.{name}"] = [mark == "yes" for mark in cells[1:4]]
    assert written == {
        name: [name in ROLES[role] for role in Role] for name in ROLES[Role.ADMINISTRATOR]
    }
