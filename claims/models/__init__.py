"""The tables, in the order in which a claim goes through them."""

from claims.models.access import ApiKey, Scope
from claims.models.claim import Claim, Claimant, DismissalReason, Kind, Occurrence, Revision
from claims.models.desk import Autosave, SavedView
from claims.models.document import Document
from claims.models.event import Event
from claims.models.extraction import Extraction
from claims.models.newsroom import Newsroom
from claims.models.publication import Publication
from claims.models.user import User
from claims.models.verdict import Rating, Scale, Source, Verdict

__all__ = [
    "ApiKey",
    "Autosave",
    "Claim",
    "Claimant",
    "DismissalReason",
    "Document",
    "Event",
    "Extraction",
    "Kind",
    "Newsroom",
    "Occurrence",
    "Publication",
    "Rating",
    "Revision",
    "SavedView",
    "Scale",
    "Scope",
    "Source",
    "User",
    "Verdict",
]
