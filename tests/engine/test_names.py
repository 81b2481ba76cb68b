"""From a mention to the fullest name."""

from __future__ import annotations

import pytest

from claims.engine import extract
from claims.engine.people import descriptions
from claims.engine.people.namesakes import Person


def speaker_of(text: str, part: str) -> str:
    return next(one.speaker for one in extract(text) if part in one.quote)


def test_a_last_name_and_a_pronoun_become_the_full_name() -> None:
    text = (
        "Health Minister Lena Ortiz visited Westbridge on Monday. "
        "Ortiz said the hospital had 90 beds. "
        "She added that it would close in 2031."
    )
    assert speaker_of(text, "90 beds") == "Lena Ortiz"
    assert speaker_of(text, "2031") == "Lena Ortiz"


def test_a_pronoun_goes_to_somebody_of_its_gender() -> None:
    text = "Lena Ortiz met Paul Drew in Oslo on Monday. He said the ferry had sunk in 2019."
    assert speaker_of(text, "2019") == "Paul Drew"


@pytest.mark.parametrize(
    ("title", "full"), [("Mrs. Marsh", "Ann Marsh"), ("Mr. Marsh", "Paul Marsh")]
)
def test_a_title_tells_two_of_one_name_apart(title: str, full: str) -> None:
    text = f"Ann Marsh and Paul Marsh came on Monday. {title} said the ferry had sunk in 2019."
    assert speaker_of(text, "2019") == full


def test_a_description_by_role_becomes_the_name() -> None:
    text = (
        "Norwegian President Kari Lund came. The Norwegian president said the ferry sank in 2019."
    )
    assert speaker_of(text, "2019") == "Kari Lund"


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Harbour spokesperson Paul Drew said the ferry sank in 2019.", "Harbour spokesperson"),
        ("Paul Drew, the head of the port, said the ferry sank in 2019.", "head of the port"),
    ],
)
def test_a_role_stands_before_the_name_or_beside_it(text: str, role: str) -> None:
    assert extract(text)[0].roles == (role,)


LEADERS = (
    "President Carl Osgood met Norwegian President Kari Lund in Bergen. "
    "{who} said the ferry had sunk in 2019."
)


@pytest.mark.parametrize(
    ("who", "full"),
    [
        ("The Norwegian president", "Kari Lund"),
        ("The US President", "Carl Osgood"),
        ("The president", "Carl Osgood"),
        ("The Danish president", "The Danish president"),
    ],
)
def test_a_country_or_its_absence_tells_two_presidents_apart(who: str, full: str) -> None:
    assert speaker_of(LEADERS.format(who=who), "2019") == full


@pytest.mark.parametrize(
    ("told", "who"),
    [
        ("Ann Marsh, the Democratic nominee, met Paul Drew.", "The Democratic candidate"),
        ("Ann Marsh is the Republican nominee. Paul Drew came.", "The Republican nominee"),
        ("Ann Marsh, who is a billionaire, met Paul Drew.", "The billionaire"),
        ("Ann Marsh was secretary of state. Paul Drew came.", "The former secretary of state"),
        ("Sen. Ann Marsh (D-Vt.) met Paul Drew.", "The Vermont Democrat"),
        ("Sen. Ann Marsh met Mayor Paul Drew.", "The senator"),
        ("Sen. Ann Marsh met Mayor Paul Drew.", "The lawmaker"),
    ],
)
def test_what_the_text_tells_of_somebody_names_whom_a_description_means(
    told: str, who: str
) -> None:
    assert speaker_of(f"{told} {who} said the ferry had sunk in 2019.", "2019") == "Ann Marsh"


@pytest.mark.parametrize(
    "told",
    [
        "Ann Marsh is not the Republican nominee. Paul Drew came.",
        "If Ann Marsh is the Republican nominee, Paul Drew will leave.",
        "Ann Marsh, the Republican nominee for mayor, met Paul Drew, the Republican nominee.",
        "Ann Marsh, the Democratic nominee, met Paul Drew.",
    ],
)
def test_a_description_that_nobody_or_not_only_one_fits_stays(told: str) -> None:
    text = f"{told} The Republican nominee said the ferry had sunk in 2019."
    assert speaker_of(text, "2019") in ("The Republican nominee", "Paul Drew")
    assert speaker_of(text, "2019") != "Ann Marsh"


def test_nobody_is_meant_by_a_description_before_being_named() -> None:
    text = "The mayor said the ferry sank in 2019.\n\nMayor Ann Marsh came to Bergen."
    assert speaker_of(text, "2019") == "The mayor"


SPOUSES = "Hillary Marsh opened the campaign in Oslo. Her husband, Bill Marsh, came on Monday. "


@pytest.mark.parametrize(
    ("sentence", "full"),
    [
        ("Mrs. Marsh said the ferry had sunk in 2019.", "Hillary Marsh"),
        ("Marsh said that her ferry had sunk in 2019.", "Hillary Marsh"),
        ("Marsh said that his ferry had sunk in 2019.", "Bill Marsh"),
        ("Hillary said the ferry had sunk in 2019.", "Hillary Marsh"),
    ],
)
def test_two_of_one_last_name_are_told_apart_by_title_first_name_and_pronoun(
    sentence: str, full: str
) -> None:
    assert speaker_of(SPOUSES + sentence, "2019") == full


def test_the_last_name_alone_is_whoever_the_text_is_about() -> None:
    text = (
        "Hillary Marsh opened the campaign in Oslo.\n\n"
        "Marsh spoke of trains. Marsh spoke of ferries.\n\n"
        "Bill Marsh was a mayor long ago.\n\n" + "The harbour is a quiet place in winter. " * 9
    )
    assert speaker_of(text + "\n\nMarsh said the ferry sank in 2019.", "2019") == "Hillary Marsh"


def test_a_president_is_not_the_wife_of_that_name() -> None:
    text = "Michelle Lund came. President Lund said the ferry had sunk in 2019."
    assert speaker_of(text, "2019") == "Lund"


def test_a_headlines_verb_is_no_first_name() -> None:
    text = (
        "Democrats Rip Paul Drew Over Ferry\n\nPaul Drew came on Monday. "
        "Drew said the ferry had sunk in 2019."
    )
    assert speaker_of(text, "2019") == "Paul Drew"


def test_the_agency_is_the_only_one_named() -> None:
    one = "The Harbour Safety Agency met. "
    both = one + "The Norwegian Rail Agency met too. "
    said = "The agency said that 40 ferries had sunk in 2019."
    assert speaker_of(one + said, "2019") == "the Harbour Safety Agency"
    assert speaker_of(both + said, "2019") == "The agency"


def test_the_end_of_a_name_stays_with_it() -> None:
    text = "Paul Drew Jr. came on Monday. Drew said the ferry had sunk in 2019."
    assert speaker_of(text, "2019") == "Paul Drew Jr."


def test_a_pronoun_goes_on_with_whom_a_description_means() -> None:
    text = (
        "Mayor Paul Drew met Carl Holm. Holm left early. The mayor stayed until midnight. "
        "He said the ferry had sunk in 2019."
    )
    assert speaker_of(text, "2019") == "Paul Drew"


def test_a_description_that_fits_nobody_speaks_for_itself() -> None:
    text = (
        "Ivan Holm spoke first. Bergen was cold. "
        "The Norwegian president said that 40 ferries had sunk."
    )
    assert speaker_of(text, "40 ferries") == "The Norwegian president"


def test_a_description_that_two_may_fit_names_neither() -> None:
    text = (
        "Prime Minister Paul Drew met Chancellor Ann Marsh in Bergen. "
        "The British leader said that 40 ferries had sunk."
    )
    assert speaker_of(text, "40 ferries") == "The British leader"


def test_work_on_descriptions_grows_no_faster_than_the_text(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    def counted(words: list[str], person: Person) -> int:
        asked.append(person.name)
        return how_well(words, person)

    how_well = descriptions.how_well
    monkeypatch.setattr(descriptions, "how_well", counted)
    towns = [f"{start}{end}" for start in ("Nor", "Ves", "Sol", "Hal") for end in ("vik", "dal")]
    extract(
        "\n\n".join(
            f"Paul {town}sen, the mayor of {town}, came. The mayor of {town} said the mayor had "
            f"sold {count} ferries."
            for count, town in enumerate(towns, 3)
        )
    )
    assert 0 < len(asked) <= 3 * len(towns)


def test_nobody_takes_the_nearest_of_two_who_fit_in_every_word() -> None:
    text = (
        "Norwegian minister Ann Marsh met Norwegian minister Kari Lund in Bergen. "
        "The Norwegian minister said that 40 ferries had sunk."
    )
    assert speaker_of(text, "40 ferries") == "The Norwegian minister"


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Jordan said 40 ferries had sunk. Jordan Drew, a student, left.", "Jordan"),
        ("Hillary Marsh came to Oslo. Hillary said 40 ferries had sunk.", "Hillary Marsh"),
        (
            "Charlotte Drew came to Charlotte, North Carolina. "
            "She liked Charlotte. Charlotte said 40 ferries had sunk.",
            "Charlotte",
        ),
    ],
)
def test_a_first_name_alone_is_somebodys_only_after_the_full_one(text: str, who: str) -> None:
    assert speaker_of(text, "40 ferries") == who


@pytest.mark.parametrize(
    ("sentence", "who"),
    [
        ("A witness spoke to police.", "A witness"),
        ("The victim’s brother wept in court.", "The victim’s brother"),
        ("Then a union leader took the floor.", "a union leader"),
        ("Karl left, and a nurse from Oslo came.", "a nurse from Oslo"),
        ("His opposite number disagreed.", "an unnamed speaker"),
        ("Another was angry.", "an unnamed speaker"),
        ("One witness spoke to police.", "One witness"),
        ("The accused denied it.", "The accused"),
        ("An official who asked not to be named spoke.", "an unnamed speaker"),
        ("There was a witness.", "an unnamed speaker"),
        ("It was a neighbour who called police.", "an unnamed speaker"),
        ("When a witness spoke to police, all was over.", "an unnamed speaker"),
        ("A Norwegian was hurt.", "A Norwegian"),
        ("A 12-year-old was hurt.", "an unnamed speaker"),
        ("The other was hurt.", "an unnamed speaker"),
        ("According to a witness, it rained.", "an unnamed speaker"),
        ("Police found a witness.", "an unnamed speaker"),
        ("Police said a witness had come.", "an unnamed speaker"),
        ("Police hoped to find a witness.", "Karl Holm"),
        ("A witness met Paul Drew.", "an unnamed speaker"),
        ("The victim’s mother wept in court.", "Karl Holm"),
        ("The trial went on in Oslo.", "Karl Holm"),
        ("A witness came. Karl Holm was silent.", "Karl Holm"),
    ],
)
def test_a_pronoun_may_be_somebody_without_a_name(sentence: str, who: str) -> None:
    text = f"Karl Holm was arrested in May. {sentence} “I sold 40 ferries,” he said."
    assert speaker_of(text, "40 ferries") == who


def test_a_description_in_a_second_clause_is_somebody_known() -> None:
    text = (
        "Mayor Paul Drew met Carl Holm. Holm left early, and the mayor stayed until midnight. "
        "He said the ferry had sunk in 2019."
    )
    assert speaker_of(text, "2019") == "Paul Drew"


def test_he_who_is_told_something_is_not_who_tells_it() -> None:
    text = (
        "Karl Holm was arrested in May. A witness spoke to him. "
        "“The harbour had sold 40 ferries,” a lawyer told him."
    )
    assert speaker_of(text, "40 ferries") == "a lawyer"


def test_a_leader_is_the_one_left_over_where_the_country_goes_with_the_name() -> None:
    text = (
        "Karl Holm said that Norway would pay for the ferries.\n\n"
        "At the talks between Holm and Mayor Ann Marsh, she warned the Norwegian leader that he "
        "had lost 40 ferries."
    )
    (found,) = [one for one in extract(text) if "40" in one.quote]
    assert found.statement == "Karl Holm had lost 40 ferries."


def test_a_leader_of_a_country_that_nobody_goes_with_stays_a_leader() -> None:
    text = "Ivan Marsh spoke first. The French president said that 40 ferries had sunk."
    assert speaker_of(text, "40 ferries") == "The French president"
