"""Accounts and roles: made, changed, deactivated, never deleted; and nobody is locked out."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from claims.models import Event, User
from claims.permissions import Role, role_of
from claims.pipeline import people
from tests import make
from tests.admin.pages import button_of, list_of, page_of, said

ADD = "/admin/claims/user/add/"


def new_person(**changes):
    form = {"username": "erin", "first_name": "Erin", "last_name": "Eze", "email": ""}
    secret = {"password1": "a fine long password", "password2": "a fine long password"}
    return form | secret | {"role": "Editor"} | changes


def person_form(person: User, **changes):
    form = {name: getattr(person, name) for name in people.FACTS}
    form |= {"role": role_of(person) or "", **({"is_active": "on"} if person.is_active else {})}
    return {name: value for name, value in (form | changes).items() if value is not None}


def errors(response) -> dict[str, list[str]]:
    return dict(response.context["adminform"].form.errors)


# Making accounts


def test_an_account_is_made_with_a_role_and_a_password(admin_door, client, dana):
    assert admin_door.get(ADD).status_code == 200
    assert admin_door.post(ADD, new_person()).status_code == 302
    person = User.objects.get(username="erin")
    assert (person.name, role_of(person), person.is_staff) == ("Erin Eze", Role.EDITOR, False)
    assert client.login(username="erin", password="a fine long password")
    event = Event.objects.get(action="user.added")
    assert (event.by, event.object_id) == (dana, person.pk)
    assert event.after["role"] == "Editor"
    assert "password" not in str(event.after)


def test_a_new_administrator_may_open_the_admin(admin_door, as_):
    admin_door.post(ADD, new_person(role="Administrator"))
    person = User.objects.get(username="erin")
    assert person.is_staff
    assert not person.is_superuser
    assert as_(person).get(reverse("admin:index")).status_code == 200


def test_an_account_without_a_role_sees_nothing(admin_door, as_):
    admin_door.post(ADD, new_person(role=""))
    person = User.objects.get(username="erin")
    assert role_of(person) is None
    assert as_(person).get(reverse("queue")).status_code == 403


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"username": "DANA"}, "username", "Somebody has the username “DANA” already."),
        ({"username": ""}, "username", "This field is required."),
        ({"password2": "another password"}, "password2", "didn’t match"),
        ({"password1": "123", "password2": "123"}, "password2", "too short"),
        ({"role": "Superuser"}, "role", "Select a valid choice"),
        ({"email": "nonsense"}, "email", "valid email"),
    ],
)
def test_what_an_account_cant_have_is_said_beside_the_field(admin_door, changes, field, message):
    response = admin_door.post(ADD, new_person(**changes))
    assert message in " ".join(errors(response)[field])
    assert not User.objects.filter(username="erin").exists()


def test_fields_of_power_in_a_forged_form_are_ignored(admin_door):
    forged = {"is_superuser": "on", "is_staff": "on", "user_permissions": ["1"], "groups": ["1"]}
    admin_door.post(ADD, new_person(role="Reporter", **forged))
    person = User.objects.get(username="erin")
    assert not (person.is_superuser or person.is_staff or person.user_permissions.exists())
    admin_door.post(page_of(person), person_form(person, **forged))
    person.refresh_from_db()
    assert not (person.is_superuser or person.is_staff or person.user_permissions.exists())
    assert role_of(person) == Role.REPORTER


# Changing them


def test_a_change_of_role_takes_effect_and_is_recorded(admin_door, dana, alice, as_):
    admin_door.post(page_of(alice), person_form(alice, role="Administrator"))
    alice = User.objects.get(pk=alice.pk)
    assert (role_of(alice), alice.is_staff) == (Role.ADMINISTRATOR, True)
    event = Event.objects.get(action="user.changed")
    assert (event.by, event.before, event.after) == (
        dana,
        {"role": "Reporter"},
        {"role": "Administrator"},
    )
    admin_door.post(page_of(alice), person_form(alice, role="Editor"))
    alice = User.objects.get(pk=alice.pk)
    assert (role_of(alice), alice.is_staff) == (Role.EDITOR, False)
    assert as_(alice).get(reverse("admin:index"), follow=True).status_code == 403


def test_a_name_is_corrected_without_touching_anything_else(admin_door, alice):
    before = User.objects.get(pk=alice.pk)
    admin_door.post(page_of(alice), person_form(alice, last_name="Adams"))
    after = User.objects.get(pk=alice.pk)
    assert after.last_name == "Adams"
    assert (after.password, role_of(after)) == (before.password, Role.REPORTER)
    assert Event.objects.get(action="user.changed").after == {"last_name": "Adams"}


def test_a_deactivated_account_is_out_at_once_and_its_work_stays(admin_door, as_, alice):
    claim, session = make.checking(alice), as_(alice)
    response = admin_door.post(page_of(alice), person_form(alice, is_active=None))
    assert "Alice Adler still has" in said(response)[0]
    assert session.get(reverse("queue")).status_code == 302
    claim.refresh_from_db()
    assert claim.assignee == alice
    assert Event.objects.get(action="user.changed").after == {"is_active": False}


def test_an_account_can_be_reactivated(admin_door, alice):
    people.change(alice, by=None, is_active=False)
    alice.refresh_from_db()
    admin_door.post(page_of(alice), person_form(alice, is_active="on"))
    alice.refresh_from_db()
    assert alice.is_active


def test_nobody_is_deleted(admin_door, root, as_, alice):
    removal = page_of(alice).replace("/change/", "/delete/")
    assert admin_door.post(removal, {"post": "yes"}).status_code == 403
    assert as_(root).post(removal, {"post": "yes"}).status_code == 403
    assert User.objects.filter(pk=alice.pk).exists()


# Locking out


def test_the_last_active_administrator_stays(admin_door, dana):
    for changes in ({"role": "Editor"}, {"is_active": None}):
        response = admin_door.post(page_of(dana), person_form(dana, **changes))
        (messages,) = errors(response).values()
        assert messages == ["This is the last active administrator. Make somebody else one first."]
    dana.refresh_from_db()
    assert (dana.is_active, role_of(dana)) == (True, Role.ADMINISTRATOR)


def test_nobody_takes_away_their_own_access_but_another_administrator_can(admin_door, dana, as_):
    second = make.user("second", role="Administrator")
    response = admin_door.post(page_of(dana), person_form(dana, role="Editor"))
    assert errors(response)["role"] == [
        "You can’t take away your own access. Another administrator can."
    ]
    assert as_(second).post(page_of(dana), person_form(dana, role="Editor")).status_code == 302
    assert role_of(User.objects.get(pk=dana.pk)) == Role.EDITOR


def test_an_administrator_who_is_deactivated_doesnt_count_as_another(dana):
    second = make.user("second", role="Administrator")
    people.change(second, by=dana, is_active=False)
    with pytest.raises(ValidationError, match="last active administrator"):
        people.change(dana, by=None, role=None)


def test_a_superuser_counts_as_an_administrator_without_the_role(dana, root):
    people.change(dana, by=root, role=Role.EDITOR)
    assert role_of(User.objects.get(pk=dana.pk)) == Role.EDITOR
    with pytest.raises(ValidationError, match="last active administrator"):
        people.change(root, by=None, is_active=False)


def test_a_superuser_without_the_role_keeps_the_way_into_the_admin(root):
    people.change(root, by=root, first_name="Ruth")
    root.refresh_from_db()
    assert root.is_staff


# Superusers


def test_an_administrator_sees_superusers_and_touches_none(admin_door, root):
    page = admin_door.get(page_of(root))
    assert page.status_code == 200
    assert 'name="_save"' not in page.content.decode()
    assert button_of(root, "give_password") not in page.content.decode()
    assert admin_door.post(page_of(root), person_form(root, is_active=None)).status_code == 403
    secret = {
        "decide": "yes",
        "new_password1": "a fine long one",
        "new_password2": "a fine long one",
    }
    assert admin_door.post(button_of(root, "give_password"), secret).status_code == 403
    root.refresh_from_db()
    assert root.is_active
    assert root.check_password("password")


def test_the_pipeline_refuses_it_too(dana, root):
    with pytest.raises(ValidationError, match="Only a superuser"):
        people.change(root, by=dana, is_active=False)
    with pytest.raises(ValidationError, match="Only a superuser"):
        people.set_password(root, by=dana, password="a fine long one")
    with pytest.raises(TypeError, match="can't be set by hand"):
        people.change(dana, by=dana, is_superuser=True)


def test_a_superuser_edits_superusers(as_, root):
    other = make.user("other", is_superuser=True, is_staff=True)
    response = as_(root).post(page_of(other), person_form(other, first_name="Olga"))
    assert response.status_code == 302
    other.refresh_from_db()
    assert (other.first_name, other.is_superuser, other.is_staff) == ("Olga", True, True)


# Passwords


def test_a_new_password_ends_the_sessions_and_its_event_doesnt_tell_it(
    admin_door, as_, alice, dana
):
    session = as_(alice)
    assert 'type="password"' in admin_door.get(button_of(alice, "give_password")).content.decode()
    secret = {"new_password1": "brand new and long", "new_password2": "brand new and long"}
    response = admin_door.post(button_of(alice, "give_password"), secret | {"decide": "yes"})
    assert response.url == page_of(alice)
    alice.refresh_from_db()
    assert alice.check_password("brand new and long")
    assert session.get(reverse("queue")).status_code == 302
    event = Event.objects.get(action="user.password_set")
    assert (event.by, event.object_id) == (dana, alice.pk)
    assert (event.before, event.after, event.note) == ({}, {}, "")


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [("short", "short", "too short"), ("a fine long one", "another one", "didn’t match")],
)
def test_a_bad_password_is_refused_beside_the_field(admin_door, alice, first, second, message):
    response = admin_door.post(
        button_of(alice, "give_password"),
        {"decide": "yes", "new_password1": first, "new_password2": second},
    )
    assert message in response.content.decode()
    alice.refresh_from_db()
    assert alice.check_password("password")


def test_setting_your_own_password_keeps_you_logged_in(admin_door, dana):
    secret = {"new_password1": "brand new and long", "new_password2": "brand new and long"}
    admin_door.post(button_of(dana, "give_password"), secret | {"decide": "yes"})
    assert admin_door.get(reverse("admin:index")).status_code == 200


def test_the_admins_own_password_page_is_the_desks(admin_door):
    assert admin_door.get(reverse("admin:password_change")).url == reverse("password")


# The list


def test_the_list_finds_people_by_role_and_name(admin_door, alice, bob, charlie):
    def found(**query):
        return set(admin_door.get(list_of("user"), query).context["cl"].result_list)

    assert found(role="Editor") == {bob}
    assert found(role="none") == {charlie}
    assert found(q="adler") == {alice}


def test_the_hash_of_a_password_is_shown_nowhere(admin_door, alice):
    page = admin_door.get(page_of(alice)).content.decode()
    assert alice.password not in page
    assert "md5$" not in page
