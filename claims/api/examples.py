"""Examples for the schema: one story, from a council meeting to a correction, in the API's shapes.

By the name of the serializer that a request or an answer has; a test holds them against the shapes.
"""

from __future__ import annotations

from typing import Any

Example = dict[str, Any]

ALICE = {"username": "alice", "name": "Alice Adler"}
BOB = {"username": "bob", "name": "Bob Brandt"}
STATEMENT = "The city built 412 homes last year."
QUOTE = "the city built 412 homes last year"
PAGE = "https://city.example/council/2024-05-04"
CHECK = "https://news.example/fact-checks/17/"
SUMMARY = "The city’s own figures agree, but for one tower."
EXPLANATION = "The register lists **every** building permit."

DOCUMENT_GIVEN: Example = {
    "title": "Council meeting of 4 May",
    "kind": "transcript",
    "outlet": "City of Example",
    "url": PAGE,
    "published_on": "2024-05-04",
    "text": f"The mayor said {QUOTE}.",
}
EXTRACTION: Example = {
    "id": 5,
    "document": 5,
    "state": "done",
    "percent": 100,
    "attempt": 1,
    "claims_found": 1,
    "error": "",
    "note": "",
    "engine_version": "2024.1",
    "created_at": "2024-05-06T09:30:00Z",
    "started_at": "2024-05-06T09:30:01Z",
    "finished_at": "2024-05-06T09:30:02Z",
}
# All that was rated false, for a spreadsheet.
EXPORT_GIVEN: Example = {
    "format": "csv",
    "compression": "gzip",
    "filters": {"rating": "False"},
}
EXPORT: Example = {
    "id": 12,
    **EXPORT_GIVEN,
    "state": "done",
    "percent": 100,
    "rows_done": 214,
    "rows_total": 214,
    "bytes": 181_340,
    "file_name": "verdicts-2024-05-06.csv.gz",
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "link": "https://news.example/exports/12-1715592602.kq3vJ8/verdicts-2024-05-06.csv.gz",
    "error": "",
    "created_at": "2024-05-06T09:30:00Z",
    "started_at": "2024-05-06T09:30:01Z",
    "finished_at": "2024-05-06T09:30:02Z",
    "expires_at": "2024-05-13T09:30:02Z",
}
EVENT: Example = {
    "id": 231,
    "at": "2024-05-06T09:41:00Z",
    "by": ALICE,
    "api_key": None,
    "action": "claim.accepted",
    "object_type": "claim",
    "object_id": 17,
    "claim": 17,
    "document": None,
    "before": {"state": "new", "assignee": None},
    "after": {"state": "checking", "assignee": "Alice Adler"},
    "note": "",
    "batch": None,
}
DOCUMENT: Example = {
    "id": 5,
    "kind": "transcript",
    "title": "Council meeting of 4 May",
    "outlet": "City of Example",
    "author": "",
    "url": PAGE,
    "published_on": "2024-05-04",
    "embargo_until": None,
    "characters": len(DOCUMENT_GIVEN["text"]),
    "sha256": "0f1c5d0b7d2f4c55a1b7c7a7a0c9f6a3d8f2f0f4f5b4d5f2a6e9a5c1f2b3d4e5",
    "added_by": ALICE,
    "created_at": "2024-05-06T09:30:00Z",
    "claim_count": 1,
    "extraction": EXTRACTION,
    "text": DOCUMENT_GIVEN["text"],
    "extractions": [EXTRACTION],
    "history": [],
}
CLAIMANT: Example = {"id": 3, "name": "Ada Moreno", "disambiguation": "", "role": "Mayor"}
OCCURRENCE: Example = {
    "id": 19,
    "claim": 17,
    "document": {
        "id": 5,
        "title": "Council meeting of 4 May",
        "outlet": "City of Example",
        "url": PAGE,
        "published_on": "2024-05-04",
    },
    "start": 15,
    "end": 15 + len(QUOTE),
    "quote": QUOTE,
    "speaker": "Ada Moreno",
    "role": "Mayor",
    "reported_by": "",
    "said_on": "2024-05-04",
    "merged_from": None,
}
SOURCE_GIVEN: Example = {
    "title": "Register of permits",
    "url": "https://city.example/permits",
    "publisher": "City of Example",
    "published_on": "2024-01-31",
    "kind": "primary",
    "stance": "supports",
    "passage": "Homes completed, by year",
    "locator": "Table 2",
    "read_on": "2024-05-06",
}
ARCHIVED: Example = {
    "at": "2024-05-06T09:50:00Z",
    "sha256": "6ae8a75555209fd6c44157c0aed8016e763ff435a19cf186f76863140143ff72",
}
SOURCE: Example = {
    "id": 31,
    "claim": 17,
    "verdict": 9,
    **SOURCE_GIVEN,
    "withheld_reason": "",
    "fetch_state": "kept",
    "fetched_at": "2024-05-06T09:50:00Z",
    "fetch_problem": "",
    "passage_found": True,
    "archived": {**ARCHIVED, "status": 200, "final_url": "https://city.example/permits"},
}
REPLY: Example = {
    "whom": "The mayor’s office",
    "asked_on": "2024-05-06",
    "until": "2024-05-07",
    "answered_on": "2024-05-07",
    "answer": "The tower was finished in January.",
}
VERDICT: Example = {
    "id": 9,
    "claim": 17,
    "state": "approved",
    "revision": 1,
    "statement": STATEMENT,
    "rating": {"scale": "Truth scale", "label": "Mostly true", "number": 4},
    "summary": SUMMARY,
    "explanation": EXPLANATION,
    "not_found": "",
    "as_of": "2024-05-06",
    "review_by": None,
    "sources": [SOURCE],
    "replies": [{"id": 4, **REPLY}],
    "correction": None,
    "author": ALICE,
    "send_back_note": "",
    "submitted_at": "2024-05-07T10:00:00Z",
    "approvals": [{"by": BOB, "at": "2024-05-07T11:00:00Z"}],
    "approvals_needed": 1,
    "approved_by": BOB,
    "approved_at": "2024-05-07T11:00:00Z",
    "is_minor": False,
    "scheduled_for": None,
    "scheduled_by": None,
    "created_at": "2024-05-06T09:42:00Z",
    "updated_at": "2024-05-07T11:00:00Z",
}
ALERT: Example = {
    "id": 2,
    "kind": "review",
    "words": "The verdict is to be looked at again.",
    "source": None,
    "on": "2025-05-06",
    "opened_at": "2025-05-06T00:05:00Z",
    "closed_at": None,
    "closed_by": None,
    "outcome": "",
}
CLAIM: Example = {
    "id": 17,
    "statement": STATEMENT,
    "revision": 1,
    "kind": "statistic",
    "kinds": ["statistic"],
    "claimants": [CLAIMANT],
    "score": 0.8,
    "reasons": ["a number", "attributed speech, “said”"],
    "details": {
        "figures": [
            {"start": 30, "end": 39, "quote": "412 homes", "value": "412", "unit": "homes"}
        ],
        "days": [],
        "places": [],
        "organisations": [],
        "due": None,
        "unresolved": [],
    },
    "due_on": None,
    "yardstick": "",
    "promise_status": "",
    "priority": 80,
    "state": "published",
    "is_live": True,
    "assignee": ALICE,
    "dismissal_reason": "",
    "dismissal_note": "",
    "parked_until": None,
    "tags": ["housing"],
    "merged_into": None,
    "split_from": None,
    "created_at": "2024-05-06T09:30:02Z",
    "updated_at": "2024-05-07T12:00:00Z",
    "occurrences": [OCCURRENCE],
    "verdicts": [VERDICT],
    "publications": [
        {
            "id": 8,
            "number": 1,
            "verdict": 9,
            "state": "live",
            "published_at": "2024-05-07T12:00:00Z",
            "retracted_at": None,
            "retraction_reason": "",
            "review_by": None,
            "stale": [],
        }
    ],
    "promise_statuses": [],
    "alerts": [],
    "history": [EVENT],
}
CORRECTION: Example = {
    "kind": "typo",
    "what": "The name of the register.",
    "why": "We had misspelt it.",
    "approved_by": "Bob Brandt",
    "at": "2024-05-08T08:00:00Z",
    "corrects": 1,
}
RECORD: Example = {
    "id": 17,
    "number": 2,
    "state": "live",
    "url": CHECK,
    "published_at": "2024-05-08T08:00:00Z",
    "first_published_at": "2024-05-07T12:00:00Z",
    "statement": STATEMENT,
    "kinds": ["statistic"],
    "claimants": [{"id": 3, "name": "Ada Moreno", "role": "Mayor"}],
    "occurrences": [
        {
            "quote": QUOTE,
            "speaker": "Ada Moreno",
            "reported_by": "",
            "said_on": "2024-05-04",
            "document": {
                "title": "Council meeting of 4 May",
                "outlet": "City of Example",
                "url": PAGE,
                "published_on": "2024-05-04",
            },
        }
    ],
    "rating": {
        "scale": "Truth scale",
        "label": "Mostly true",
        "description": "Right in what matters.",
        "tone": "mostly_true",
        "number": 4,
        "best": 5,
        "worst": 1,
    },
    "summary": SUMMARY,
    "explanation": EXPLANATION,
    "not_found": "",
    "as_of": "2024-05-06",
    "due_on": None,
    "yardstick": "",
    "sources": [{**SOURCE_GIVEN, "withheld_reason": "", "archived": ARCHIVED}],
    "replies": [REPLY],
    "corrections": [CORRECTION],
    "language": "en",
    "promise_status": "",
    "review_by": None,
    "is_stale": False,
    "stale": [],
    "changed_at": "2024-05-08T08:00:00Z",
}

WEBHOOK_GIVEN: Example = {
    "name": "Website",
    "url": "https://cms.news.example/hooks/fact-checks",
    "types": ["publication.published", "publication.corrected", "publication.retracted"],
}
WEBHOOK: Example = {
    "id": 3,
    **WEBHOOK_GIVEN,
    "state": "active",
    "paused_at": None,
    "paused_because": "",
    "failing_since": None,
    "created_at": "2024-05-06T09:00:00Z",
}
DELIVERY: Example = {
    "id": 1207,
    "message_id": "msg_5f0c1d0e8f5a4f1f9b7c6f9f3b1f2a77",
    "type": "publication.corrected",
    "claim": 17,
    "state": "waiting",
    "next_try_at": "2024-05-08T08:00:05Z",
    "created_at": "2024-05-08T08:00:00Z",
    "settled_at": None,
}

GIVEN: dict[str, Example] = {
    "ExportInput": EXPORT_GIVEN,
    "DocumentInput": DOCUMENT_GIVEN,
    "EmbargoInput": {"until": "2024-05-07T06:00:00Z"},
    "AddClaimInput": {
        "document": 5,
        "quote": QUOTE,
        "statement": STATEMENT,
        "kind": "statistic",
        "claimants": ["Ada Moreno"],
    },
    "AssignInput": {"to": "alice"},
    "DismissInput": {"reason": "vague", "note": "No year, no place."},
    "ParkInput": {"until": "2024-06-01"},
    "EditInput": {"revision": 1, "statement": STATEMENT, "kind": "statistic"},
    "TagInput": {"add": ["housing"], "remove": ["draft"]},
    "MergeInput": {"into": 12, "seen": "new"},
    "SplitInput": {
        "revision": 1,
        "keeps": STATEMENT,
        "statement": "Every home was sold.",
        "document": 5,
        "quote": "every home was sold",
    },
    "RetractInput": {"reason": "The register that it rests on was wrong."},
    "PromiseInput": {"status": "kept", "note": "The last home was handed over in June."},
    "ReviewInput": {"review_by": "2025-05-06", "note": "The register says the same."},
    "CloseInput": {"outcome": "The page has moved; the passage is the same."},
    "SaveInput": {
        "revision": 1,
        "rating": "Mostly true",
        "summary": SUMMARY,
        "explanation": EXPLANATION,
        "as_of": "2024-05-06",
    },
    "CorrectionInput": {name: CORRECTION[name] for name in ("kind", "what", "why")},
    "ScheduleInput": {"at": "2024-05-08T06:00:00Z"},
    "SourceInput": SOURCE_GIVEN,
    "ReplyInput": {"whom": "The mayor’s office", "until": "2024-05-07"},
    "SendBackInput": {"note": "Say which tower."},
    "WebhookInput": WEBHOOK_GIVEN,
    "PauseWebhookInput": {"reason": "The website is rebuilt."},
}

ANSWERED: dict[str, Example] = {
    "ExportOutput": EXPORT,
    "DocumentOutput": DOCUMENT,
    "ExtractionOutput": EXTRACTION,
    "ClaimOutput": CLAIM,
    "OccurrenceOutput": OCCURRENCE,
    "ClaimantWithCountsOutput": {
        **CLAIMANT,
        "aliases": ["Mayor Moreno"],
        "claim_count": 4,
        "live_count": 1,
    },
    "VerdictOutput": VERDICT,
    "SourceOutput": SOURCE,
    "AlertOutput": ALERT,
    "EventOutput": EVENT,
    "VerdictRecord": RECORD,
    "PublishedChange": RECORD,
    "PublicationRecord": {
        "id": 11,
        "claim": 17,
        "number": 2,
        "state": "live",
        "url": CHECK,
        "published_at": "2024-05-08T08:00:00Z",
        "retracted_at": None,
        "retraction_reason": "",
        "correction": CORRECTION,
        "verdict": RECORD,
    },
    "LogEntry": {"id": 1, "claim": 17, "url": CHECK, **CORRECTION, "number": 2},
    "WebhookOutput": WEBHOOK,
    "WebhookWithSecretOutput": {
        **WEBHOOK,
        "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw0m0o1Q2w3E4=",
    },
    "DeliveryOutput": DELIVERY,
    "DeliveryWithAttemptsOutput": {
        **DELIVERY,
        "message": {
            "type": "publication.corrected",
            "timestamp": "2024-05-08T08:00:00Z",
            "data": RECORD,
        },
        "attempts": [
            {
                "at": "2024-05-08T08:00:00Z",
                "seconds": 0.21,
                "status": 503,
                "error": "",
                "body": "Back in a minute.",
            }
        ],
    },
    "ResentOutput": {"deliveries": 4},
    "Problem": {
        "type": "urn:factcheck:problem:conflict",
        "title": "Conflict",
        "status": 409,
        "detail": "The claim is “Checking”, by Alice Adler, since this morning.",
    },
}
