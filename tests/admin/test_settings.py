"""What administrators set: each save is one pipeline function and leaves an Event."""

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from claims.models import Claimant, Event, Newsroom, Rating, Scale
from claims.pipeline import newsroom, verdicts
from tests import make
from tests.admin.pages import button_of, list_of, page_of, said


def newsroom_form(**changes):
    row = Newsroom.current()
    form = {name: getattr(row, name) for name in newsroom.FIELDS[Newsroom]}
    return form | {"scale": row.scale_id} | changes


def errors(response) -> dict[str, list[str]]:
    return dict(response.context["adminform"].form.errors)


# The newsroom


def test_the_newsroom_is_one_row_that_is_neither_added_nor_removed(admin_door):
    page = page_of(Newsroom.current())
    assert admin_door.get(list_of("newsroom")).url == page
    assert admin_door.get(page).status_code == 200
    assert admin_door.get(f"{list_of('newsroom')}add/").status_code == 403
    assert admin_door.post(page.replace("/change/", "/delete/"), {"post": "yes"}).status_code == 403


def test_saving_the_newsroom_records_what_changed_by_whom(admin_door, dana):
    scale = Scale.objects.get(name="AFP style")
    form = newsroom_form(name="The Example", address="https://example.org/", scale=scale.pk)
    response = admin_door.post(page_of(Newsroom.current()), form)
    assert response.status_code == 302
    row = Newsroom.current()
    assert (row.name, row.address, row.scale) == ("The Example", "https://example.org", scale)
    event = Event.objects.get(action="newsroom.edited")
    assert event.by == dana
    assert event.after == {
        "name": "The Example",
        "address": "https://example.org",
        "scale": "AFP style",
    }
    assert event.before["scale"] == "Truth scale"
    assert not LogEntry.objects.exists()


def test_saving_without_a_change_leaves_no_event(admin_door):
    admin_door.post(page_of(Newsroom.current()), newsroom_form())
    assert not Event.objects.filter(action="newsroom.edited").exists()


def test_what_the_newsroom_cant_be_is_said_beside_each_field(admin_door):
    before = newsroom_form()
    wrong = {
        "language": ("english", "“english” is no language tag. Use one such as en, de or pt-BR."),
        "address": ("example", "“example” is no address of a site."),
        "time_zone": ("Berlin", "Select a valid choice."),
        "name": ("", "This field is required."),
        "scale": ("", "This field is required."),
    }
    form = newsroom_form(**{field: value for field, (value, _) in wrong.items()})
    said = errors(admin_door.post(page_of(Newsroom.current()), form))
    for field, (_, message) in wrong.items():
        assert len(said[field]) == 1
        assert message in said[field][0]
    assert newsroom_form() == before


def test_how_many_sign_off_and_what_readers_are_told_is_set_there(admin_door):
    given = {
        "approvals": 2,
        "methodology": "We ask **who** said it.",
        "corrections_policy": "Write to corrections@example.org.",
    }
    admin_door.post(page_of(Newsroom.current()), newsroom_form(**given))
    row = Newsroom.current()
    assert {name: getattr(row, name) for name in given} == given
    assert Event.objects.get(action="newsroom.edited").after == given


@pytest.mark.parametrize("number", ["0", "6", "-1", "two", ""])
def test_sign_offs_are_one_to_five(admin_door, number):
    form = newsroom_form(approvals=number)
    assert list(errors(admin_door.post(page_of(Newsroom.current()), form))) == ["approvals"]
    assert Newsroom.current().approvals == 1


def test_once_fewer_are_asked_for_any_sign_off_completes_what_waits(admin_door, alice, bob):
    admin_door.post(page_of(Newsroom.current()), newsroom_form(approvals=2))
    verdict = make.submitted(alice)
    verdicts.approve(verdict, by=bob)
    admin_door.post(page_of(Newsroom.current()), newsroom_form(approvals=1))
    verdicts.approve(verdict, by=bob)
    verdict.refresh_from_db()
    assert (verdict.state, verdict.approved_by) == ("approved", bob)


def test_the_newsrooms_address_has_no_query(admin_door):
    form = newsroom_form(address="https://example.org/?a=b")
    said = errors(admin_door.post(page_of(Newsroom.current()), form))
    assert "is no address of a site." in said["address"][0]


# Scales and ratings


def scale_form(scale: Scale | None = None, *, more=(), **changes):
    rows = list(scale.ratings.all()) if scale else []
    form = {"name": scale.name if scale else "", "description": scale.description if scale else ""}
    form |= {"ratings-TOTAL_FORMS": len(rows) + len(more), "ratings-INITIAL_FORMS": len(rows)}
    for number, row in enumerate([*rows, *more]):
        facts = {
            name: getattr(row, name) for name in ("label", "description", "tone", "position")
        } | {"number": "" if row.number is None else row.number, "id": row.pk or ""}
        form |= {f"ratings-{number}-{name}": value for name, value in facts.items()}
    return form | changes


def test_a_scale_is_made_with_its_ratings(admin_door, dana):
    ratings = [Rating(label="Right", number=1, tone="true"), Rating(label="Wrong", tone="false")]
    form = scale_form(more=ratings, name="Two steps")
    response = admin_door.post(f"{list_of('scale')}add/", form)
    assert response.status_code == 302
    scale = Scale.objects.get(name="Two steps")
    assert [rating.label for rating in scale.ratings.all()] == ["Right", "Wrong"]
    made = Event.objects.filter(by=dana).values_list("action", "after__name", "after__label")
    assert sorted(made) == sorted(
        [
            ("scale.added", "Two steps", None),
            ("rating.added", None, "Right"),
            ("rating.added", None, "Wrong"),
        ]
    )


def test_a_rating_is_renamed_and_what_was_published_keeps_the_old_word(admin_door, alice, bob):
    live = make.published(alice, bob)
    scale = Scale.objects.get(name="Truth scale")
    form = scale_form(scale) | {"ratings-1-label": "Largely true"}
    admin_door.post(page_of(scale), form)
    assert scale.ratings.filter(label="Largely true").exists()
    live.refresh_from_db()
    assert live.snapshot["rating"]["label"] == "Mostly true"
    event = Event.objects.get(action="rating.edited")
    assert (event.before, event.after) == ({"label": "Mostly true"}, {"label": "Largely true"})


def test_a_rating_in_use_cant_be_removed_and_the_page_says_why(admin_door, alice):
    make.draft(alice)
    scale = Scale.objects.get(name="Truth scale")
    response = admin_door.post(page_of(scale), scale_form(scale) | {"ratings-1-DELETE": "on"})
    words = "“Mostly true” can’t be removed: 1 verdict has this rating."
    page = response.content.decode()
    assert words in page
    used = scale.ratings.get(label="Mostly true")
    removal = button_of(used, "delete")
    assert f'href="{removal}"' in page
    assert f'href="{removal}"' in admin_door.get(page_of(used)).content.decode()


def test_a_rating_in_use_is_removed_once_another_is_chosen_for_its_verdicts(
    admin_door, alice, dana
):
    draft = make.draft(alice)
    used, other = draft.rating, Rating.objects.get(scale=draft.rating.scale, label="Half true")
    remove = button_of(used, "delete")
    page = admin_door.get(remove).content.decode()
    assert "All verdicts with the removed rating get this one." in page
    assert f'<option value="{other.pk}">' in page
    assert f'<option value="{used.pk}">' not in page
    foreign = Rating.objects.get(scale__name="AFP style", label="False")
    for replacement in ("", used.pk, foreign.pk, "0"):
        form = {"decide": "yes", "replacement": replacement}
        assert admin_door.post(remove, form).status_code == 200
    assert Rating.objects.filter(pk=used.pk).exists()
    response = admin_door.post(remove, {"decide": "yes", "replacement": other.pk})
    assert response.url == page_of(used.scale)
    assert said(response) == ["1 rating removed."]
    draft.refresh_from_db()
    assert draft.rating == other
    assert Event.objects.get(action="verdict.rating_replaced").by == dana


def test_a_rating_of_a_verdict_that_waits_stays_and_the_page_says_of_which(admin_door, alice):
    verdict = make.submitted(alice)
    other = Rating.objects.get(scale=verdict.rating.scale, label="Half true")
    remove = button_of(verdict.rating, "delete")
    response = admin_door.post(remove, {"decide": "yes", "replacement": other.pk})
    assert response.url == page_of(verdict.rating)
    (words,) = said(response)
    assert "1 verdict with it waits for sign-off or publication" in words
    assert verdict.summary in words


def test_a_rating_that_nobody_used_is_removed_without_a_question(admin_door):
    unused = Rating.objects.get(scale__name="Truth scale", label="Satire")
    remove = button_of(unused, "delete")
    assert 'name="replacement"' not in admin_door.get(remove).content.decode()
    assert admin_door.post(remove, {"decide": "yes"}).url == page_of(unused.scale)
    assert not Rating.objects.filter(pk=unused.pk).exists()


def test_a_rating_that_nobody_used_can_be_removed(admin_door, dana):
    scale = Scale.objects.get(name="Truth scale")
    response = admin_door.post(page_of(scale), scale_form(scale) | {"ratings-8-DELETE": "on"})
    assert response.status_code == 302
    assert not scale.ratings.filter(label="Satire").exists()
    event = Event.objects.get(action="rating.removed")
    assert (event.by, event.before["label"]) == (dana, "Satire")


def test_two_ratings_of_one_name_are_refused(admin_door):
    scale = Scale.objects.get(name="Truth scale")
    response = admin_door.post(page_of(scale), scale_form(scale) | {"ratings-1-label": "True"})
    assert response.status_code == 200
    assert not Event.objects.filter(action="rating.edited").exists()


def test_the_newsrooms_scale_cant_be_removed_but_another_can(admin_door, dana):
    used, spare = Scale.objects.get(name="Truth scale"), Scale.objects.get(name="Pinocchios")
    removal = page_of(used).replace("/change/", "/delete/")
    assert admin_door.post(removal, {"post": "yes"}).status_code == 403
    with pytest.raises(newsroom.ValidationError, match="the newsroom’s scale"):
        newsroom.remove(used, by=dana)
    removal = page_of(spare).replace("/change/", "/delete/")
    assert admin_door.post(removal, {"post": "yes"}).status_code == 302
    assert not Scale.objects.filter(pk=spare.pk).exists()
    assert Event.objects.get(action="scale.removed").before["name"] == "Pinocchios"


def test_scales_are_not_removed_in_bulk(admin_door):
    assert "delete_selected" not in admin_door.get(list_of("scale")).content.decode()


# Claimants


def claimant_form(row: Claimant, **changes):
    facts = {name: getattr(row, name) for name in ("name", "disambiguation", "role")}
    return facts | {"aliases": "\n".join(row.aliases)} | changes


def test_a_claimant_gets_a_role_and_aliases_one_a_line(admin_door, dana):
    make.claim()
    row = Claimant.objects.get()
    form = claimant_form(row, role="Mayor of Example", aliases="A. Moreno\r\nMoreno, Ada\r\n")
    assert admin_door.post(page_of(row), form).status_code == 302
    row.refresh_from_db()
    assert (row.role, row.aliases) == ("Mayor of Example", ["A. Moreno", "Moreno, Ada"])
    event = Event.objects.get(action="claimant.edited")
    assert (event.by, event.before["role"]) == (dana, "Mayor")
    assert event.after["aliases"] == ["A. Moreno", "Moreno, Ada"]


def test_a_claimant_without_a_name_or_with_anothers_is_refused_in_plain_words(admin_door):
    row, other = Claimant.objects.create(name="Ada Moreno"), Claimant.objects.create(name="Ben Ode")
    response = admin_door.post(page_of(row), claimant_form(row, name=""))
    assert errors(response)["name"] == ["This field is required."]
    response = admin_door.post(page_of(row), claimant_form(row, name="ben ode"))
    assert errors(response) == {
        "disambiguation": ["There is another “ben ode”. Say in a few words who this one is."]
    }
    form = claimant_form(row, name="Ben Ode", disambiguation="the judge")
    assert admin_door.post(page_of(row), form).status_code == 302
    assert other.name == "Ben Ode"


def test_claimants_are_neither_added_nor_removed_by_hand(admin_door):
    row = Claimant.objects.create(name="Ada Moreno")
    assert admin_door.get(f"{list_of('claimant')}add/").status_code == 403
    removal = page_of(row).replace("/change/", "/delete/")
    assert admin_door.post(removal, {"post": "yes"}).status_code == 403


# The mechanism


def test_a_row_that_somebody_removed_meanwhile_is_a_polite_refusal(admin_door, dana):
    spare = Scale.objects.get(name="Pinocchios")
    gone = Scale.objects.get(pk=spare.pk)
    newsroom.remove(spare, by=dana)
    with pytest.raises(newsroom.Conflict, match="Somebody removed this scale meanwhile"):
        newsroom.edit(gone, by=dana, name="New")


def test_what_the_pipeline_refuses_after_the_form_was_fine_is_a_message(admin_door, monkeypatch):
    def refuse(*args, **kwargs):
        raise newsroom.Conflict("Somebody saved another newsroom of this name just now.")

    monkeypatch.setattr(newsroom, "edit", refuse)
    page = page_of(Newsroom.current())
    response = admin_door.post(page, newsroom_form(name="Other"))
    assert response.url == page
    assert said(response) == ["Somebody saved another newsroom of this name just now."]


def test_no_other_table_and_no_other_field_can_be_set_through_this_door(dana):
    with pytest.raises(KeyError):
        newsroom.edit(make.claim(), by=dana, state="approved")
    with pytest.raises(TypeError, match="can't be set by hand"):
        newsroom.edit(Newsroom.current(), by=dana, id=2)
    with pytest.raises(TypeError, match="never removed"):
        newsroom.remove(Newsroom.current(), by=dana)


def test_the_history_button_of_a_setting_leads_to_its_events(admin_door):
    admin_door.post(page_of(Newsroom.current()), newsroom_form(name="The Example"))
    page = admin_door.get(reverse("admin:claims_newsroom_history", args=[1]), follow=True)
    assert [event.action for event in page.context["cl"].result_list] == ["newsroom.edited"]
