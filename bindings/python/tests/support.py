"""Keys, and notifications signed with them by other means than Ackwell's own."""

from __future__ import annotations

import base64
import hashlib
import json
import os
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

ROOT = Path(__file__).resolve().parents[3]
KEYS = ROOT / "tests" / "keys"
VECTORS = ROOT / "tests" / "vectors"
SHARED = Path(os.environ.get("ACKWELL_SHARED", ROOT.parent / "shared"))

PUBLIC_KEY = (KEYS / "rsa-1024.public.pem").read_text()
MERCHANT = "201103171000000000"
PEER = "115.236.102.36"

SALT = "THROWAWAY0SALT0FOR0TESTS"
CLIENT = "2018092714313010016"
ACCOUNT = CLIENT + "291"
PINGPONG_PEER = "52.76.198.228"

SAMPLE = {
    "oid_partner": MERCHANT,
    "dt_order": "20130515094013",
    "no_order": "2013051500001",
    "oid_paybill": "2013051613121201",
    "money_order": "210.97",
    "result_pay": "SUCCESS",
    "settle_date": "20130516",
    "info_order": "用户13958069593购买了3桶羽毛球",
    "pay_type": "2",
    "bank_code": "01020000",
}
EXCHANGE = {
    "currency_order": "USD",
    "money_order": "31.68",
    "currency_settle": "USD",
    "money_settle": "31.68",
    "currency_pay": "CNY",
    "money_pay": "210.97",
    "exchange_rate": "6.6594",
}
TRANSACTION = {
    "notifyType": "RECHARGE",
    "amount": "200.000000",
    "currency": "USD",
    "merchantTransactionId": "PShop1000000",
    "transactionId": "2023092050010297",
    "status": "SUCCESS",
    "transactionTime": "1695182276082",
    "captureDelayHours": 0,
    "threeDSecure": "N",
    "paymentMethod": {"type": "VISA"},
}


@lru_cache
def private_key(name: str) -> rsa.RSAPrivateKey:
    key = serialization.load_pem_private_key((KEYS / f"{name}.private.pem").read_bytes(), None)
    assert isinstance(key, rsa.RSAPrivateKey)
    return key


def lianlian(key: str = "rsa-1024", **changes: str | None) -> bytes:
    """A notification as LianLian sends it; a change to None leaves a member out."""
    members = {**SAMPLE, "sign_type": "RSA", **changes}
    present = {name: value for name, value in members.items() if value is not None}
    text = "&".join(f"{name}={value}" for name, value in sorted(present.items()) if value)
    signature = private_key(key).sign(text.encode(), padding.PKCS1v15(), hashes.MD5())
    present["sign"] = base64.b64encode(signature).decode()
    return json.dumps(present, ensure_ascii=False, separators=(",", ":")).encode()


def pingpong(salt: str = SALT, **changes: Any) -> bytes:
    """A notification as PingPong sends it; a change to None leaves a member out."""
    members = {**TRANSACTION, **changes}
    content = {name: value for name, value in members.items() if value is not None}
    envelope = {
        "accId": ACCOUNT,
        "bizContent": json.dumps(content, separators=(",", ":")),
        "clientId": CLIENT,
        "code": "000000",
        "description": "SUCCESS",
        "signType": "SHA256",
    }
    text = "&".join(f"{name}={value}" for name, value in sorted(envelope.items()))
    envelope["sign"] = hashlib.sha256((salt + text).encode()).hexdigest().upper()
    return json.dumps(envelope, separators=(",", ":")).encode()
