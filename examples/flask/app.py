"""A small shop in Flask that receives LianLian's notifications.

    LIANLIAN_PUBLIC_KEY=platform.pem LIANLIAN_MERCHANT_ID=201103171000000000 \\
        gunicorn --workers 4 --bind 127.0.0.1:8000 app:app
"""

import os
import sqlite3
from pathlib import Path

import ackwell
import ackwell.flask
from flask import Flask

DATA = Path(os.environ.get("SHOP_DATA", "."))

receiver = ackwell.LianLian(
    public_keys=[{"file": os.environ["LIANLIAN_PUBLIC_KEY"]}],
    merchant_ids=[os.environ["LIANLIAN_MERCHANT_ID"]],
    # The addresses that LianLian publishes, unless the deployment says otherwise.
    sources=os.environ.get("LIANLIAN_SOURCES", "published").split(","),
)
ledger = ackwell.Ledger(f"sqlite://{DATA.resolve()}/ackwell.db")

app = Flask(__name__)
notify = ackwell.flask.NotificationBlueprint("notify", __name__, ledger=ledger)


@notify.notification("/lianlian", receiver)
def paid(notification: ackwell.LianLianNotification) -> None:
    """Runs once for each notification; whatever it raises makes LianLian send again."""
    with shop() as database:
        order = database.execute(
            "SELECT total FROM orders WHERE number = ?", [notification.order_no]
        ).fetchone()
        if order is None:
            raise LookupError(f"no order {notification.order_no}")
        if notification.status is not ackwell.Status.SUCCEEDED:
            return
        notification.expect(notification.order_no, order["total"], "CNY")
        database.execute(
            "UPDATE orders SET payments = payments + 1 WHERE number = ?", [notification.order_no]
        )


app.register_blueprint(notify, url_prefix="/notify")


@app.post("/orders/<number>/<total>")
def place(number: str, total: str) -> str:
    """Stands for the shop's own pages: places an order."""
    with shop() as database:
        database.execute("INSERT INTO orders VALUES (?, ?, 0)", [number, total])
    return "placed"


@app.get("/orders/<number>")
def payments(number: str) -> str:
    """How often an order was paid."""
    with shop() as database:
        row = database.execute("SELECT payments FROM orders WHERE number = ?", [number]).fetchone()
    return str(row["payments"])


def shop() -> sqlite3.Connection:
    """The shop's own database."""
    database = sqlite3.connect(DATA / "shop.db", timeout=10)
    database.row_factory = sqlite3.Row
    database.execute(
        "CREATE TABLE IF NOT EXISTS orders"
        " (number TEXT PRIMARY KEY, total TEXT NOT NULL, payments INTEGER NOT NULL)"
    )
    return database
