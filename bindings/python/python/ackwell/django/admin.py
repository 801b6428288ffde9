"""The admin pages: notifications with their conflicts, and the orders that wait."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest

from ackwell import DeliveryState

from .models import Conflict, Delivery, ExpectedOrder, in_state

if TYPE_CHECKING:
    _Inline: TypeAlias = admin.TabularInline[Conflict, Delivery]
    _Deliveries: TypeAlias = admin.ModelAdmin[Delivery]
    _Orders: TypeAlias = admin.ModelAdmin[ExpectedOrder]
else:
    _Inline, _Deliveries, _Orders = admin.TabularInline, admin.ModelAdmin, admin.ModelAdmin

__all__ = [
    "ConflictInline",
    "CurrentState",
    "DeliveryAdmin",
    "ExpectedOrderAdmin",
    "HasConflicts",
]


class _ReadOnly:
    """What a provider sent is not to be edited."""

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
    fields = ("order_no", "amount", "currency", "first_seen", "last_seen", "times")


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


class CurrentState(admin.SimpleListFilter):
    """Only notifications in one state."""

    title = "state"
    parameter_name = "state"

    def lookups(self, _request: HttpRequest, _admin: Any) -> list[tuple[str, str]]:  # noqa: ANN401
        """Every state."""
        return [(state.value, state.value.replace("_", " ")) for state in DeliveryState]

    def queryset(self, _request: HttpRequest, rows: QuerySet[Delivery]) -> QuerySet[Delivery]:
        """The rows in the state."""
        chosen = self.value()
        if chosen is None:
            return rows
        known = {state.value: state for state in DeliveryState}
        known_rows: QuerySet[Delivery] = (
            rows.filter(in_state(known[chosen])) if chosen in known else rows.none()
        )
        return known_rows


@admin.register(Delivery)
class DeliveryAdmin(_ReadOnly, _Deliveries):
    """The notifications that are kept."""

    list_display = (
        "changed_at",
        "standing",
        "provider",
        "kind",
        "order_no",
        "status",
        "amount",
        "currency",
        "contradictions",
    )
    list_filter = (
        CurrentState,
        HasConflicts,
        ("changed_at", admin.DateFieldListFilter),
        "provider",
        "kind",
        "status",
    )
    search_fields = ("order_no", "transaction_no", "delivery_key")
    fields = (
        "delivery_key",
        "standing",
        "provider",
        "kind",
        "merchant_id",
        "order_no",
        "transaction_no",
        "status",
        "amount",
        "currency",
        "fingerprint_hex",
        "token",
        "first_seen",
        "changed_at",
    )
    readonly_fields = ("standing", "fingerprint_hex")
    inlines: ClassVar = [ConflictInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Delivery]:
        """The rows, with how many contradict each."""
        rows: QuerySet[Delivery] = super().get_queryset(request)
        counted: QuerySet[Delivery] = rows.annotate(contradicted=Count("conflicts"))
        return counted

    @admin.display(description="state", ordering="state")
    def standing(self, row: Delivery) -> str:
        """Its state."""
        state = row.current_state
        return "unknown" if state is None else state.value.replace("_", " ")

    @admin.display(description="fingerprint")
    def fingerprint_hex(self, row: Delivery) -> str:
        """SHA-256 of the signed text."""
        return bytes(row.fingerprint).hex()

    @admin.display(description="conflicts", ordering="contradicted")
    def contradictions(self, row: Any) -> int:  # noqa: ANN401
        """How many contradict it."""
        count: int = row.contradicted
        return count


@admin.register(ExpectedOrder)
class ExpectedOrderAdmin(_ReadOnly, _Orders):
    """The orders that wait for a notification, and those that were resolved."""

    list_display = (
        "order_no",
        "provider",
        "merchant_id",
        "amount",
        "currency",
        "due_at",
        "resolved_at",
    )
    # An order number alone names no row.
    list_display_links = None
    list_filter = ("provider", ("resolved_at", admin.EmptyFieldListFilter))
    search_fields = ("order_no",)
