"""The app's start-up."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ClaimsConfig(AppConfig):
    name = "claims"
    verbose_name = "Factcheck"

    def ready(self) -> None:
        from claims import defaults

        # The one signal of the project. Permissions come into being after the migrations, in
        # Django's own handler, so roles can't be filled by a migration.
        post_migrate.connect(defaults.install, sender=self)
