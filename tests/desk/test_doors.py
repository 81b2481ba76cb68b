"""Who may open which page."""

import pytest
from django.template.loader import render_to_string
from django.test import Client

from claims.models import Event, User
from tests import make
from tests.desk.conftest import Enter, Newsroom


def desk_pages(newsroom: Newsroom) -> list[str]:
    return [
        "/queue/",
        "/documents/",
        f"/documents/{newsroom.document.pk}/",
        f"/documents/{newsroom.document.pk}/progress/",
        f"/claims/{newsroom.new.pk}/",
        *(
            f"/verdicts/{verdict.pk}/"
            for verdict in (newsroom.draft, newsroom.submitted, newsroom.approved)
        ),
    ]


def editors_pages(newsroom: Newsroom) -> list[str]:
    return [
        f"/verdicts/{newsroom.approved.pk}/publish/",
        f"/claims/{newsroom.live.claim_id}/retract/",
    ]


def actions(newsroom: Newsroom) -> list[str]:
    return [
        f"/documents/{newsroom.document.pk}/extract/",
        *(f"/claims/{newsroom.new.pk}/{name}/" for name in ("accept", "dismiss", "edit", "begin")),
        f"/verdicts/{newsroom.draft.pk}/save/",
        f"/verdicts/{newsroom.submitted.pk}/approve/",
        "/verdicts/preview/",
    ]


def test_reporters_open_the_desk_but_not_the_editors_pages(
    newsroom: Newsroom, alice: User, enter: Enter
) -> None:
    client = enter(alice)
    for page in [*desk_pages(newsroom), "/documents/new/"]:
        assert client.get(page).status_code == 200, page
    for page in editors_pages(newsroom):
        assert client.get(page).status_code == 403, page


def test_editors_and_administrators_open_everything(
    newsroom: Newsroom, bob: User, dana: User, enter: Enter
) -> None:
    for person in (bob, dana):
        client = enter(person)
        for page in [*desk_pages(newsroom), *editors_pages(newsroom), "/documents/new/"]:
            assert client.get(page).status_code == 200, page


def test_somebody_without_a_role_is_told_whom_to_ask(
    newsroom: Newsroom, charlie: User, dana: User, enter: Enter
) -> None:
    client = enter(charlie)
    for page in [*desk_pages(newsroom), *editors_pages(newsroom), "/documents/new/"]:
        response = client.get(page)
        assert response.status_code == 403, page
        assert "Dana Dietz" in response.content.decode()
    for address in actions(newsroom):
        assert client.post(address).status_code == 403, address


def test_without_any_administrator_the_refusal_still_says_what_to_do(
    charlie: User, enter: Enter
) -> None:
    assert "whoever set this desk up" in enter(charlie).get("/queue/").content.decode()


def test_strangers_are_asked_to_log_in_and_led_back(newsroom: Newsroom, client: Client) -> None:
    for page in [*desk_pages(newsroom), *editors_pages(newsroom)]:
        response = client.get(page)
        assert response.status_code == 302, page
        assert response["Location"] == f"/login/?next={page}"
    for address in actions(newsroom):
        assert client.post(address)["Location"] == "/login/?next=/", address


def test_htmx_goes_to_the_login_as_a_whole_page(db: None, client: Client) -> None:
    response = client.get(
        "/queue/",
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/queue/?kind=law"},
    )
    assert response["HX-Redirect"] == "/login/?next=/queue/%3Fkind%3Dlaw"


def test_home_leads_each_to_their_own(
    alice: User, charlie: User, client: Client, enter: Enter
) -> None:
    assert client.get("/")["Location"] == "/fact-checks/"
    assert enter(charlie).get("/")["Location"] == "/fact-checks/"
    assert enter(alice).get("/")["Location"] == "/queue/"


def test_log_in_change_the_password_and_log_out(alice: User, client: Client) -> None:
    response = client.post("/login/", {"username": "alice", "password": "wrong"})
    assert "correct username and password" in response.content.decode()
    response = client.post("/login/", {"username": "alice", "password": "password"})
    assert response["Location"] == "/queue/"
    new = "a harbour line of 1871"
    response = client.post(
        "/password/", {"old_password": "password", "new_password1": new, "new_password2": new}
    )
    assert client.get(response["Location"]).status_code == 200
    assert client.get("/logout/").status_code == 405
    assert client.post("/logout/")["Location"] == "/login/"
    assert client.login(username="alice", password=new)
    event = Event.objects.get(action="user.password_set")
    assert event.by == alice
    assert new not in str((event.before, event.after, event.note))


@pytest.mark.parametrize("method", ["get", "put"])
def test_actions_answer_to_posts_only(
    method: str, newsroom: Newsroom, bob: User, enter: Enter
) -> None:
    for address in actions(newsroom):
        assert getattr(enter(bob), method)(address).status_code == 405, address


def test_unknown_actions_are_not_found(newsroom: Newsroom, bob: User, enter: Enter) -> None:
    client = enter(bob)
    assert client.post(f"/claims/{newsroom.new.pk}/delete/").status_code == 404
    assert client.post(f"/verdicts/{newsroom.draft.pk}/delete/").status_code == 404
    assert client.get("/claims/987654321/").status_code == 404


def test_pages_name_the_newsroom_and_forbid_foreign_scripts(alice: User, enter: Enter) -> None:
    make.claim()
    response = enter(alice).get("/queue/")
    assert "Your newsroom" in response.content.decode()
    assert "script-src" not in response["Content-Security-Policy"]
    assert "default-src 'self'" in response["Content-Security-Policy"]
    assert "<script>" not in response.content.decode()
    assert "onclick" not in response.content.decode()


def test_errors_are_pages_of_ours(alice: User, enter: Enter) -> None:
    client = enter(alice)
    response = client.get("/nowhere/")
    assert response.status_code == 404
    assert "This isn’t here" in response.content.decode()
    for name in ("400.html", "403_csrf.html", "500.html"):
        html = render_to_string(name)
        assert "claims/desk.css" in html
        assert "<h1>" in html


def test_a_form_without_its_token_is_refused_in_words(alice: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    response = client.post("/documents/new/", {"title": "T"})
    assert response.status_code == 403
    assert "This form is too old" in response.content.decode()
