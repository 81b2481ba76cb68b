"""The project: settings, web and worker entry points, embedded services."""

from factcheck.celery import app as celery_app

__all__ = ["celery_app"]
