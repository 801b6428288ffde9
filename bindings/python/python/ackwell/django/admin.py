"""The admin pages: notifications with their conflicts, and the orders that wait."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest

from .models import Conflict, Delivery, ExpectedOrder

if TYPE_CHECKING:
    _Inline: TypeAlias = admin.TabularInline[Conflict, Delivery]
    _Deliveries: TypeAlias = admin.ModelAdmin[Delivery]
    _Orders: TypeAlias = admin.ModelAdmin[ExpectedOrder]
else:
    _Inline, _Deliveries, _Orders = admin.TabularInline, admin.ModelAdmin, admin.ModelAdmin

__all__ = ["ConflictInline", "DeliveryAdmin", "ExpectedOrderAdmin", "HasConflicts"]


class _ReadOnly:
    """What a provider said is no one's to edit."""

    def has_add_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:  # noqa: ANN401
        """Nobody adds a row."""
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:  # noqa: ANN401
        """Nobody changes a row."""
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:  # noqa: ANN401
        """Nobody deletes a row: a repeat would be fulfilled again."""
        return False


class ConflictInline(_ReadOnly, _Inline):
    """The notifications that contradict one."""

    model = Conflict
    extra = 0


class HasConflicts(admin.SimpleListFilter):
    """Only notifications that were contradicted."""

    title = "conflicts"
    parameter_name = "conflicts"

    def lookups(self, _request: HttpRequest, _admin: Any) -> list[tuple[str, str]]:  # noqa: ANN401
        """The one choice."""
        return [("yes", "contradicted")]

    def queryset(self, _request: HttpRequest, rows: QuerySet[Delivery]) -> QuerySet[Delivery]:
        """The rows of the choice."""
        return rows.filter(conflicts__isnull=False).distinct() if self.value() else rows


@admin.register(Delivery)
class DeliveryAdmin(_ReadOnly, _Deliveries):
    """The notifications that were acted on."""

    list_display = (
        "fulfilled_at",
        "provider",
        "kind",
        "order_no",
        "status",
        "amount",
        "currency",
        "contradictions",
    )
    list_filter = (HasConflicts, "provider", "kind", "status")
    search_fields = ("order_no", "transaction_no", "delivery_key")
    date_hierarchy = "fulfilled_at"
    inlines: ClassVar = [ConflictInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Delivery]:
        """The rows, with how many contradict each."""
        rows: QuerySet[Delivery] = super().get_queryset(request)
        counted: QuerySet[Delivery] = rows.annotate(contradicted=Count("conflicts"))
        return counted

    @admin.display(description="conflicts", ordering="contradicted")
    def contradictions(self, row: Any) -> int:  # noqa: ANN401
        """How many contradict it."""
        count: int = row.contradicted
        return count


@admin.register(ExpectedOrder)
class ExpectedOrderAdmin(_ReadOnly, _Orders):
    """The orders that wait for a notification, and those that were answered."""

    list_display = (
        "order_no",
        "provider",
        "merchant_id",
        "amount",
        "currency",
        "due_at",
        "answered_at",
    )
    list_filter = ("provider", ("answered_at", admin.EmptyFieldListFilter))
    search_fields = ("order_no",)
