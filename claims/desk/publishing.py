"""Publishing: what readers will see, now or at a time to come, and taking it back."""

from __future__ import annotations

import copy
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from claims import permissions
from claims.desk import forms, verdicts
from claims.desk.doors import door, page
from claims.models import Publication, User, Verdict
from claims.pipeline import publication, snapshots
from claims.requests import DeskRequest


@door(permissions.PUBLISH)
def publish(request: DeskRequest, verdict_id: int) -> HttpResponse:
    """Show exactly what readers will see; publish it when that is confirmed, or later."""
    row = verdicts.find(verdict_id)
    put_off = request.POST.get("do") == "schedule"
    form = forms.ActionForm(request.POST if request.method == "POST" and not put_off else None)
    schedule = forms.ScheduleForm(request.POST if put_off else None)
    if form.is_bound and form.attempt(publication.publish, row, by=request.user):
        messages.success(request, "Published. Readers see it from now on.")
        return redirect(row.claim)
    if schedule.is_bound and schedule.attempt(publication.schedule, row, by=request.user):
        messages.success(request, "Scheduled. It is published by itself then.")
        return redirect("verdict", row.pk)
    if form.conflict or schedule.conflict or not verdicts.is_publishable(row):
        name, sent = ("schedule", schedule) if put_off else ("publish", form)
        return verdicts.show(request, verdicts.find(verdict_id), refused={name: sent})
    context = {
        "verdict": row,
        "claim": row.claim,
        "check": as_readers_see_it(row, by=request.user),
        "form": form,
        "schedule": schedule,
        "embargo": publication.embargoed_until(row.claim),
    }
    return page(request, "publish", context, status=max(form.status, schedule.status))


def as_readers_see_it(row: Verdict, *, by: User) -> dict[str, Any]:
    """The snapshot that publishing would make."""
    # A copy: the correction itself is still open.
    correction = copy.copy(row.open_correction)
    if correction:
        correction.at = timezone.now()
        correction.approved_by = publication.answerable(row, by)
    return snapshots.of(row, correction)


@door(permissions.RETRACT)
def retract(request: DeskRequest, claim_id: int) -> HttpResponse:
    """Take back what is published, with the reason that readers will find in its place.

    Also when its documents are hidden: then it is the only page of the desk that shows the claim.
    """
    latest = (
        Publication.objects.filter(claim=claim_id)
        .select_related("claim", "retracted_by")
        .order_by("-number")
        .first()
    )
    if latest is None:
        raise Http404
    form = forms.ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.attempt(publication.retract, latest, by=request.user):
        messages.success(request, "Retracted. Its address tells readers why.")
        return redirect(latest)
    latest.refresh_from_db()
    return page(request, "retract", {"publication": latest, "form": form}, status=form.status)
