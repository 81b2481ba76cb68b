"""The newsroom that this installation belongs to."""

import datetime as dt
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator
from django.db import models
from django.utils import timezone


def validate_time_zone(value: str) -> None:
    """Refuse a name that the IANA time zone database doesn't have."""
    if value not in available_timezones():
        raise ValidationError(
            f"“{value}” is no time zone. Use a name such as Europe/Berlin or UTC.",
            code="time_zone",
        )


def validate_language(value: str) -> None:
    """Refuse what isn't a BCP 47 tag in its plain form, such as `en` or `pt-BR`."""
    parts = value.split("-")
    if not (
        2 <= len(parts[0]) <= 3
        and parts[0].isascii()
        and parts[0].isalpha()
        and parts[0].islower()
        and all(part.isascii() and part.isalnum() and 2 <= len(part) <= 8 for part in parts[1:])
    ):
        raise ValidationError(
            f"“{value}” is no language tag. Use one such as en, de or pt-BR.", code="language"
        )


class Newsroom(models.Model):
    """Name, address, language and time zone, as pages, exports and ClaimReview give them.

    There is exactly one row, made with the tables; `Newsroom.current()` reads it.
    """

    name = models.CharField(max_length=200, default="Your newsroom")
    address = models.CharField(
        max_length=500,
        default="http://127.0.0.1:8000",
        validators=[URLValidator(schemes=["http", "https"])],
        help_text="Where readers reach this site, such as https://factcheck.example.org. "
        "Addresses in exports begin with it.",
    )
    language = models.CharField(
        max_length=35,
        default="en",
        validators=[validate_language],
        help_text="The language of what is published, as a BCP 47 tag: en, de, pt-BR.",
    )
    time_zone = models.CharField(
        max_length=64,
        default="UTC",
        validators=[validate_time_zone],
        help_text="A name from the IANA database, such as Europe/Berlin.",
    )
    scale = models.ForeignKey(
        "Scale",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="The ratings that editors choose from.",
    )

    approvals = models.PositiveSmallIntegerField(
        "sign-offs needed",
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
        help_text="How many people other than its author have to sign a verdict off.",
    )
    methodology = models.TextField(
        blank=True,
        help_text="How you choose, research and edit, for the methodology page. Markdown.",
    )
    corrections_policy = models.TextField(
        blank=True,
        help_text="How you correct and how readers reach you about it. Markdown; shown on the "
        "corrections page.",
    )

    class Meta:
        verbose_name_plural = "newsroom"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(approvals__gte=1, approvals__lte=5),
                name="newsroom_approvals_from_1_to_5",
            ),
            models.CheckConstraint(condition=models.Q(pk=1), name="newsroom_is_one_row"),
        )

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        self.address = self.address.rstrip("/")

    @classmethod
    def current(cls) -> "Newsroom":
        """The one row, with its scale."""
        return cls.objects.select_related("scale").get(pk=1)

    @property
    def tzinfo(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def today(self) -> dt.date:
        """The day that it is where the newsroom is."""
        return timezone.localdate(timezone=self.tzinfo)

    def absolute(self, path: str) -> str:
        """The address that readers use for `path`, which begins with a slash."""
        return f"{self.address.rstrip('/')}{path}"
