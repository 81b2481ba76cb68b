"""Who may open the admin, and what each of them finds there."""

from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from claims.engine.candidate import Kind
from claims.models import Notification
from claims.pipeline import alerts, promises, triage
from tests import make
from tests.admin.pages import TABLES, act, button_of, list_of, page_of, said


def test_nobody_but_administrators_opens_a_table(as_, alice, bob, charlie):
    for person in (alice, bob, charlie):
        client = as_(person)
        for table in (*TABLES, "newsroom"):
            response = client.get(list_of(table))
            assert response.url.startswith(reverse("admin:login"))
        assert client.get(response.url).status_code == 403


def test_an_administrator_opens_the_overview_and_sees_every_table_in_the_sidebar(admin_door):
    page = admin_door.get(reverse("admin:index"))
    assert page.status_code == 200
    assert "Factcheck administration" in page.content.decode()
    for table in (*TABLES, "newsroom"):
        assert f'href="{list_of(table)}"' in page.content.decode()


def test_the_sidebar_leads_back_to_the_desk(admin_door):
    assert "Back to the desk" in admin_door.get(reverse("admin:index")).content.decode()


def test_who_is_not_logged_in_is_sent_to_the_desks_login(client, db):
    response = client.get(list_of("claim"), follow=False)
    assert response.url.startswith(reverse("admin:login"))
    response = client.get(response.url)
    assert response.url == f"{reverse('login')}?next={list_of('claim')}"


def test_an_administrator_who_is_logged_in_is_not_asked_again(admin_door):
    assert admin_door.get(reverse("admin:login")).url == reverse("admin:index")


def test_no_password_is_taken_at_the_admins_own_door(client, dana):
    response = client.post(reverse("admin:login"), {"username": "dana", "password": "password"})
    assert response.url.startswith(reverse("login"))


def test_an_account_that_was_deactivated_is_out_at_once(as_, dana):
    client = as_(dana)
    dana.is_active = False
    dana.save()
    assert client.get(reverse("admin:index")).status_code == 302


def test_the_staff_flag_alone_opens_nothing(as_, alice, bob, charlie):
    for person in (alice, bob, charlie):
        person.is_staff = True
        person.save()
        assert as_(person).get(reverse("admin:index"), follow=True).status_code == 403


def test_who_may_only_manage_accounts_does_nothing_else(as_, charlie, alice, bob):
    """Each action asks for its own permission, not only for the way in."""
    charlie.is_staff = True
    charlie.save()
    for name in ("change_user", "view_document", "view_extraction", "view_claim",
                 "view_publication", "view_rating"):  # fmt: skip
        charlie.user_permissions.add(Permission.objects.get(codename=name))
    client, publication = as_(charlie), make.published(alice, bob)
    claim, document = make.claim(), make.document()
    extraction = document.extractions.get()
    for row, button, bulk in (
        (document, "hide", "hide_selected"),
        (document, "restore", "restore_selected"),
        (extraction, "retry", "retry_selected"),
        (claim, "dismiss", "dismiss_selected"),
        (publication, "retract", "retract_selected"),
        (publication.verdict.rating, "delete", "delete_selected"),
    ):
        assert client.get(button_of(row, button)).status_code == 403
        assert client.post(button_of(row, button), {"reason": "No"}).status_code == 403
        assert not any("1 " in words for words in said(act(client, bulk, row, reason="opinion")))
    for row in (document, publication, claim):
        row.refresh_from_db()
    assert (document.is_hidden, publication.state, claim.state) == (False, "live", "new")
    assert client.get(list_of("apikey")).status_code == 403
    assert client.get(list_of("verdict")).status_code == 403


def test_a_superuser_opens_everything(as_, root):
    client = as_(root)
    for table in TABLES:
        assert client.get(list_of(table)).status_code == 200


def test_createsuperuser_gives_somebody_who_can_use_desk_and_admin(client, db, monkeypatch):
    from django.core.management import call_command

    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "a long enough password")
    call_command("createsuperuser", username="chief", email="", interactive=False, verbosity=0)
    assert client.login(username="chief", password="a long enough password")
    assert client.get(reverse("admin:index")).status_code == 200
    assert client.get(reverse("queue")).status_code == 200


def test_not_even_a_superuser_edits_by_hand_what_the_workflow_owns(as_, root, alice, bob):
    claim = make.checking(alice, kinds=(Kind.PROMISE,))
    live, client = make.published(alice, bob, claim), as_(root)
    status = promises.rate(claim, by=bob, status="stalled", note="No vote yet.")
    alert = alerts.raise_(claim, kind="review", words="Look.", on=timezone.localdate())
    triage.assign(make.claim(), by=bob, to=alice)
    publication = make.corrected(live, alice)
    claim, verdict = publication.claim, publication.verdict
    occurrence = claim.occurrences.get()
    for row in (
        occurrence.document,
        occurrence.extraction,
        occurrence,
        claim,
        claim.revisions.get(),
        verdict,
        verdict.sources.get(),
        publication,
        publication.correction,
        status,
        alert,
        Notification.objects.first(),
        claim.events.first(),
    ):
        table, removal = row._meta.model_name, page_of(row).replace("/change/", "/delete/")
        page = client.get(page_of(row))
        assert page.status_code == 200
        assert 'name="_save"' not in page.content.decode()
        assert client.post(page_of(row), {"state": "new"}).status_code == 403
        assert client.get(f"{list_of(table)}add/").status_code == 403
        assert client.get(removal).status_code == 403
        assert client.post(removal, {"post": "yes"}).status_code == 403
        act(client, "delete_selected", row, post="yes")
        assert type(row).objects.filter(pk=row.pk).exists()
