"""API keys: what a program shows instead of a password."""

import hashlib
import secrets

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone


class Scope(models.TextChoices):
    """What a key allows. A key never allows more than its owner's roles do."""

    READ_PUBLISHED = "read_published", "Read what is published"
    READ_DESK = "read_desk", "Read the desk: documents, claims, drafts"
    WRITE_DOCUMENTS = "write_documents", "Add documents"
    ACT = "act", "Act on claims and verdicts"


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    def usable(self) -> "ApiKeyQuerySet":
        """Neither revoked nor expired, and of somebody whose account is active."""
        return self.filter(
            Q(expires_at=None) | Q(expires_at__gt=timezone.now()),
            revoked_at=None,
            owner__is_active=True,
        )


class ApiKey(models.Model):
    """A named, scoped key that acts for its owner.

    The key itself is shown once, when it is made. Stored are a prefix to recognise it by and the
    SHA-256 of all of it: the key has 256 random bits, so a slow hash would protect nothing more.
    """

    PREFIX = "fck_"

    name = models.CharField(max_length=100, help_text="What uses it, such as “Website import”.")
    owner = models.ForeignKey("User", on_delete=models.PROTECT, related_name="api_keys")
    prefix = models.CharField(max_length=12, editable=False)
    sha256 = models.CharField(max_length=64, unique=True, editable=False)
    scopes = ArrayField(models.CharField(max_length=30, choices=Scope))
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    per_minute = models.PositiveIntegerField(
        "requests a minute", null=True, blank=True, help_text="Empty: as many as any key."
    )
    last_used_at = models.DateTimeField(null=True, editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        verbose_name = "API key"
        verbose_name_plural = "API keys"
        permissions = (("revoke_apikey", "Can revoke API keys"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(scopes__contained_by=Scope.values) & Q(scopes__len__gt=0),
                name="apikey_scopes_are_known",
            ),
            models.CheckConstraint(
                condition=Q(per_minute=None) | Q(per_minute__gt=0),
                name="apikey_limit_lets_some_through",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    @classmethod
    def generate(cls) -> str:
        """A new key in clear, to be shown once and then forgotten."""
        return cls.PREFIX + secrets.token_urlsafe(32)

    @staticmethod
    def digest(key: str) -> str:
        return hashlib.sha256(key.encode()).hexdigest()

    @property
    def is_usable(self) -> bool:
        return self.revoked_at is None and (
            self.expires_at is None or self.expires_at > timezone.now()
        )
