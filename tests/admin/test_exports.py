"""Exports in the admin: what everybody asked for, and taking a file away."""

from pathlib import Path

import pytest

from claims.models import Event, Export, User
from claims.pipeline import exporting
from tests import make
from tests.admin.pages import act, button_of, list_of, page_of, said


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path: Path) -> None:
    exports = {**settings.STORAGES["exports"], "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = {**settings.STORAGES, "exports": exports}


@pytest.fixture
def asked(transactional_db: None, alice: User, bob: User) -> Export:
    make.published(alice, bob)
    return exporting.ask(by=alice, format="csv", compression="gzip")


@pytest.fixture
def ready(asked: Export) -> Export:
    exporting.run(exporting.take_over(asked.pk))
    asked.refresh_from_db()
    return asked


def test_what_everybody_asked_for_is_listed_with_its_size(admin_door, ready):
    page = admin_door.get(list_of("export")).content.decode()
    for words in (ready.file_name, "Alice Adler", "Ready", "bytes"):
        assert words in page, words


def test_why_one_failed_is_told_in_the_list_and_on_its_page(admin_door, asked):
    exporting.give_up(exporting.take_over(asked.pk), exporting.NoRoom(), final=True)
    for address in (list_of("export"), page_of(asked)):
        assert "not enough room" in admin_door.get(address).content.decode()


def test_a_file_is_taken_away_once_somebody_has_confirmed_it(admin_door, ready, dana):
    path = exporting.path_of(ready)
    assert "its link ends at once" in (
        admin_door.get(button_of(ready, "remove")).content.decode().replace("\n", " ")
    )
    assert path.exists()
    admin_door.post(button_of(ready, "remove"), {"decide": "yes"})
    assert not path.exists()
    assert Event.objects.get(action="export.removed").by == dana
    assert button_of(ready, "remove") not in admin_door.get(page_of(ready)).content.decode()


def test_several_are_removed_together_and_one_that_is_gone_is_named(admin_door, ready, alice):
    other = exporting.ask(by=alice, format="json")
    exporting.remove(ready, by=alice)
    told = " ".join(said(act(admin_door, "remove_selected", ready, other)))
    assert "1 export removed." in told
    assert "removed already" in told
    assert not Export.objects.active().exists()
