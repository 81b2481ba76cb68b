"""The picture for those who share a fact-check."""

import io

import pytest
from django.test import Client
from PIL import Image

from claims.models import Newsroom, Rating, User
from claims.public import drawing, picture
from tests import make
from tests.public import rows
from tests.public.conftest import Rows

PARTS = {"word": "False", "tone": "false", "words": "“A.”", "by": "Ada", "newsroom": "The Post"}


def opened(png: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(png))
    image.load()
    return image


def ink(image: Image.Image, top: int, bottom: int) -> int:
    """How many pixels between two heights are not paper, the band at the left aside."""
    part = image.convert("L").crop((drawing.BAND + 1, top, drawing.WIDTH, bottom))
    return sum(part.histogram()[:200])


def test_it_is_a_png_of_the_size_that_networks_show(client: Client, alice: User, bob: User) -> None:
    row = make.published(alice, bob)
    response = client.get(f"/fact-checks/{row.claim_id}/picture.png")
    assert response["Content-Type"] == "image/png"
    image = opened(response.content)
    assert (image.format, image.size) == ("PNG", (1200, 630))
    assert len(response.content) < 60_000
    html = client.get(row.get_absolute_url()).content.decode()
    address = f"http://127.0.0.1:8000/fact-checks/{row.claim_id}/picture.png?version=1"
    assert f'<meta property="og:image" content="{address}">' in html
    assert '<meta name="twitter:card" content="summary_large_image">' in html


def test_only_what_is_before_readers_has_one(newsroom: Rows, client: Client) -> None:
    for claim in (newsroom.new, newsroom.draft.claim, newsroom.approved.claim):
        assert client.get(f"/fact-checks/{claim.pk}/picture.png").status_code == 404
    gone = client.get(f"/fact-checks/{newsroom.retracted.claim_id}/picture.png")
    assert gone.status_code == 410
    assert gone["Content-Type"].startswith("text/html")


def test_it_is_asked_for_anew_after_a_correction_only(
    client: Client, alice: User, bob: User
) -> None:
    row = make.published(alice, bob)
    address = f"/fact-checks/{row.claim_id}/picture.png"
    first = client.get(address)
    known = {"HTTP_IF_NONE_MATCH": first["ETag"]}
    again = client.get(address, **known)
    assert (again.status_code, again.content) == (304, b"")
    rows.rerated(row, by=bob)
    corrected = client.get(address, **known)
    assert corrected.status_code == 200
    assert corrected.content != first.content
    assert corrected["ETag"] != first["ETag"]


def test_a_picture_is_drawn_once(
    client: Client, alice: User, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = make.published(alice, bob)
    address = f"/fact-checks/{row.claim_id}/picture.png"
    first = client.get(address).content
    monkeypatch.setattr(drawing, "draw", None)
    assert client.get(address).content == first


def test_every_rating_has_a_sign_and_a_colour_of_its_own() -> None:
    signs = {tone: drawing.draw(**PARTS | {"tone": tone}) for tone in Rating.Tone.values}
    assert len(set(signs.values())) == len(signs) == len(drawing.TONES)


def test_long_words_stay_within_their_place() -> None:
    for words in ("Homes and rents. " * 60, "Verwaltung" * 60, "W" * 3000):
        image = opened(drawing.draw(**PARTS | {"words": words, "by": words, "word": words}))
        right = image.convert("L").crop((drawing.WIDTH - 70, 0, drawing.WIDTH, drawing.HEIGHT))
        assert sum(right.histogram()[:200]) == 0
        assert ink(image, drawing.BOTTOM + 8, 505) == 0


@pytest.mark.parametrize("words", ["Łódź, Žižka", "Київ", "Αθήνα", "Đặng Thị Ngọc", "İstanbul"])
def test_the_alphabets_of_europe_are_set_in_full(words: str) -> None:
    assert drawing.settable(words) == words
    assert all(drawing._font_for(sign) for sign in words)


def test_a_text_that_would_lack_letters_is_left_out_and_the_rating_stays() -> None:
    assert drawing.settable("Rents in 东京 rose") == ""
    assert drawing.settable("Rents ❌ rose 🚢") == "Rents rose"
    image = opened(drawing.draw(**PARTS | {"words": "东京"}))
    assert ink(image, drawing.TOP, drawing.BOTTOM) == 0
    assert ink(image, 60, 190) > 1000


def test_without_a_rating_the_picture_judges_with_the_summary(alice: User, bob: User) -> None:
    row = rows.in_a_sentence(alice, bob)
    shown = picture.of(row.snapshot, Newsroom.current())
    assert shown["words"] == "It built half of them."
    assert row.snapshot["statement"] not in shown.values()
