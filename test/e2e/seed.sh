#!/bin/sh
# The quickstart's own curl lines, in its order; only the host is another ($BASE for https://api.opencomputer.dev/v3).
# Wants BASE, OPENCOMPUTER_API_KEY and WEBHOOK; writes each answer to a file of the folder $OUT.
set -eu
field() { sed -n "s/.*\"$2\":\"\([^\"]*\)\".*/\1/p" "$OUT/$1"; }

# 1. Create an agent (with your Anthropic key)
curl -sSf -o "$OUT/agent" "$BASE/agents" \
  -H "Authorization: Bearer $OPENCOMPUTER_API_KEY" \
  -d '{ "name": "coder", "prompt": "You are a coding assistant.",
        "model": "anthropic/claude-opus-4-8", "key": "sk-ant-…" }'
AGENT=$(sed 's/^{"id":"\([^"]*\)".*/\1/' "$OUT/agent")

# 2. Start a session
curl -sSf -o "$OUT/session" "$BASE/sessions" \
  -H "Authorization: Bearer $OPENCOMPUTER_API_KEY" \
  -d '{ "agent": "'"$AGENT"'",
        "input": "Write a Python script that prints the first 20 primes, run it, and report the output.",
        "webhook": "'"$WEBHOOK"'" }'
ID=$(sed 's/^{"session":{"id":"\([^"]*\)".*/\1/' "$OUT/session")
CLIENT_TOKEN=$(field session client_token)

# 3. Stream it live: what `new EventSource` asks for, until the turn is over
curl -sSN --max-time 20 "$BASE/sessions/$ID/events?stream=sse&level=user&token=$CLIENT_TOKEN" |
  sed '/"type":"turn.completed"/q' >"$OUT/stream"

# 4. Steer it
curl -sSf -o "$OUT/steer" "$BASE/sessions/$ID/messages" \
  -H "Authorization: Bearer $CLIENT_TOKEN" \
  -d '{ "text": "also check the CI config", "idempotency_key": "nudge-1" }'

# 5. Manage destinations (optional)
curl -sSf -o "$OUT/destination" "$BASE/sessions/$ID/destinations" \
  -H "Authorization: Bearer $OPENCOMPUTER_API_KEY" \
  -d '{ "url": "'"$WEBHOOK"'", "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "level": "user" }'
