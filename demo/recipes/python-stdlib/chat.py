"""The `endpoint` of <oc-session> with Python's standard library: call `chat(self)` from your `do_POST`.

For Django, Flask and FastAPI, replace only the code that reads a request and writes its answer: keep `answer` and
everything below it.
"""

import hashlib
import json
import os
import re
import sys
from http.client import HTTPException
from urllib.request import HTTPRedirectHandler, Request, build_opener

from host import chats, user_of

API = os.environ.get("OPENCOMPUTER_URL", "https://api.opencomputer.dev/v3")

# Large enough for a message of 64 KB, escaped, with its `refs`.
MAX_QUESTION_BYTES = 512 * 1024
MAX_TEXT = 64 * 1024
MAX_REFS = 32 * 1024
READ_TIMEOUT_SECONDS = 10
CALL_TIMEOUT_SECONDS = 30
REASONS = ("resume", "new", "start", "expiring", "unauthorized")


class NoRedirect(HTTPRedirectHandler):
    """Follows no redirect, as it would send the key to another address."""

    def redirect_request(self, *_):
        return None


opener = build_opener(NoRedirect)


def chat(handler):
    """Answers a request of an `http.server.BaseHTTPRequestHandler`."""
    try:
        status, result = answer(handler)
    except (OSError, HTTPException, ValueError, KeyError, TypeError) as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        status, result = 502, None
    payload = b"" if result is None else json.dumps(result).encode()
    handler.send_response(status)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Cache-Control", "no-store")
    # The unread part of the body must not be parsed as the next request.
    handler.send_header("Connection", "close")
    handler.close_connection = True
    if status != 204:
        handler.send_header("Content-Length", str(len(payload)))
    handler.end_headers()
    handler.wfile.write(payload)


def answer(handler):
    """The status and the JSON value to answer with."""
    headers = handler.headers
    user = user_of(headers.get("Cookie", ""))
    if user is None:
        return 401, None
    # A form on another site can post with your user's cookies, but not with this content type.
    if not re.match(r"application/json *(;|$)", headers.get("Content-Type", ""), re.IGNORECASE):
        return 415, None
    # This server does not support chunked bodies, so Content-Length is required.
    length = headers.get("Content-Length", "")
    if "Transfer-Encoding" in headers or not re.fullmatch(r"[0-9]{1,9}", length):
        return 411, None
    if int(length) > MAX_QUESTION_BYTES:
        return 413, None
    handler.connection.settimeout(READ_TIMEOUT_SECONDS)
    body = handler.rfile.read(int(length))
    # The client has disconnected: the body is incomplete, even if it is valid JSON.
    if len(body) < int(length):
        return 400, None
    question = read_question(body)
    if question is None:
        return 400, None
    if question["reason"] == "start":
        if not chats.may_start(user):
            return 429, None
        return 200, start(user, question["text"], question["refs"], question["key"])
    session = chats.find(user, question["session"])
    return (200, mint(session)) if session else (204, None)


def read_question(body):
    """The validated request; None if it is not valid."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict) or value.get("reason") not in REASONS:
        return None
    session = value.get("session")
    if session is not None and not is_name(session):
        return None
    question = {"reason": value["reason"], "session": session}
    if value["reason"] != "start":
        return question
    message = value.get("input")
    text = message.get("text") if isinstance(message, dict) else None
    if not isinstance(text, str) or not text.strip() or len(text) > MAX_TEXT:
        return None
    refs = message.get("refs")
    if refs is not None and not (isinstance(refs, dict) and len(json.dumps(refs)) <= MAX_REFS):
        return None
    # Without a unique key, a lost answer would start a second session.
    key = value.get("idempotency_key")
    if not isinstance(key, str) or not re.fullmatch(r"[\x21-\x7e]{1,200}", key):
        return None
    return {**question, "text": text, "refs": refs, "key": key}


def is_name(value):
    return isinstance(value, str) and re.fullmatch(r"[A-Za-z0-9_.:-]{1,100}", value) is not None


def start(user, text, refs, key):
    """The key makes the request safe to repeat. It contains the user, so nobody gets another's session."""
    made = call(
        "/sessions",
        {
            "agent": os.environ["OPENCOMPUTER_AGENT"],
            "input": {"text": text, "refs": refs} if refs else text,
        },
        {"Idempotency-Key": start_key(user, key)},
    )
    chats.add(user, made["session"]["id"])
    return {"session": made["session"]["id"], "token": made["client_token"]}


def start_key(user, key):
    """The idempotency key of a start. It differs for each pair of user and key, and is safe in a header."""
    return hashlib.sha256(json.dumps([user, key]).encode()).hexdigest()


def mint(session):
    minted = call(f"/sessions/{session}/client-tokens", {})
    return {"session": session, "token": minted["token"], "expires_at": minted["expires_at"]}


def call(path, body, headers=None):
    """Calls OpenComputer with the org key, which never leaves this server."""
    authorization = f"Bearer {os.environ['OPENCOMPUTER_API_KEY']}"
    headers = {"Authorization": authorization, "Content-Type": "application/json", **(headers or {})}
    request = Request(API + path, json.dumps(body).encode(), headers, method="POST")
    with opener.open(request, timeout=CALL_TIMEOUT_SECONDS) as response:
        return json.load(response)
