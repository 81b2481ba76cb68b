"""Marking claims in a text: the text stays whole, whatever the spans."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from claims.desk import text


@dataclass(frozen=True)
class Span:
    claim_id: int
    start: int
    end: int


@st.composite
def texts_and_spans(draw: st.DrawFn) -> tuple[str, list[Span]]:
    words = draw(st.text(alphabet=st.sampled_from("ab .\n😀é<&\"'"), min_size=1, max_size=60))
    spans = []
    for number in range(draw(st.integers(0, 6))):
        start = draw(st.integers(0, len(words) - 1))
        spans.append(Span(number % 4, start, draw(st.integers(start + 1, len(words)))))
    return words, spans


def joined(paragraphs: list[text.Paragraph]) -> str:
    return "".join(paragraph.text + paragraph.gap for paragraph in paragraphs)


@given(texts_and_spans())
def test_the_pieces_joined_are_the_text(case: tuple[str, list[Span]]) -> None:
    words, spans = case
    assert joined(text.paragraphs(words, spans)) == words


@given(texts_and_spans())
def test_each_character_carries_exactly_the_claims_that_cover_it(
    case: tuple[str, list[Span]],
) -> None:
    words, spans = case
    place = 0
    for paragraph in text.paragraphs(words, spans):
        for segment in paragraph.segments:
            for at in range(place, place + len(segment.text)):
                cover = {span.claim_id for span in spans if span.start <= at < span.end}
                assert set(segment.claims) == cover
            place += len(segment.text)
        place += len(paragraph.gap)


@given(texts_and_spans(), st.data())
def test_a_window_of_a_text_is_marked_like_the_whole(
    case: tuple[str, list[Span]], data: st.DataObject
) -> None:
    words, spans = case
    start = data.draw(st.integers(0, len(words) - 1))
    end = data.draw(st.integers(start + 1, len(words)))
    pieces = text.paragraphs(words[start:end], spans, start)
    assert joined(pieces) == words[start:end]
    inside = {span.claim_id for span in spans if span.start < end and span.end > start}
    shown = {claim for piece in pieces for segment in piece.segments for claim in segment.claims}
    assert shown <= inside


@given(texts_and_spans(), st.data())
def test_a_window_always_holds_the_quote(case: tuple[str, list[Span]], data: st.DataObject) -> None:
    words, _ = case
    start = data.draw(st.integers(0, len(words) - 1))
    end = data.draw(st.integers(start + 1, len(words)))
    reach = data.draw(st.integers(0, 30))
    offset = max(0, start - reach)
    round_it = words[offset : end + reach]
    first, last = text.window(round_it, start, end, offset, reach)
    assert offset <= first <= start
    assert end <= last <= offset + len(round_it)


def test_overlapping_quotes_lead_to_the_shortest() -> None:
    outer, inner = Span(1, 0, 20), Span(2, 5, 9)
    (paragraph,) = text.paragraphs("abcdefghijklmnopqrstuvwxyz", [outer, inner])
    assert [(s.text, s.claims, s.begins) for s in paragraph.segments] == [
        ("abcde", (1,), (1,)),
        ("fghi", (2, 1), (2,)),
        ("jklmnopqrst", (1,), ()),
        ("uvwxyz", (), ()),
    ]


def test_a_window_ends_at_sentences() -> None:
    words = "One is here. Two is here. The claim stands. Three is here. Four is here."
    start = words.index("The claim")
    end = start + len("The claim stands")
    offset = max(0, start - 20)
    first, last = text.window(words[offset : end + 20], start, end, offset, 20)
    assert words[first:last] == "Two is here. The claim stands. Three is here."


def test_a_window_that_reaches_the_end_of_the_text_keeps_its_last_sentence() -> None:
    words = "The claim stands. This is the end"
    assert text.window(words, 0, 16, 0, 500) == (0, len(words))
