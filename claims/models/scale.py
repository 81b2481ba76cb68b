"""The scales that verdicts are given on. What goes out keeps the words that it went out with."""

from django.db import models


class Scale(models.Model):
    """A set of ratings. Presets are installed with the tables; administrators edit them.

    A scale without ratings is one on which the summary itself is the verdict.
    """

    name = models.CharField(max_length=100, unique=True)
    description = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Rating(models.Model):
    """One step of a scale. The higher its number the truer; none: off the true/false line."""

    class Tone(models.TextChoices):
        TRUE = "true", "True"
        MOSTLY_TRUE = "mostly_true", "Mostly true"
        MIXED = "mixed", "Mixed"
        MOSTLY_FALSE = "mostly_false", "Mostly false"
        FALSE = "false", "False"
        NEUTRAL = "neutral", "Neither"

    scale = models.ForeignKey(Scale, on_delete=models.CASCADE, related_name="ratings")
    label = models.CharField(max_length=60)
    description = models.CharField(max_length=500, blank=True)
    number = models.IntegerField(null=True, blank=True)
    tone = models.CharField(
        max_length=20, choices=Tone, default=Tone.NEUTRAL, help_text="Its colour and sign."
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "id")
        constraints = (
            models.UniqueConstraint(fields=["scale", "label"], name="rating_label_once_a_scale"),
        )

    def __str__(self) -> str:
        return self.label
