"""What the demo's people wrote. Everything here is invented."""

from dataclasses import dataclass

from claims.models import Source
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
class Check:
    """A verdict on the claim whose quote has `words`, reworded first where `statement` says so."""

    words: str
    rating: str
    summary: str
    explanation: str
    sources: tuple[Evidence, ...]
    statement: str = ""


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
