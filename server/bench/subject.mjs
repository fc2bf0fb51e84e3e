/**
 * The measured server, in a process that `bench/figures.ts` starts and controls by messages. It is JavaScript that
 * uses the built server, so that it is measured as users run it: `full` has 10 000 events in its log, `idle` one,
 * `joined` uses the database of another server. `bare` is a plain Node server that writes as many prepared frames
 * from memory.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startServer } from "../dist/index.js";

const EVENTS = 10_000;

/** A typical chat message, about 400 characters of markdown. */
const TEXT = "Some **bold** words, a `code` span and [a link](https://example.com). ".repeat(6);

/** The same for all measured servers, so that several can share a database. */
const KEY = "osb_bench";

async function measured(events) {
  const server = await start();
  const call = async (path, body) => {
    const headers = { Authorization: `Bearer ${server.orgKey}` };
    const response = await fetch(server.url + path, { method: "POST", headers, body: JSON.stringify(body) });
    return response.json();
  };
  await call("/v3/agents", { name: "a", prompt: "", model: "offline/silent" });
  const { session, client_token } = await call("/v3/sessions", { agent: "a", input: "Hello" });
  await server.appendEvents(
    session.id,
    Array.from({ length: events - 1 }, (_, n) => ({
      type: "agent.message",
      body: { text: `${n}. ${TEXT}` },
    })),
  );
  return { url: server.url, session: session.id, token: client_token };
}

/** A server on the database that `DATABASE_URL` names, or on a temporary folder. */
function start() {
  const database = process.env.DATABASE_URL;
  if (database) return startServer({ database, key: KEY });
  const data = mkdtempSync(join(tmpdir(), "oc-server-bench-"));
  process.on("exit", () => rmSync(data, { recursive: true, force: true }));
  return startServer({ data, key: KEY });
}

/** Another server on the database of the first one. */
async function joined() {
  const { url } = await start();
  return { url, session: "none", token: "none" };
}

async function bare() {
  const frames = Array.from({ length: EVENTS }, (_, index) => {
    const event = {
      id: `evt_${String(index).padStart(20, "0")}`,
      seq: index + 1,
      ts: new Date().toISOString(),
      session: "ses_00000000000000000000",
      actor: { type: "system" },
      type: "agent.message",
      level: "user",
      body: { text: `${index}. ${TEXT}` },
      refs: {},
    };
    return `id: ${event.seq}\ndata: ${JSON.stringify(event)}\n\n`;
  });
  const server = createServer((_request, response) => {
    response.writeHead(200, { "Content-Type": "text/event-stream" });
    for (const frame of frames) response.write(frame);
    response.write(": caught up\n\n");
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${server.address().port}`, session: "none", token: "none" };
}

process.on("message", () => process.send({ rss: process.memoryUsage().rss, cpu: process.cpuUsage() }));
process.on("disconnect", () => process.exit(0));
const kinds = { bare, joined, idle: () => measured(1), full: () => measured(EVENTS) };
process.send(await kinds[process.argv[2]]());
