"""One calm look: nothing jumps, dates tell the exact time, print is for reading, light and dark."""

import re

import pytest
from playwright.sync_api import Page, expect

from claims.models import Claim, User
from tests import make
from tests.journeys.conftest import WIDE, Open, chosen, settled
from tests.journeys.looks import shift, watch_shifts
from tests.journeys.scenes import FIGURE, Scene

LITTLE = 0.01


def test_nothing_jumps(scene: Scene, open_as: Open) -> None:
    page = open_as("alice", "/keys/", viewport=WIDE)
    watch_shifts(page)
    shifts = {}

    def measure(what: str) -> None:
        settled(page)
        shifts[what] = shift(page)

    page.goto("/queue/")
    chosen(page, scene.figure)
    page.wait_for_load_state("networkidle")
    measure("opening the queue")
    page.keyboard.press("j")
    chosen(page, scene.cut)
    measure("j")
    page.keyboard.press("k")
    chosen(page, scene.figure)
    measure("k")
    page.keyboard.press("a")
    chosen(page, scene.cut)
    measure("accept")
    make.claim(score=0.99)
    expect(page.locator("#fresh")).to_contain_text("1 new claim, show")
    measure("a live announcement")
    for what, address in (
        ("a claim", scene.cut.get_absolute_url()),
        ("a document", scene.document.get_absolute_url()),
        ("documents", "/documents/"),
    ):
        page.goto(address)
        page.wait_for_load_state("networkidle")
        measure(what)
    assert {what: moved for what, moved in shifts.items() if moved >= LITTLE} == {}


def test_rows_do_not_move_under_the_pane_that_comes(scene: Scene, open_as: Open) -> None:
    """Layout shift forgives what follows a key; the rows must stand still all the same."""
    page = open_as("alice", "/queue/", viewport=WIDE)
    where = "all => all.map((one) => one.getBoundingClientRect().top)"
    parts = page.locator(".row, .view, #sentence, .list-head")
    before = parts.evaluate_all(where)
    page.keyboard.press("j")
    chosen(page, scene.cut)
    assert parts.evaluate_all(where) == before


def test_the_page_has_an_icon(scene: Scene, open_as: Open) -> None:
    page = open_as("", "/login/")
    address = page.locator("link[rel=icon]").get_attribute("href")
    answer = page.request.get(str(address))
    assert answer.ok and answer.headers["content-type"].startswith("image/svg+xml")


def test_dates_tell_the_exact_time_on_hover(scene: Scene, open_as: Open) -> None:
    page = open_as("alice", scene.cut.get_absolute_url(), viewport=WIDE)
    for address in (scene.cut.get_absolute_url(), "/queue/", "/documents/"):
        page.goto(address)
        times = page.locator("time[title]")
        assert times.count() > 0, address
        for title in times.evaluate_all("all => all.map((one) => one.title)"):
            assert re.fullmatch(r"\d{1,2} \w+ \d{4}, \d\d:\d\d(:\d\d)? \S+", title), title
        machine = times.first.get_attribute("datetime")
        assert re.match(r"\d{4}-\d\d-\d\dT", str(machine))


def test_print_shows_the_text_and_no_tools(scene: Scene, alice: User, open_as: Open) -> None:
    verdict = make.submitted(alice)
    page = open_as("alice", "/queue/", viewport=WIDE)
    page.emulate_media(media="print")
    expect(page.locator(".row .said").first).to_be_visible()
    for tool in ("header.bar", ".views", ".bulk", ".row .pick >> nth=0", "#pane .acting"):
        expect(page.locator(tool)).to_be_hidden()
    page.goto(scene.cut.get_absolute_url())
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("mark.place.now")).to_be_visible()
    expect(page.locator(".acting")).to_be_hidden()
    page.goto(scene.document.get_absolute_url())
    expect(page.locator(".text", has_text=FIGURE)).to_be_visible()
    expect(page.locator("#add-claim")).to_be_hidden()
    page.goto(f"/verdicts/{verdict.pk}/")
    expect(page.locator("main").get_by_text("The city’s own figures agree").first).to_be_visible()
    expect(page.locator("header.bar")).to_be_hidden()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_follow_the_readers_setting(scene: Scene, open_as: Open, scheme: str) -> None:
    page = open_as("alice", "/queue/", color_scheme=scheme, viewport=WIDE)
    assert (brightness(page) < 60) is (scheme == "dark")


def brightness(page: Page) -> float:
    red, green, blue = re.findall(
        r"\d+", page.evaluate("getComputedStyle(document.body).backgroundColor")
    )[:3]
    return (int(red) + int(green) + int(blue)) / 3


def test_ratings_and_states_differ_by_more_than_colour(
    scene: Scene, alice: User, bob: User, open_as: Open
) -> None:
    """Each has its word, and a sign of its own for every tone."""
    verdict = make.draft(alice)
    page = open_as("alice", f"/verdicts/{verdict.pk}/", viewport=WIDE)
    choices = page.locator(".choice[class*=tone-]").evaluate_all(
        "all => all.map((one) => [one.className.match(/tone-[a-z]+/)[0], one.innerText.trim(),"
        " one.querySelector('svg')?.innerHTML ?? ''])"
    )
    assert all(word and sign for _, word, sign in choices)
    signs = {tone: sign for tone, _, sign in choices}
    assert len(set(signs.values())) == len(signs) > 2
    page.goto("/queue/?state=all")
    assert all(page.locator(".row .state").all_inner_texts())


def test_less_motion_where_the_reader_wants_less(scene: Scene, open_as: Open) -> None:
    page = open_as("alice", "/queue/", reduced_motion="reduce", viewport=WIDE)
    page.keyboard.press("a")
    expect(page.locator("#notices .undoable")).to_be_visible()
    moving = page.evaluate(
        "() => [...document.querySelectorAll('*')].flatMap((one) =>"
        " ['', '::before', '::after'].map((part) => [one, getComputedStyle(one, part || null)]))"
        ".filter(([, style]) => style.animationName !== 'none'"
        " || parseFloat(style.transitionDuration) > 0 || style.scrollBehavior === 'smooth')"
        ".map(([one]) => one.outerHTML.slice(0, 100))"
    )
    assert moving == []
    assert Claim.objects.get(pk=scene.figure.pk).state == "checking"


def test_empty_pages_say_what_to_do(transactional_db: None, alice: User, open_as: Open) -> None:
    page = open_as("alice", "/queue/", viewport=WIDE)
    empty = page.locator(".empty")
    expect(empty).to_contain_text("The queue is clear")
    expect(empty.get_by_role("link", name="Add a document")).to_be_visible()
    page.goto("/queue/?state=parked")
    expect(empty.get_by_role("link", name="Show everything")).to_be_visible()
    page.goto("/documents/")
    expect(page.get_by_role("main").get_by_role("link", name="Add a document")).to_be_visible()
    page.goto("/claims/12345/")
    expect(page.get_by_role("main").get_by_role("link").first).to_be_visible()
    expect(page).to_have_title(re.compile("."))
