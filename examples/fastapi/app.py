"""A small receiver in FastAPI for the notifications of LianLian and PingPong.

    ACKWELL_CONFIG=ackwell.toml uvicorn --workers 4 --no-proxy-headers app:app

Copy it and change what ``paid`` does. Any number of workers may share the ledger.
"""

import os

import ackwell
import ackwell.fastapi
from ackwell import Status
from fastapi import FastAPI

config = ackwell.Config.from_file(os.environ["ACKWELL_CONFIG"])

app = FastAPI()
notify = ackwell.fastapi.NotificationRouter(config.ledger(), prefix="/notify")


async def paid(notification: ackwell.Notification) -> None:
    """Runs once for each notification; whatever it raises makes the provider send again."""
    if notification.status is not Status.SUCCEEDED:
        return
    # In a shop: look the order up, compare it, and store, with an async driver or in a thread.
    #     notification.expect(order.number, order.total, "CNY")
    print(f"paid {notification.order_no} {notification.amount}", flush=True)


# One path for each provider that the configuration has a section for.
for provider in config.providers:
    notify.notification(f"/{provider}", config.receiver(provider))(paid)
app.include_router(notify)
