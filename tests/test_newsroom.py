"""The newsroom from the command line, and what every installation starts with."""

import io

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import CommandError, call_command

from claims import defaults
from claims.models import Event, Newsroom, Rating, Scale
from claims.permissions import ROLES, Role


def command(**options) -> str:
    out = io.StringIO()
    call_command("newsroom", stdout=out, **options)
    return out.getvalue()


def test_the_command_shows_the_newsroom(db):
    shown = command()
    for words in ("Your newsroom", "http://127.0.0.1:8000", "en", "UTC", "Truth scale"):
        assert words in shown
    assert not Event.objects.exists()


def test_the_command_sets_what_it_is_given_and_says_what_is_so_now(db):
    shown = command(
        name="The Example",
        address="https://facts.example.org/",
        language="pt-BR",
        time_zone="America/Sao_Paulo",
        scale="afp STYLE",
    )
    row = Newsroom.current()
    assert (row.name, row.address) == ("The Example", "https://facts.example.org")
    assert (row.language, row.time_zone) == ("pt-BR", "America/Sao_Paulo")
    assert row.scale.name == "AFP style"
    assert "https://facts.example.org\n" in shown
    event = Event.objects.get()
    assert (event.action, event.by) == ("newsroom.edited", None)
    assert event.after["scale"] == "AFP style"
    assert event.before["name"] == "Your newsroom"


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("language", "Deutsch", "--language: “Deutsch” is no language tag"),
        ("time_zone", "Berlin", "--time-zone: “Berlin” is no time zone"),
        ("address", "facts.example.org", "--address: “facts.example.org” is no address of a site"),
        ("address", "ftp://example.org", "is no address of a site"),
        ("address", "https://me:secret@example.org", "is no address of a site"),
        ("address", "https://[broken", "is no address of a site"),
        ("name", "", "--name: This field cannot be blank"),
        ("name", "x" * 201, "--name: Ensure this value has at most 200 characters"),
        ("scale", "Stars", "There is no scale “Stars”. There are: “AFP style”"),
    ],
)
def test_the_command_refuses_in_a_sentence_that_names_the_option(db, option, value, message):
    with pytest.raises(CommandError, match=message):
        command(**{option: value})
    assert not Event.objects.exists()


def test_an_address_below_a_folder_is_kept_without_its_slash(db):
    command(address=" https://example.org/facts/ ")
    assert Newsroom.current().address == "https://example.org/facts"
    assert Newsroom.current().absolute("/fact-checks/1/") == (
        "https://example.org/facts/fact-checks/1/"
    )


def test_an_installation_starts_with_roles_scales_and_a_newsroom(db):
    assert set(Group.objects.values_list("name", flat=True)) == set(Role)
    assert Scale.objects.count() == len(defaults.SCALES)
    assert Newsroom.current().scale.name == defaults.DEFAULT_SCALE


def test_installing_again_adds_nothing(db):
    before = (Scale.objects.count(), Rating.objects.count(), Group.objects.count())
    defaults.install()
    assert (Scale.objects.count(), Rating.objects.count(), Group.objects.count()) == before


def test_installing_again_keeps_what_an_administrator_changed(db):
    command(name="The Example", scale="AFP style")
    Rating.objects.filter(label="Half true").update(label="So-so")
    Scale.objects.get(name="Pinocchios").delete()
    call_command("migrate", verbosity=0)
    assert Newsroom.current().name == "The Example"
    assert Newsroom.current().scale.name == "AFP style"
    assert Rating.objects.filter(label="So-so").exists()
    assert not Scale.objects.filter(name="Pinocchios").exists()


def test_installing_again_mends_a_role_and_leaves_the_people_in_it(alice):
    group = Group.objects.get(name=Role.REPORTER)
    group.permissions.clear()
    group.permissions.add(Permission.objects.get(codename="retract_publication"))
    defaults.install()
    held = {f"{p.content_type.app_label}.{p.codename}" for p in group.permissions.all()}
    assert held == ROLES[Role.REPORTER]
    assert alice.groups.get() == group


def test_every_rating_that_is_installed_says_in_a_sentence_what_it_means(db):
    for rating in Rating.objects.select_related("scale"):
        words = rating.description
        assert words.endswith("."), rating
        assert len(words) <= 100, rating


def test_the_steps_of_every_scale_fall_from_its_best_to_its_worst(db):
    for scale in Scale.objects.prefetch_related("ratings"):
        numbers = [rating.number for rating in scale.ratings.all() if rating.number is not None]
        assert len(set(numbers)) == len(numbers)
        assert min(numbers, default=1) == 1
        if scale.name != "AFP style":
            assert numbers == sorted(numbers, reverse=True)
