"""Pages that published verdicts cite were left alone until now: from now on they are watched."""

import datetime as dt
from typing import Any

from django.db import migrations
from django.utils import timezone

# How long it takes until each of them was looked at once, so that no site is asked for all at once.
SPREAD = dt.timedelta(days=7)


def watch_sources(apps: Any, schema_editor: Any) -> None:
    """Give every link of a live publication a time of its own at which its page is read."""
    Source = apps.get_model("claims", "Source")
    unwatched = Source.objects.filter(fetch_at=None, verdict__publications__state="live")
    rows = list(unwatched.exclude(url="").distinct().order_by("id").only("id"))
    now = timezone.now()
    for place, row in enumerate(rows):
        row.fetch_at = now + SPREAD * place / len(rows)
    Source.objects.bulk_update(rows, ["fetch_at"], batch_size=1000)


class Migration(migrations.Migration):

    dependencies = [
        ("claims", "0005_trusted_verdicts"),
    ]

    operations = [
        migrations.RunPython(watch_sources, migrations.RunPython.noop),
    ]
