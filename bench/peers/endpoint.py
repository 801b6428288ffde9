"""Two paths under FastAPI: a receiver, and a constant answer. Configuration and port by the environment."""

import os

import ackwell
import ackwell.fastapi
import uvicorn
from fastapi import FastAPI, Response

config = ackwell.Config.from_file(os.environ["ACKWELL_CONFIG"])
app = FastAPI()
notify = ackwell.fastapi.NotificationRouter(config.ledger(), prefix="/notify")


@notify.notification("/lianlian", config.lianlian())
async def paid(notification: ackwell.Notification) -> None:
    """A shop's own work is not measured."""


@app.post("/constant")
async def constant() -> Response:
    """What a shop answers without looking at the body."""
    return Response(b'{"ret_code":"0000","ret_msg":"ok"}', media_type="application/json")


app.include_router(notify)
uvicorn.run(app, port=int(os.environ["PORT"]), proxy_headers=False, access_log=False, log_level="warning")
