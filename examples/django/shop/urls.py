"""The shop's addresses."""

from ackwell.django import configuration, notification_view
from django.contrib import admin
from django.urls import path

from .views import paid

urlpatterns = [path("admin/", admin.site.urls)]

# One path for each provider that the configuration has a section for.
for provider in configuration().providers:
    urlpatterns.append(path(f"notify/{provider}", notification_view(provider)(paid)))
