"""The routes of <oc-session protocol="serverless"> with Python's standard library: call `agent(self)` from your
`do_GET` and `do_POST` for every path below BASE.

Browsers cannot call the API, and its key opens every session, so these routes decide who may do what. For Django, Flask
and FastAPI, replace only the code that reads a request and writes its answer: keep `answer` and everything below it.
"""

import json
import os
import re
import sys
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlsplit
from urllib.request import Request

from chat import CALL_TIMEOUT_SECONDS, MAX_QUESTION_BYTES, READ_TIMEOUT_SECONDS, opener, read_question, start_key
from host import chats, user_of

BASE = "/api/agent"
API = os.environ.get("OPENCOMPUTER_AGENTS_URL", "https://app.opencomputer.dev/api/managed-agents")

MAX_TURN_BYTES = 512 * 1024
MAX_TEXT = 64 * 1024
MAX_PAYLOAD = 32 * 1024

# The events of a chat. All other events are internal: the agent's prompt, costs, permissions.
SHOWN = re.compile(r"(session|message|turn|question|reasoning|tool)\.")


class Refused(Exception):
    """A refusal, with the status and the value of the answer."""

    def __init__(self, status, result=None, retry_after=None):
        super().__init__(status)
        self.status, self.result, self.retry_after = status, result, retry_after


def agent(handler):
    """Answers a request of an `http.server.BaseHTTPRequestHandler`."""
    retry_after = None
    try:
        status, result = answer(handler)
    except Refused as refused:
        status, result, retry_after = refused.status, refused.result, refused.retry_after
    except (OSError, HTTPException, ValueError, KeyError, TypeError) as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        status, result = 502, None
    payload = b"" if result is None else json.dumps(result).encode()
    handler.send_response(status)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Cache-Control", "no-store")
    handler.send_header("X-Content-Type-Options", "nosniff")
    if retry_after:
        handler.send_header("Retry-After", retry_after)
    # The unread part of the body must not be parsed as the next request.
    handler.send_header("Connection", "close")
    handler.close_connection = True
    if status != 204:
        handler.send_header("Content-Length", str(len(payload)))
    handler.end_headers()
    handler.wfile.write(payload)


def answer(handler):
    """The status and the JSON value to answer with."""
    headers, method = handler.headers, handler.command
    user = user_of(headers.get("Cookie", ""))
    if user is None:
        return 401, None
    # A page of another site can post with your user's cookies.
    origin = re.fullmatch(r"https?://([^/]+)", headers.get("Origin", ""))
    if method == "POST" and not (origin and origin[1] == headers.get("Host")):
        return 403, None
    address = urlsplit(handler.path)
    match = re.fullmatch(r"/sessions/([\w-]{1,100})/([\w/-]{1,200})", address.path[len(BASE) :], re.ASCII)
    if address.path == BASE:
        return endpoint(handler, user) if method == "POST" else (405, None)
    # Another person's session gets the same answer as one that does not exist.
    if not match or chats.find(user, match[1]) != match[1]:
        return 404, None
    path, action = f"/sessions/{match[1]}", match[2]
    if method == "GET" and action == "events":
        return read(path, parse_qs(address.query).get("after", ["0"])[0])
    if method == "POST" and action == "turns":
        turn = read_turn(read_body(handler, MAX_TURN_BYTES))
        if turn is None:
            return 400, {"error": {"code": "invalid_turn"}}
        return call("POST", f"{path}/turns", turn)
    if method == "POST" and re.fullmatch(r"interrupt|questions/[\w-]{1,100}/dismiss", action, re.ASCII):
        # The API answers with the whole session, which the browser must not receive.
        call("POST", f"{path}/{action}", {})
        return 204, None
    return 404, None


def endpoint(handler, user):
    """Finds the person's conversation, or starts a new one."""
    question = read_question(read_body(handler, MAX_QUESTION_BYTES))
    if question is None:
        return 400, None
    way = {"protocol": "serverless", "base_url": BASE}
    if question["reason"] != "start":
        session = chats.find(user, question["session"])
        return (200, {"session": session, **way}) if session else (204, None)
    if not chats.may_start(user):
        return 429, None
    # The keys make the request safe to repeat. They contain the user, so nobody gets another's session.
    made = {"agentId": os.environ["OPENCOMPUTER_AGENT"], "labels": {"user": user[:256]}}
    _, created = call("POST", "/sessions", made, start_key(user, question["key"]))
    session = created["session"]["id"]
    chats.add(user, session)
    turn = {"input": question["text"], "idempotencyKey": question["key"]}
    if question["refs"]:
        turn["payload"] = question["refs"]
    call("POST", f"/sessions/{session}/turns", turn)
    return 200, {"session": session, **way}


def read(path, after):
    """A page of the log. If its last event is internal, it stays without its data: browsers read on after it."""
    if not re.fullmatch(r"[0-9]{1,15}", after):
        return 400, None
    events = call("GET", f"{path}/events?after={after}")[1]["events"]
    last = events[-1]["seq"] if events else None
    shown = []
    for event in events:
        if SHOWN.match(event["type"]):
            shown.append(event)
        elif event["seq"] == last:
            shown.append({"seq": last, "type": event["type"], "data": {}})
    return 200, {"events": shown}


def read_turn(body):
    """The validated turn; None if it is not valid."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict):
        return None
    text, key = value.get("input"), value.get("idempotencyKey")
    if not isinstance(text, str) or not text.strip() or len(text) > MAX_TEXT:
        return None
    # Without a key, a lost answer would send the message twice.
    if not isinstance(key, str) or not re.fullmatch(r"[\x21-\x7e]{1,200}", key):
        return None
    turn = {"input": text, "idempotencyKey": key}
    if "answers" in value:
        if not isinstance(value["answers"], str) or not re.fullmatch(r"[A-Za-z0-9_-]{1,100}", value["answers"]):
            return None
        turn["answers"] = value["answers"]
    if "payload" in value:
        payload = value["payload"]
        if not (isinstance(payload, dict) and len(json.dumps(payload)) <= MAX_PAYLOAD):
            return None
        turn["payload"] = payload
    return turn


def read_body(handler, limit):
    """The body of a request that may send one."""
    # A form on another site cannot send this content type.
    if not re.match(r"application/json *(;|$)", handler.headers.get("Content-Type", ""), re.IGNORECASE):
        raise Refused(415)
    # This server does not support chunked bodies, so Content-Length is required.
    length = handler.headers.get("Content-Length", "")
    if "Transfer-Encoding" in handler.headers or not re.fullmatch(r"[0-9]{1,9}", length):
        raise Refused(411)
    if int(length) > limit:
        raise Refused(413)
    handler.connection.settimeout(READ_TIMEOUT_SECONDS)
    body = handler.rfile.read(int(length))
    # The client has disconnected: the body is incomplete, even if it is valid JSON.
    if len(body) < int(length):
        raise Refused(400)
    return body


def call(method, path, body=None, key=None):
    """Calls the agents API with the key, which never leaves this server; returns the status and the answer."""
    headers = {"x-api-key": os.environ["OPENCOMPUTER_API_KEY"], "Content-Type": "application/json"}
    if key:
        headers["Idempotency-Key"] = key
    data = None if body is None else json.dumps(body).encode()
    request = Request(API + path, data, headers, method=method)
    try:
        with opener.open(request, timeout=CALL_TIMEOUT_SECONDS) as response:
            return response.status, json.load(response)
    except HTTPError as error:
        # A refused key is an error of this server; signing in again would not help the person.
        if error.code < 400 or error.code in (401, 403):
            raise
        raise Refused(error.code, refusal(error.read()), error.headers.get("Retry-After")) from error


def refusal(body):
    """The refusal's code only; the rest, such as a billing address, is not for the person."""
    try:
        code = json.loads(body)["error"]["code"]
    except (ValueError, KeyError, TypeError):
        return None
    return {"error": {"code": code}} if isinstance(code, str) else None
