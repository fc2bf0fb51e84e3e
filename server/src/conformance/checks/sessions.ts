import type { Check } from "../check.js";
import { hold } from "../mismatch.js";
import { eventShape, pageShape, read, startedShape } from "../shapes.js";

const area = "sessions";

/** Checks of starting, finding and ending sessions. */
export const sessionChecks: readonly Check[] = [
  {
    id: "agent-once",
    area,
    expected:
      "Creating an agent again with the same name and configuration returns the existing one; another configuration is refused with 409.",
    async run(backend) {
      const agent = { name: `conformance-${crypto.randomUUID()}`, prompt: "OK?" };
      const first = await backend.makeAgent(agent);
      const second = await backend.makeAgent(agent);
      hold(first === second, "The repetition has another id.");
      const body = { ...agent, model: await backend.model(), prompt: "Another." };
      await backend.expect(409, "POST", "/agents", { body });
      await backend.expect([200, 204], "DELETE", `/agents/${first}`);
      return "The same agent, then 409.";
    },
  },
  {
    id: "session-start",
    area,
    expected: "A new session has an id, a status, a head and a client token; its input is the first event.",
    async run(backend) {
      const session = await backend.session({ input: "Answer with the one word OK, please." });
      const [first] = await backend.events(session, "limit=1");
      hold(first?.type === "user.message", `The first event is ${first?.type ?? "not there"}.`);
      const text = first.body?.text;
      hold(text === "Answer with the one word OK, please.", `Its text is ${JSON.stringify(text)}.`);
      return "All of it.";
    },
  },
  {
    id: "session-key",
    area,
    expected:
      "The same `key` and body return the same session again; the key with another body is refused with 409.",
    async run(backend) {
      const key = `conformance-${crypto.randomUUID()}`;
      const first = await backend.session({ key });
      const second = await backend.session({ key });
      hold(first.id === second.id, `Two sessions were made: ${first.id} and ${second.id}.`);
      const body = { agent: await backend.agent(), input: "Something else.", key };
      await backend.expect(409, "POST", "/sessions", { body });
      return "One session, then 409.";
    },
  },
  {
    id: "session-idempotency",
    area,
    expected: "Simultaneous creations with one `Idempotency-Key` create one session.",
    async run(backend) {
      const body = { agent: await backend.agent(), input: "Answer with the one word OK." };
      const headers = { "Idempotency-Key": crypto.randomUUID() };
      const answers = await Promise.all(
        [1, 2, 3].map(() => backend.expect([200, 201], "POST", "/sessions", { body, headers })),
      );
      const ids = answers.map(({ json, to }) => read(startedShape, json, to).session.id);
      hold(new Set(ids).size === 1, `${new Set(ids).size} sessions were made by 3 requests.`);
      return "3 requests, 1 session.";
    },
  },
  {
    id: "session-list",
    area,
    expected: "The list of an agent's sessions has pages; `next_cursor` selects the next one.",
    async run(backend) {
      const agent = await backend.makeAgent({
        name: `conformance-${crypto.randomUUID()}`,
        prompt: "Say OK.",
      });
      const made = await Promise.all([backend.session({ agent }), backend.session({ agent })]);
      const path = `/sessions?agent=${encodeURIComponent(agent)}&limit=1`;
      const first = await backend.get(pageShape, path);
      hold(first.data.length === 1, `A page of 1 has ${first.data.length}.`);
      hold(typeof first.next_cursor === "string", "There are two, and no next_cursor.");
      const second = await backend.get(pageShape, `${path}&cursor=${encodeURIComponent(first.next_cursor)}`);
      const listed = [first, second].map(({ data }) => data[0]?.id);
      hold(
        made.every(({ id }) => listed.includes(id)),
        `The pages have ${listed.join(" and ")}, not the agent's two.`,
      );
      await backend.expect([200, 204], "DELETE", `/agents/${agent}`);
      return "Two pages, two sessions.";
    },
  },
  {
    id: "session-archive",
    area,
    expected: "An archived session can still be read; posts to it are refused with 409.",
    async run(backend) {
      const session = await backend.session();
      await backend.expect([200, 202], "POST", `${session.path}/archive`, { body: {} });
      const body = { text: "This must not arrive." };
      await backend.expect(409, "POST", `${session.path}/messages`, { body, credential: session.token });
      const events = await backend.events(session);
      hold(events.length > 0, "Its events are gone.");
      return "409 for a post, and its events are there.";
    },
  },
  {
    id: "session-result",
    area,
    expected: "Once a turn has ended, `/result` returns it, and `/turns` lists it.",
    async run(backend) {
      const session = await backend.session();
      await backend.turnEnd(session, 0);
      const { json } = await backend.expect(200, "GET", `${session.path}/result`);
      const { last_turn, result } = (json ?? {}) as { last_turn?: unknown; result?: unknown };
      hold(typeof last_turn === "object" && last_turn !== null, "There is no last_turn.");
      if (result != null) read(eventShape, result, "/result");
      const { data } = await backend.get(pageShape, `${session.path}/turns`);
      hold(data.length === 1, `${data.length} turns are listed after one.`);
      return "One turn, in both.";
    },
  },
];
