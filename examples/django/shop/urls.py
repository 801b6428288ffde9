"""The shop's addresses."""

from django.contrib import admin
from django.urls import path

from . import views

urlpatterns = [
    path("notify/lianlian", views.paid),
    path("orders/<number>/<total>", views.place),
    path("orders/<number>", views.payments),
    path("admin/", admin.site.urls),
]
