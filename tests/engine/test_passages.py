"""Invented news, one passage a phenomenon, and the candidates that an editor expects of it."""

from __future__ import annotations

import datetime as dt

import pytest

from claims.engine import Candidate, Kind, extract


def find(text: str, quote: str) -> Candidate:
    """The candidate that has `quote` among its occurrences."""
    found = extract(text)
    for candidate in found:
        for occurrence in candidate.occurrences:
            assert text[occurrence.start : occurrence.end] == occurrence.quote
        if any(one.quote == quote for one in candidate.occurrences):
            return candidate
    raise AssertionError(f"{quote!r} is not among {[one.quote for one in found]}")


def test_a_direct_quote_is_one_candidate_a_sentence_under_the_speakers_full_name() -> None:
    text = (
        "Ann Marsh, the mayor of Westbridge, opened the debate.\n\n"
        "“We closed 12 libraries last year. Rents in Westbridge fell by 4 percent,” Marsh said. "
        "“Isn’t that something?”"
    )
    first = find(text, "We closed 12 libraries last year.")
    second = find(text, "Rents in Westbridge fell by 4 percent")
    assert first.speaker == second.speaker == "Ann Marsh"
    assert first.statement == "Ann Marsh: “We closed 12 libraries last year.”"
    assert second.statement == "Rents in Westbridge fell by 4 percent."
    assert second.roles == ("mayor of Westbridge",)
    assert second.kinds[0] is Kind.STATISTIC
    assert all(one.score < first.score for one in extract(text) if one.quote.endswith("?"))


def test_i_becomes_the_speaker_where_that_is_safe() -> None:
    text = "“I have signed the contract with Norsk Rail,” Paul Drew told reporters."
    found = find(text, "I have signed the contract with Norsk Rail")
    assert found.statement == "Paul Drew has signed the contract with Norsk Rail."


def test_a_mixed_quote_keeps_the_clause_and_its_marks() -> None:
    text = "Lena Ortiz told the council on Friday that the harbour was “in ruins” after the storm."
    found = find(text, "the harbour was “in ruins” after the storm")
    assert found.statement == "The harbour was “in ruins” after the storm."
    assert found.speaker == "Lena Ortiz"
    assert Kind.QUOTE in found.kinds


def test_indirect_speech_has_he_replaced_by_the_speaker() -> None:
    text = "Former Treasury chief Paul Drew said that he had met the Norwegian delegation twice."
    found = find(text, "he had met the Norwegian delegation twice")
    assert found.statement == "Paul Drew had met the Norwegian delegation twice."
    assert found.roles == ("Former Treasury chief",)


def test_an_infinitive_after_a_vow_is_a_promise_with_its_deadline() -> None:
    text = (
        "Ann Marsh has repeatedly vowed to end the bus strike within 48 hours of the election, "
        "although she has not said how."
    )
    found = find(text, "end the bus strike within 48 hours of the election")
    assert found.statement.startswith("Ann Marsh will end the bus strike within 48 hours")
    assert found.kinds[0] is Kind.PROMISE
    assert {"a promise", "a deadline", "attributed speech, “vowed”"} <= set(found.reasons)


def test_an_accusation_is_said_of_the_accused_by_all_who_make_it() -> None:
    text = (
        "The hearing turned loud when Ann Marsh and Deputy Mayor Paul Drew confronted Olga Petrov, "
        "accusing her of hiding the audit since March."
    )
    found = find(text, "hiding the audit since March")
    assert found.speakers == ("Ann Marsh", "Paul Drew")
    assert found.statement == "Olga Petrov hid the audit since March."


def test_an_accusation_made_again_is_a_second_occurrence() -> None:
    text = (
        "Ann Marsh and Paul Drew accused Olga Petrov of hiding the harbour audit "
        "since last March.\n\n"
        "At a rally on Sunday, Paul Drew accused Olga Petrov of hiding the harbour audit."
    )
    found = [one for one in extract(text) if "harbour audit" in one.quote]
    assert len(found) == 1
    assert found[0].speakers == ("Ann Marsh", "Paul Drew")
    assert [one.quote for one in found[0].occurrences] == [
        "hiding the harbour audit since last March",
        "hiding the harbour audit",
    ]


@pytest.mark.parametrize(
    "other",
    [
        "Rents fell by 9 percent in 2024.",
        "Rents rose by 4 percent in 2024.",
        "Rents did not fall by 4 percent in 2024.",
    ],
)
def test_other_numbers_directions_or_negations_are_other_claims(other: str) -> None:
    text = f"“Rents fell by 4 percent in 2024,” Ann Marsh said.\n\n“{other}” Ann Marsh said."
    assert len(extract(text)) == 2


def test_a_warning_names_the_person_warned() -> None:
    text = (
        "Norwegian Prime Minister Kari Lund met Paul Drew in Oslo. "
        "Drew warned the Norwegian leader that she had “no cards” to play."
    )
    found = find(text, "she had “no cards” to play")
    assert found.statement == "Kari Lund had “no cards” to play."
    assert found.speaker == "Paul Drew"
    assert Kind.FIGURE_OF_SPEECH in found.kinds


def test_a_letter_read_aloud_is_its_writers_speech_and_the_readers_report() -> None:
    text = (
        "Paul Drew read from a letter that he had received from Kari Lund.\n\n"
        "“The letter says, ‘Norway is ready to sign the treaty in May,’” Drew told the chamber.\n\n"
        "He added that Lund wrote: “Norway will pay 3 million euros.”"
    )
    read = find(text, "Norway is ready to sign the treaty in May")
    written = find(text, "Norway will pay 3 million euros.")
    assert (read.speaker, read.reported_by) == ("Kari Lund", "Paul Drew")
    assert (written.speaker, written.reported_by) == ("Kari Lund", "Paul Drew")


def test_a_floating_quote_belongs_to_whoever_spoke_before() -> None:
    text = (
        "“The port lost 300 jobs in March,” said Kari Lund.\n\n"
        "“The rail line lost 200 more workers.”"
    )
    assert find(text, "The rail line lost 200 more workers.").speaker == "Kari Lund"


def test_according_to_and_unnamed_sources_are_speakers_as_they_stand() -> None:
    text = (
        "According to the Housing Office, rents rose by 9.1% in 2024. "
        "A senior Norwegian lawmaker told state radio that talks were underway in Oslo."
    )
    assert find(text, "rents rose by 9.1% in 2024").speaker == "the Housing Office"
    assert find(text, "talks were underway in Oslo").speaker == "A senior Norwegian lawmaker"


def test_nouns_carry_claims_too() -> None:
    text = (
        "Ann Marsh expressed frustration that Oslo had not paid for the bridge. "
        "Paul Drew repeated his promise to build 400 homes."
    )
    assert find(text, "Oslo had not paid for the bridge").speaker == "Ann Marsh"
    promise = find(text, "build 400 homes")
    assert promise.statement == "Paul Drew will build 400 homes."


def test_the_article_itself_states_facts_and_leaves_vague_background_alone() -> None:
    text = (
        "Unemployment in Westbridge fell to 4.1 percent in March because two mills reopened. "
        "Tensions remain high. Questions remain about the way forward."
    )
    found = extract(text)
    assert [one.speaker for one in found] == [""]
    assert found[0].kinds[0] is Kind.STATISTIC
    assert {Kind.CAUSE, Kind.COMPARISON} <= set(found[0].kinds)


def test_a_transcripts_lines_belong_to_whose_turn_it_is() -> None:
    text = (
        "MODERATOR: Welcome. [APPLAUSE]\n\n"
        "MS. HALE: We created 40,000 jobs in 2019. Thank you very much.\n\n"
        "[LAUGHTER]\n\n"
        "MR. BOON: My opponent voted against the Fisheries Act in 2021."
    )
    assert [(one.speaker, one.quote) for one in extract(text)] == [
        ("Ms. Hale", "We created 40,000 jobs in 2019."),
        ("Mr. Boon", "My opponent voted against the Fisheries Act in 2021."),
    ]


def test_furniture_is_never_a_claim_and_moves_no_offset() -> None:
    text = (
        "Marsh Cuts Fares as Strike Nears Second Month\n\n"
        "date 2031-04-02 Ann Marsh said on Monday that fares had fallen by 12 percent.\n"
        "Advertisement\n"
        "JOIN US ON TELEGRAM Follow our coverage of the strike of 4,000 drivers.\n"
        "Other Topics of Interest Drew Pays 5 Million For Ferries The council paid in 2030.\n"
        "Sign up for our newsletter with 90,000 readers.\n"
        "A Push for Talks\n"
        "Fares in Oslo rose by 3 percent in 2030."
    )
    assert [one.quote for one in extract(text)] == [
        "fares had fallen by 12 percent",
        "Fares in Oslo rose by 3 percent in 2030.",
    ]


def test_what_somebody_did_not_say_is_no_claim_of_theirs() -> None:
    text = "Ann Marsh did not say whether the council would sell the harbour in 2031."
    assert not any(one.speaker == "Ann Marsh" for one in extract(text))


def test_an_organisations_own_it_and_its_are_the_organisation() -> None:
    text = (
        "The Harbour Trust says its income has tripled since 2019. "
        "Norsk Rail says it sold 40 trains in 2030."
    )
    income = find(text, "its income has tripled since 2019")
    assert income.statement == "The Harbour Trust’s income has tripled since 2019."
    trains = find(text, "it sold 40 trains in 2030")
    assert trains.statement == "Norsk Rail sold 40 trains in 2030."


def test_what_has_yet_to_be_said_is_no_claim() -> None:
    text = (
        "Ann Marsh has yet to outline a plan for the 40 ferries, and might say that they are lost."
    )
    assert not any(one.speaker for one in extract(text))


def test_what_is_denied_is_not_put_as_a_fact() -> None:
    text = "The finance ministry denied that it had cut 12,000 posts."
    found = find(text, "it had cut 12,000 posts")
    assert found.statement == "The finance ministry denied that it had cut 12,000 posts."


def test_never_to_is_a_promise_too() -> None:
    text = "Ann Marsh vowed never to raise the bus fares. She promised that no line would close."
    assert find(text, "never to raise the bus fares").statement == (
        "Ann Marsh will never raise the bus fares."
    )
    assert find(text, "no line would close").kinds[0] is Kind.PROMISE


def test_a_spokeswoman_is_named_when_her_name_stands_beside_her() -> None:
    text = "The trust grew. Its spokeswoman, Eva Lind, said that it had hired 200 nurses."
    assert find(text, "it had hired 200 nurses").speaker == "Eva Lind"


TOWN = (
    "Mayor Ilsa Brandt vowed on Monday to open 300 flats in Westbridge by May.\n\n"
    "“We have closed 4 bridges,” Brandt told reporters.\n\n"
    "Opposition leader Paul Drew accused the mayor of hiding the cost of the flats. "
    "“The mayor is late,” Drew said.\n\n"
    "A spokesperson for the mayor, Lars Holm, said fares had gone up by 3 percent, adding that "
    "the council had frozen the fares of 2,000 pupils."
)


def test_a_title_makes_a_name_and_everything_said_carries_it() -> None:
    vow = find(TOWN, "open 300 flats in Westbridge by May")
    bridges = find(TOWN, "We have closed 4 bridges")
    assert (vow.speakers, vow.roles) == (("Ilsa Brandt",), ("Mayor",))
    assert vow.statement == "Ilsa Brandt will open 300 flats in Westbridge by May."
    assert bridges.statement == "Ilsa Brandt: “We have closed 4 bridges.”"


def test_the_only_mayor_is_meant_by_the_mayor() -> None:
    accused = find(TOWN, "hiding the cost of the flats")
    assert accused.statement == "Ilsa Brandt hid the cost of the flats."
    assert accused.speaker == "Paul Drew"
    assert find(TOWN, "The mayor is late").statement == "Ilsa Brandt is late."


def test_a_spokesperson_for_the_mayor_is_no_mayor_and_adds_what_is_added() -> None:
    fares = find(TOWN, "fares had gone up by 3 percent")
    frozen = find(TOWN, "the council had frozen the fares of 2,000 pupils")
    assert fares.speakers == frozen.speakers == ("Lars Holm",)
    assert fares.roles == ("spokesperson for the mayor",)
    assert frozen.reported_by == ""


@pytest.mark.parametrize(
    "others",
    [
        "Ann Marsh, the mayor of Oslo, met Paul Drew, the mayor of Bergen.",
        "Ann Marsh, the deputy mayor, met former mayor Paul Drew.",
    ],
)
def test_the_mayor_stays_the_mayor_where_nobody_or_several_may_be_meant(others: str) -> None:
    text = f"{others} The mayor said that fares had gone up by 3 percent."
    assert find(text, "fares had gone up by 3 percent").speaker == "The mayor"


def test_an_accusation_that_cannot_be_turned_round_stays_an_accusation() -> None:
    text = "Ann Marsh accused them of secretly selling the port."
    found = find(text, "secretly selling the port")
    assert found.statement == "Ann Marsh accused them of secretly selling the port."


SPEECH = (
    "Neighbours, friends, thank you for coming to the harbour.\n\n"
    "We have built 30 new ferry piers, and the wait at the dock has fallen from 40 minutes to 12. "
    "My rival voted against all of it.\n\n"
    "I will cut the fares in my first 90 days, and I will not sell the port."
)


def test_a_speech_without_a_label_is_read_as_one() -> None:
    assert [one.quote for one in extract(SPEECH)] == [
        "We have built 30 new ferry piers, and the wait at the dock has fallen from 40 minutes "
        "to 12.",
        "My rival voted against all of it.",
        "I will cut the fares in my first 90 days",
        "I will not sell the port.",
    ]


def test_two_promises_in_a_sentence_are_two_candidates() -> None:
    for quote in ("I will cut the fares in my first 90 days", "I will not sell the port."):
        assert find(SPEECH, quote).kinds[0] is Kind.PROMISE


def test_a_statement_says_who_speaks_where_its_words_lean_on_that() -> None:
    text = (
        "Paul Drew came on Monday. “Fares have doubled since she took office,” Drew said. "
        "Ann Marsh insisted that they would be paid in May."
    )
    fares = find(text, "Fares have doubled since she took office")
    paid = find(text, "they would be paid in May")
    assert fares.statement == "Paul Drew: “Fares have doubled since she took office.”"
    assert paid.statement == "Ann Marsh insisted that they would be paid in May."


def test_a_link_word_goes_but_no_meaning_with_it() -> None:
    text = "“So far 40 ferries have sailed. No ferry has sunk. And Oslo paid it,” Ann Marsh said."
    assert [one.statement for one in extract(text)] == [
        "So far 40 ferries have sailed.",
        "No ferry has sunk.",
        "Oslo paid it.",
    ]


def test_a_pronoun_is_replaced_as_a_word_only() -> None:
    text = "Paul Drew said that when the ferry sank he had sold it. Ann Marsh said she’d pay."
    assert find(text, "when the ferry sank he had sold it").statement == (
        "When the ferry sank Paul Drew had sold it."
    )
    assert find(text, "she’d pay").statement == "Ann Marsh would pay."


RACE = (
    "Senator Ann Marsh (D-Vt.) and Paul Drew, the Republican nominee, met in Ohio on Saturday.\n\n"
    "The Vermont Democrat said that factories had cut 4,000 jobs last year.\n\n"
    "The Republican candidate told reporters on Sunday that he would visit 12 factories next week."
    "\n\n“I own 3 factories, and I have never closed one,” Drew added. "
    "“Marsh has closed two mills. She sold 40 ships in April,” he said."
)


def test_descriptions_dates_and_first_persons_are_put_into_statements() -> None:
    found = extract(RACE, published=dt.date(2026, 3, 18))
    assert [(one.speaker, one.statement) for one in found if one.speaker] == [
        ("Ann Marsh", "Factories had cut 4,000 jobs in 2025."),
        ("Paul Drew", "Paul Drew would visit 12 factories in the week of 16 March 2026."),
        ("Paul Drew", "Paul Drew owns 3 factories, and he has never closed one."),
        ("Paul Drew", "Ann Marsh has closed two mills."),
        ("Paul Drew", "Ann Marsh sold 40 ships in April 2026."),
    ]
