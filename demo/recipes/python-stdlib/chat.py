"""The `endpoint` of <oc-session> with Python's standard library: call `chat(self)` from your `do_POST`.

Django, Flask and FastAPI differ only in how a request is read and answered: keep `answer` and what is below it.
"""

import json
import os
import sys
from urllib.error import URLError
from urllib.request import Request, urlopen

from host import chats, user_of

API = os.environ.get("OPENCOMPUTER_URL", "https://api.opencomputer.dev/v3")


def chat(handler):
    """Answers a request of an `http.server.BaseHTTPRequestHandler`."""
    length = min(int(handler.headers.get("Content-Length", 0)), 1_000_000)
    body = handler.rfile.read(length)
    try:
        status, result = answer(handler.headers, body)
    except json.JSONDecodeError:
        status, result = 400, None
    except (URLError, KeyError, TypeError) as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        status, result = 502, None
    payload = b"" if result is None else json.dumps(result).encode()
    handler.send_response(status)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Cache-Control", "no-store")
    if status != 204:
        handler.send_header("Content-Length", str(len(payload)))
    handler.end_headers()
    handler.wfile.write(payload)


def answer(headers, body):
    """The status and the JSON value to answer with."""
    user = user_of(headers.get("Cookie", ""))
    if user is None:
        return 401, None
    # Another site's form can post to you with your user's cookies, but not with this type.
    if not headers.get("Content-Type", "").startswith("application/json"):
        return 415, None
    question = json.loads(body)
    if question["reason"] == "start":
        return 200, start(user, question["input"], question["idempotency_key"])
    session = chats.find(user, question.get("session"))
    return (200, mint(session)) if session else (204, None)


def start(user, message, key):
    """The key makes it safe to ask again; with the user in it, nobody is given another's session."""
    made = call(
        "/sessions",
        {
            "agent": os.environ["OPENCOMPUTER_AGENT"],
            "input": message if message.get("refs") else message["text"],
        },
        {"Idempotency-Key": f"{user}:{key}"},
    )
    chats.add(user, made["session"]["id"])
    return {"session": made["session"]["id"], "token": made["client_token"]}


def mint(session):
    minted = call(f"/sessions/{session}/client-tokens", {})
    return {"session": session, "token": minted["token"], "expires_at": minted["expires_at"]}


def call(path, body, headers=None):
    """Calls OpenComputer with the org key, which never leaves this server."""
    authorization = f"Bearer {os.environ['OPENCOMPUTER_API_KEY']}"
    headers = {"Authorization": authorization, "Content-Type": "application/json", **(headers or {})}
    request = Request(API + path, json.dumps(body).encode(), headers, method="POST")
    with urlopen(request, timeout=30) as response:
        return json.load(response)
