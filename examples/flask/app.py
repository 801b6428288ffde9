"""A small receiver in Flask for the notifications of LianLian and PingPong.

    ACKWELL_CONFIG=ackwell.toml gunicorn --workers 4 --bind 127.0.0.1:8000 app:app

Copy it and change what ``paid`` does. Any number of workers may share the ledger.
"""

import os

import ackwell
import ackwell.flask
from ackwell import Status
from flask import Flask

config = ackwell.Config.from_file(os.environ["ACKWELL_CONFIG"])

app = Flask(__name__)
notify = ackwell.flask.NotificationBlueprint("notify", __name__, ledger=config.ledger())


def paid(notification: ackwell.Notification) -> None:
    """Runs once for each notification; whatever it raises makes the provider send again."""
    if notification.status is not Status.SUCCEEDED:
        return
    # In a shop: look the order up, compare it, and store.
    #     notification.expect(order.number, order.total, "CNY")
    print(f"paid {notification.order_no} {notification.amount}", flush=True)


# One path for each provider that the configuration has a section for.
for provider in config.providers:
    notify.notification(f"/{provider}", config.receiver(provider), endpoint=provider)(paid)
app.register_blueprint(notify, url_prefix="/notify")
