"""What the demo's people wrote. Everything here is invented."""

from dataclasses import dataclass

from claims.models import Correction, Source
from claims.permissions import Role

PEOPLE = (
    ("alice", "Alice", "Moreau", Role.REPORTER),
    ("ben", "Ben", "Okoye", Role.EDITOR),
    ("clara", "Clara", "Lindt", Role.EDITOR),
    ("admin", "Dana", "Whitlock", Role.ADMINISTRATOR),
)


@dataclass(frozen=True)
class Evidence:
    title: str
    url: str = ""
    publisher: str = ""
    kind: str = Source.Kind.STATISTICS
    stance: str = Source.Stance.CONTEXT
    passage: str = ""
    locator: str = ""
    withheld_reason: str = ""


@dataclass(frozen=True)
class Asked:
    """Somebody who was asked, and the answer if it has come."""

    whom: str
    answer: str = ""


@dataclass(frozen=True)
class Change:
    """A correction of something published."""

    kind: str
    what: str
    why: str
    rating: str
    summary: str


@dataclass(frozen=True)
class Check:
    """A verdict on the claim whose quote has `words`, reworded first where `statement` says so."""

    words: str
    rating: str
    summary: str
    explanation: str
    sources: tuple[Evidence, ...]
    statement: str = ""
    not_found: str = ""
    replies: tuple[Asked, ...] = ()
    yardstick: str = ""


RENTS = Check(
    words="Rents in Port Ellery have risen",
    statement="Rents in Port Ellery have risen by 38 percent since Ines Calder took office, the "
    "fastest rise of any city in the country.",
    rating="False",
    summary="Official figures show a rise of 22.4 percent, and three cities saw faster ones.",
    explanation=(
        "The national statistics office measures average rents in every city each quarter.\n\n"
        "Between March 2024, when Ines Calder took office, and September 2026, rents in Port "
        "Ellery rose by **22.4 percent**. That is the fourth fastest rise in the country, not the "
        "fastest.\n\n"
        "We asked Marta Lindqvist’s office for the source of the 38 percent. It pointed to "
        "advertised rents for new flats on one website, which says itself that its figures don’t "
        "describe the rents that people pay."
    ),
    sources=(
        Evidence(
            title="Rents by city, third quarter of 2026",
            url="https://stats.example/rents/2026-q3",
            publisher="National statistics office",
            stance=Source.Stance.REFUTES,
            passage="Port Ellery: 22.4 percent (March 2024 to September 2026)",
            locator="table 4",
        ),
        Evidence(
            title="E-mail from Marta Lindqvist’s office",
            kind=Source.Kind.INTERVIEW,
            withheld_reason="The e-mail names a member of staff who is not a public person.",
        ),
    ),
)

RENTS_CORRECTED = Change(
    kind=Correction.Kind.VERDICT,
    what="The rating is “Mostly false”, no longer “False”.",
    why="We had overlooked that the fastest rise is counted by region, not by city: Port Ellery’s "
    "region does lead. The figure of 38 percent is still far off.",
    rating="Mostly false",
    summary="Official figures show a rise of 22.4 percent, though in the region that rose fastest.",
)

NURSES = Check(
    words="abolish tuition fees for nurses",
    statement="Pia Andersen will abolish tuition fees for nurses in the first 100 days of her next "
    "term.",
    rating="",
    summary="The bill is drafted and has its money, but parliament has not voted on it.",
    explanation=(
        "The ministry published the bill in the second week of the term. The budget committee has "
        "set aside **14 million crowns** for it; the vote is on the agenda of the next session."
    ),
    not_found="Whether students who have begun already get their fees back: the bill is silent.",
    replies=(
        Asked(
            whom="Pia Andersen’s office",
            answer="“The governor stands by her promise, and by its date.”",
        ),
        Asked(whom="The nurses’ union"),
    ),
    sources=(
        Evidence(
            title="Bill 212, tuition in health professions",
            url="https://assembly.example/bills/212",
            publisher="National Assembly",
            kind=Source.Kind.PRIMARY,
            passage="No fee is charged for courses that lead to registration as a nurse.",
        ),
    ),
    yardstick="The law is in force and no nursing student is charged a fee.",
)
COSTS = "Tomas Reyle’s account of the costs is public, with roads and drains in it."

TAX = Check(
    words="I will not raise the regional tax",
    statement="Pia Andersen will not raise the regional tax while she is in office.",
    rating="",
    summary="The rate is where it was, but a levy on parking was added beside it.",
    explanation="The regional tax is **4.2 percent**, as before. The parking levy is new.",
    sources=(
        Evidence(
            title="Tax tables of the regions",
            url="https://stats.example/taxes",
            publisher="National statistics office",
            passage="Regional rate: 4.2 percent",
        ),
    ),
    yardstick="The rate at the end of the term is no higher than at its beginning.",
)

AVERAGE = Check(
    words="22.4 percent",
    rating="True",
    summary="The statistics office gives the same figure for the same months.",
    explanation="Table 4 of the quarterly release has **22.4 percent** for Port Ellery.",
    sources=(
        Evidence(
            title="Rents by city, one page for each",
            url="https://rents.example/port-ellery",
            publisher="Rents Watch",
            kind=Source.Kind.MEDIA,
            stance=Source.Stance.SUPPORTS,
            passage="Port Ellery: up 22.4 percent since March 2024",
        ),
    ),
)

FARES = Check(
    words="A return ticket to the capital",
    rating="Half true",
    summary="Both prices are right, but the rise is above inflation, not below it.",
    explanation=(
        "The operator’s fare tables give 42 crowns in 2021 and 61 crowns today, a rise of "
        "**45 percent**. Consumer prices rose by 31 percent over the same years."
    ),
    sources=(
        Evidence(
            title="Fare tables, 2021 to 2026",
            url="https://rail.example/fares",
            publisher="Northern Rail",
            kind=Source.Kind.PRIMARY,
            stance=Source.Stance.SUPPORTS,
        ),
        Evidence(
            title="Consumer price index",
            url="https://stats.example/prices",
            publisher="National statistics office",
            stance=Source.Stance.REFUTES,
        ),
    ),
)

UNEMPLOYMENT = Check(
    words="unemployment in this region",
    rating="True",
    summary="The labour survey put the region’s rate at 9.1 percent four years ago.",
    explanation=(
        "The quarterly labour survey gives **9.1 percent** for the quarter in which the governor "
        "took office."
    ),
    sources=(
        Evidence(
            title="Quarterly labour survey",
            url="https://stats.example/labour",
            publisher="National statistics office",
            stance=Source.Stance.SUPPORTS,
        ),
    ),
)

BUILT = Check(
    words="We have built more homes",
    rating="Mostly true",
    summary="The register bears out the direction, but the two periods are not alike.",
    explanation=(
        "The council’s register lists **640 homes** completed since March 2024. For the eight "
        "years before, the archive is still being searched."
    ),
    sources=(
        Evidence(
            title="Housing register",
            url="https://council.example/register",
            publisher="Port Ellery council",
            kind=Source.Kind.PRIMARY,
        ),
    ),
)

PUNCTUALITY = Check(
    words="one train in three",
    rating="Mostly true",
    summary="Ministry figures put it at 31 percent of trains when the government took office.",
    explanation="The ministry’s punctuality report counts trains that are five minutes late.",
    sources=(
        Evidence(
            title="Punctuality report, northern line",
            url="https://ministry.example/punctuality",
            publisher="Ministry of Transport",
            stance=Source.Stance.SUPPORTS,
        ),
    ),
)
RETRACTED_BECAUSE = "We compared the wrong two years. The check is being done again."
