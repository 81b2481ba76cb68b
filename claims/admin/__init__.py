"""The administrators' pages, a module a part of the flow.

What the workflow owns is shown, searched and acted on by the same pipeline functions that every
other door calls; it is never edited by hand. What administrators set goes through
`claims.pipeline.newsroom` and `claims.pipeline.people`.
"""

from claims.admin import site  # isort: skip - puts our site in place before anything registers
from claims.admin import (
    claims,
    documents,
    exports,
    history,
    keys,
    newsroom,
    people,
    publications,
    scales,
    verdicts,
    watch,
    webhooks,
)

__all__ = [
    "claims",
    "documents",
    "exports",
    "history",
    "keys",
    "newsroom",
    "people",
    "publications",
    "scales",
    "site",
    "verdicts",
    "watch",
    "webhooks",
]
