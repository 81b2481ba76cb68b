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

# Name, description, and the ratings from best to worst: label, number, tone.
SCALES: tuple[tuple[str, str, tuple[tuple[str, int | None, Tone], ...]], ...] = (
    (
        DEFAULT_SCALE,
        "Five steps from true to false, and four ratings off that line.",
        (
            ("True", 5, Tone.TRUE),
            ("Mostly true", 4, Tone.MOSTLY_TRUE),
            ("Half true", 3, Tone.MIXED),
            ("Mostly false", 2, Tone.MOSTLY_FALSE),
            ("False", 1, Tone.FALSE),
            ("Missing context", None, Tone.MIXED),
            ("Unproven", None, Tone.NEUTRAL),
            ("Outdated", None, Tone.NEUTRAL),
            ("Satire", None, Tone.NEUTRAL),
        ),
    ),
    (
        "PolitiFact style",
        "Six steps; the last is for claims that are not only false but ridiculous.",
        (
            ("True", 6, Tone.TRUE),
            ("Mostly True", 5, Tone.MOSTLY_TRUE),
            ("Half True", 4, Tone.MIXED),
            ("Mostly False", 3, Tone.MOSTLY_FALSE),
            ("False", 2, Tone.FALSE),
            ("Pants on Fire", 1, Tone.FALSE),
        ),
    ),
    (
        "Pinocchios",
        "From a Geppetto checkmark to four Pinocchios.",
        (
            ("Geppetto checkmark", 5, Tone.TRUE),
            ("One Pinocchio", 4, Tone.MOSTLY_TRUE),
            ("Two Pinocchios", 3, Tone.MIXED),
            ("Three Pinocchios", 2, Tone.MOSTLY_FALSE),
            ("Four Pinocchios", 1, Tone.FALSE),
        ),
    ),
    (
        "AFP style",
        "Words rather than steps.",
        (
            ("True", 5, Tone.TRUE),
            ("Misleading", 2, Tone.MOSTLY_FALSE),
            ("Missing context", None, Tone.MIXED),
            ("Altered", None, Tone.MOSTLY_FALSE),
            ("False", 1, Tone.FALSE),
            ("Satire", None, Tone.NEUTRAL),
        ),
    ),
    (
        "AVeriTeC (research)",
        "What the evidence says, as research data sets label it.",
        (
            ("Supported", 5, Tone.TRUE),
            ("Conflicting evidence", 3, Tone.MIXED),
            ("Refuted", 1, Tone.FALSE),
            ("Not enough evidence", None, Tone.NEUTRAL),
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
            Rating(scale=scale, label=label, number=number, tone=tone, position=position)
            for position, (label, number, tone) in enumerate(ratings)
        )
