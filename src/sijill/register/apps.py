"""The register as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class RegisterConfig(AppConfig):
    """Label ``register``; primary keys are 64 bits wide."""

    name = "sijill.register"
    label = "register"
    default_auto_field = "django.db.models.BigAutoField"
