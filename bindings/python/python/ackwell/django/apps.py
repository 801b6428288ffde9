"""The application."""

from __future__ import annotations

from django.apps import AppConfig
from django.core.checks import Tags, register

__all__ = ["AckwellConfig"]


class AckwellConfig(AppConfig):
    """Ackwell in a Django project."""

    name = "ackwell.django"
    label = "ackwell"
    verbose_name = "Payment notifications"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Registers the system check."""
        from .checks import check_configuration

        register(Tags.security)(check_configuration)
