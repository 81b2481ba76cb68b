"""The tables, in the order in which a claim goes through them."""

from claims.models.access import ApiKey, Scope
from claims.models.alert import Alert
from claims.models.claim import Claim, Claimant, DismissalReason, Kind, Occurrence, Revision
from claims.models.correction import Correction
from claims.models.desk import Autosave, SavedView
from claims.models.document import Document
from claims.models.event import Event
from claims.models.export import Export
from claims.models.extraction import Extraction
from claims.models.newsroom import Newsroom
from claims.models.notification import Notification
from claims.models.promise import PromiseStatus
from claims.models.publication import Publication
from claims.models.scale import Rating, Scale
from claims.models.source import ArchivedCopy, Source
from claims.models.user import User
from claims.models.verdict import Approval, Reply, Verdict
from claims.models.webhook import Attempt, Delivery, EventType, Webhook

__all__ = [
    "Alert",
    "ApiKey",
    "Approval",
    "ArchivedCopy",
    "Attempt",
    "Autosave",
    "Claim",
    "Claimant",
    "Correction",
    "Delivery",
    "DismissalReason",
    "Document",
    "Event",
    "EventType",
    "Export",
    "Extraction",
    "Kind",
    "Newsroom",
    "Notification",
    "Occurrence",
    "PromiseStatus",
    "Publication",
    "Rating",
    "Reply",
    "Revision",
    "SavedView",
    "Scale",
    "Scope",
    "Source",
    "User",
    "Verdict",
    "Webhook",
]
