import assert from "node:assert/strict";
import { test } from "node:test";
import { dialectOf, serverlessFile } from "../../src/wire/connect.js";
import { parseEvent } from "../../src/wire/parse-event.js";
import { serverlessWire } from "../../src/wire/serverless/wire.js";
import { SpokenWire } from "../../src/wire/spoken-wire.js";

const EVENT = parseEvent({
  id: "e1",
  seq: 1,
  type: "message.completed",
  body: { text: "Hi" },
  turn_id: "t1",
});

test("a wire that is named again goes on as it is: what it reads says something", async () => {
  serverlessFile.from(async () => ({ serverlessWire }));
  const dialect = () =>
    dialectOf({
      protocol: "serverless",
      baseUrl: "https://host.example/agent",
      withCredentials: false,
      fetch: async () => Response.json({ events: [] }),
    });
  const wire = new SpokenWire(dialect());
  const asked = { session: "s1", token: "", after: 0, level: "user", signal: new AbortController().signal };
  await wire.page({ ...asked, level: "user" });
  const said = wire.read(EVENT).facts.length;
  assert.ok(said > 0);
  wire.speak(dialect());
  assert.equal(wire.read(EVENT).facts.length, said);
});
