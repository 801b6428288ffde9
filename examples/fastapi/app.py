"""A small shop in FastAPI that receives PingPong's and LianLian's notifications.

    ACKWELL_CONFIG=ackwell.toml uvicorn --workers 4 app:app
"""

import asyncio
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import ackwell
import ackwell.fastapi
from ackwell import Status
from fastapi import FastAPI

T = TypeVar("T")
DATA = Path(os.environ.get("SHOP_DATA", "."))

config = ackwell.Config.from_file(os.environ["ACKWELL_CONFIG"])

app = FastAPI()
notify = ackwell.fastapi.NotificationRouter(config.ledger(), prefix="/notify")


@notify.notification("/lianlian", config.lianlian())
async def lianlian(notification: ackwell.LianLianNotification) -> None:
    """Runs once for each notification; whatever it raises makes the provider send again."""
    match notification:
        case ackwell.LianLianPayment(status=Status.SUCCEEDED):
            await mark_paid(notification, "CNY")
        case ackwell.LianLianExchangePayment(status=Status.SUCCEEDED, currency_order=currency):
            await mark_paid(notification, currency)


@notify.notification("/pingpong", config.pingpong())
async def pingpong(notification: ackwell.PingPongNotification) -> None:
    """Only payments matter to this shop; refunds and the rest are acknowledged and left."""
    if isinstance(notification, ackwell.PingPongTransaction):
        if notification.status is Status.SUCCEEDED:
            await mark_paid(notification, "USD")


app.include_router(notify)


async def mark_paid(notification: ackwell.Notification, currency: str) -> None:
    """Checks that it is the payment that the order waits for, and writes it down."""

    def work(database: sqlite3.Connection) -> None:
        order = database.execute(
            "SELECT total FROM orders WHERE number = ?", [notification.order_no]
        ).fetchone()
        if order is None:
            raise LookupError(f"no order {notification.order_no}")
        notification.expect(str(notification.order_no), order["total"], currency)
        database.execute(
            "UPDATE orders SET payments = payments + 1 WHERE number = ?", [notification.order_no]
        )

    await in_shop(work)


@app.post("/orders/{number}/{total}")
async def place(number: str, total: str) -> str:
    """Stands for the shop's own pages: places an order."""
    await in_shop(lambda shop: shop.execute("INSERT INTO orders VALUES (?, ?, 0)", [number, total]))
    return "placed"


@app.get("/orders/{number}")
async def payments(number: str) -> int:
    """How often an order was paid."""
    statement = "SELECT payments FROM orders WHERE number = ?"
    row = await in_shop(lambda shop: shop.execute(statement, [number]).fetchone())
    return int(row["payments"])


async def in_shop(work: Callable[[sqlite3.Connection], T]) -> T:
    """Does something in the shop's own database, in a thread."""

    def run() -> T:
        with sqlite3.connect(DATA / "shop.db", timeout=10) as database:
            database.row_factory = sqlite3.Row
            database.execute(
                "CREATE TABLE IF NOT EXISTS orders"
                " (number TEXT PRIMARY KEY, total TEXT NOT NULL, payments INTEGER NOT NULL)"
            )
            return work(database)

    return await asyncio.to_thread(run)
