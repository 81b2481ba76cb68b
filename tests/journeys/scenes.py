"""What the browser tests find on the desk: a document of a few paragraphs with its claims."""

from dataclasses import dataclass

from claims.engine.candidate import Kind
from claims.models import Claim, Document
from tests import make

FIGURE = "The first ferry carried 48,200 passengers in April, twice as many as a year ago"
# The part of it that is a claim of its own.
SECOND = "twice as many as a year ago"
PROMISE = "the second ferry will sail before the end of 2030"
RHETORIC = "we have no cards to play"
CUT = "the city had cut its harbour emissions by 31 per cent since 2019"
MISSED = "fares had risen three times since the last election"
PARAGRAPHS = (
    # What takes two places in the browser’s count of characters and one in the desk’s.
    "Harbour council votes for a second ferry 🚢",
    "The harbour council met on Monday in the old customs house. It had been a long winter. "
    f"“{FIGURE},” said Petra Lindqvist, the transport minister. Nobody asked where the figure "
    "came from. The minister left early.",
    f"Jonas Okafor, the mayor, said that {CUT}. He promised that {PROMISE}.",
    f"It rained during the meeting. “Without it {RHETORIC},” Lindqvist said. The drivers’ union "
    f"said that {MISSED}.",
)
TEXT = "\n\n".join(PARAGRAPHS)


@dataclass
class Scene:
    """`figure` is the first of the queue, then `cut`, `promise`, `rhetoric`, `elsewhere`."""

    document: Document
    figure: Claim
    cut: Claim
    promise: Claim
    rhetoric: Claim
    elsewhere: Claim

    @property
    def order(self) -> list[Claim]:
        return [self.figure, self.cut, self.promise, self.rhetoric, self.elsewhere]


def build() -> Scene:
    """All of it, through the pipeline."""
    row = make.document(TEXT, title="Council votes for a second ferry", outlet="The Harbour Post")
    lindqvist = {"speakers": ("Petra Lindqvist",), "roles": ("Transport minister",)}
    okafor = {"speakers": ("Jonas Okafor",), "roles": ("Mayor",)}
    scene = Scene(
        document=row,
        figure=make.claim(row, FIGURE, score=0.95, **lindqvist),
        cut=make.claim(row, CUT, score=0.9, **okafor),
        promise=make.claim(
            row,
            PROMISE,
            score=0.85,
            kinds=(Kind.PROMISE,),
            reasons=("a deadline", "attributed speech, “promised”"),
            **okafor,
        ),
        rhetoric=make.claim(
            row,
            RHETORIC,
            score=0.5,
            kinds=(Kind.STATEMENT, Kind.FIGURE_OF_SPEECH),
            reasons=("a figure of speech",),
            **lindqvist,
        ),
        elsewhere=make.claim(score=0.4),
    )
    make.extracted(row)
    make.extracted(scene.elsewhere.occurrences.get().document)
    return scene
