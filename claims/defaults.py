"""What every installation has from its first start: roles, scales, the newsroom's row.

Rating scales as the field uses them. The higher the number the truer; none is off that line.
"""

from typing import Any

from django.apps import apps as current
from django.apps.registry import Apps

from claims import permissions
from claims.models import Newsroom, Rating, Scale

Tone = Rating.Tone

DEFAULT_SCALE = "Truth scale"

# Of a rating: label, number, tone, description.
Step = tuple[str, int | None, Tone, str]

# Name, description, and the ratings from best to worst.
SCALES: tuple[tuple[str, str, tuple[Step, ...]], ...] = (
    (
        DEFAULT_SCALE,
        "Five steps from true to false, and four ratings off that line.",
        (
            ("True", 5, Tone.TRUE, "What is said is right, and leaves out nothing that matters."),
            (
                "Mostly true",
                4,
                Tone.MOSTLY_TRUE,
                "The point stands, though a detail is off or missing.",
            ),
            (
                "Half true",
                3,
                Tone.MIXED,
                "Some of it is right and some is wrong, and neither outweighs the other.",
            ),
            (
                "Mostly false",
                2,
                Tone.MOSTLY_FALSE,
                "There is something to it, but the point that it makes is wrong.",
            ),
            ("False", 1, Tone.FALSE, "The evidence shows that it is not so."),
            (
                "Missing context",
                None,
                Tone.MIXED,
                "It may be right, but misleads without the facts that it leaves out.",
            ),
            (
                "Unproven",
                None,
                Tone.NEUTRAL,
                "The evidence that can be had neither bears it out nor refutes it.",
            ),
            ("Outdated", None, Tone.NEUTRAL, "It was right once, and no longer is."),
            (
                "Satire",
                None,
                Tone.NEUTRAL,
                "It was meant as a joke, and is passed on as if it were not.",
            ),
        ),
    ),
    (
        "PolitiFact style",
        "Six steps; the last is for claims that are not only false but ridiculous.",
        (
            ("True", 6, Tone.TRUE, "It is accurate, with nothing of importance left out."),
            (
                "Mostly True",
                5,
                Tone.MOSTLY_TRUE,
                "It is accurate but for a detail that should be explained or added.",
            ),
            (
                "Half True",
                4,
                Tone.MIXED,
                "It is accurate in part, and leaves out or bends facts that matter.",
            ),
            (
                "Mostly False",
                3,
                Tone.MOSTLY_FALSE,
                "There is a grain of truth in it, but it passes over facts that matter.",
            ),
            ("False", 2, Tone.FALSE, "It is not accurate."),
            ("Pants on Fire", 1, Tone.FALSE, "It is not accurate, and absurd besides."),
        ),
    ),
    (
        "Pinocchios",
        "From a Geppetto checkmark to four Pinocchios.",
        (
            (
                "Geppetto checkmark",
                5,
                Tone.TRUE,
                "It is the truth, the whole of it, and nothing else.",
            ),
            (
                "One Pinocchio",
                4,
                Tone.MOSTLY_TRUE,
                "Facts are shaded or picked, without a falsehood among them.",
            ),
            (
                "Two Pinocchios",
                3,
                Tone.MIXED,
                "Facts are left out or exaggerated so that people may be misled.",
            ),
            (
                "Three Pinocchios",
                2,
                Tone.MOSTLY_FALSE,
                "There are serious errors in it, or it contradicts itself.",
            ),
            ("Four Pinocchios", 1, Tone.FALSE, "It is plainly untrue."),
        ),
    ),
    (
        "AFP style",
        "Words rather than steps.",
        (
            ("True", 5, Tone.TRUE, "The evidence bears out what is said."),
            (
                "Misleading",
                2,
                Tone.MOSTLY_FALSE,
                "Real facts or pictures are put so that they give a wrong impression.",
            ),
            (
                "Missing context",
                None,
                Tone.MIXED,
                "It may be right, but facts without which it is misunderstood are left out.",
            ),
            (
                "Altered",
                None,
                Tone.MOSTLY_FALSE,
                "A picture, sound or text was changed, and is shown as if it had not been.",
            ),
            ("False", 1, Tone.FALSE, "The evidence shows that it is untrue."),
            ("Satire", None, Tone.NEUTRAL, "It comes from satire, and is taken for a report."),
        ),
    ),
    (
        "AVeriTeC (research)",
        "What the evidence says, as research data sets label it.",
        (
            ("Supported", 5, Tone.TRUE, "The evidence that was found bears the claim out."),
            (
                "Conflicting evidence",
                3,
                Tone.MIXED,
                "Some of the evidence bears the claim out, and some refutes it.",
            ),
            ("Refuted", 1, Tone.FALSE, "The evidence that was found refutes the claim."),
            ("Not enough evidence", None, Tone.NEUTRAL, "What was found is too little to decide."),
        ),
    ),
    ("One-sentence verdict", "No ratings: the summary itself is the verdict.", ()),
)


def install(*, apps: Apps = current, **_: Any) -> None:
    """Add what is missing. What an administrator changed or removed stays as it is."""
    if "newsroom" not in apps.all_models["claims"]:
        return  # Migrated back to before the tables.
    permissions.install_roles()
    if not Scale.objects.exists():
        install_scales()
    Newsroom.objects.get_or_create(
        pk=1, defaults={"scale": Scale.objects.filter(name=DEFAULT_SCALE).first()}
    )


def install_scales() -> None:
    for name, description, ratings in SCALES:
        scale = Scale.objects.create(name=name, description=description)
        Rating.objects.bulk_create(
            Rating(
                scale=scale,
                label=label,
                number=number,
                tone=tone,
                description=words,
                position=position,
            )
            for position, (label, number, tone, words) in enumerate(ratings)
        )
