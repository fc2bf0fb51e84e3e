import type { Check } from "../check.js";
import { hold } from "../mismatch.js";
import { postedShape, read } from "../shapes.js";

const area = "messages";

const TEXT = "Answer with the one word OK.";

/** Checks of posting messages. */
export const steeringChecks: readonly Check[] = [
  {
    id: "post",
    area,
    expected: "A post is answered with 202 and the id and seq of its event, which has the sent text.",
    async run(backend) {
      const session = await backend.session();
      const text = `${TEXT} Ä 😀 <b>\n\ttwo lines`;
      const path = `${session.path}/messages`;
      const answer = await backend.expect(202, "POST", path, { body: { text }, credential: session.token });
      const { event } = read(postedShape, answer.json, answer.to);
      const events = await backend.events(session, `after=${event.seq - 1}&limit=1`);
      hold(
        events[0]?.id === event.id,
        `At seq ${event.seq} is ${events[0]?.id ?? "nothing"}, not ${event.id}.`,
      );
      hold(events[0].type === "user.message", `It is a ${events[0].type}.`);
      hold(events[0].body?.text === text, `Its text is ${JSON.stringify(events[0].body?.text)}.`);
      return `202, and seq ${event.seq} is that message.`;
    },
  },
  {
    id: "post-unlabelled",
    area,
    expected:
      "A body is read as JSON whatever its content type, because `curl -d` does not send that of JSON.",
    async run(backend) {
      const session = await backend.session();
      for (const type of ["application/x-www-form-urlencoded", "text/plain"]) {
        await backend.expect([200, 202], "POST", `${session.path}/messages`, {
          body: { text: TEXT },
          credential: session.token,
          headers: { "Content-Type": type },
        });
      }
      return "Taken as form and as text.";
    },
  },
  {
    id: "idempotency",
    area,
    expected:
      "A repeated post with the same `idempotency_key` is answered with 200 and the same event, which is in the log once.",
    async run(backend) {
      const session = await backend.session();
      const body = { text: TEXT, idempotency_key: crypto.randomUUID() };
      const first = await backend.post(session, body);
      const path = `${session.path}/messages`;
      const answer = await backend.expect(200, "POST", path, { body, credential: session.token });
      const again = read(postedShape, answer.json, answer.to);
      hold(again.event.id === first.event.id, "It was answered with another event.");
      const events = await backend.events(session, "type=user.message&limit=1000");
      hold(events.length === 2, `The log has ${events.length} messages, not the input and this one.`);
      return "200, the same event, once in the log.";
    },
  },
  {
    id: "idempotency-at-once",
    area,
    expected: "Simultaneous posts with one key are one message.",
    async run(backend) {
      const session = await backend.session();
      const body = { text: TEXT, idempotency_key: crypto.randomUUID() };
      const answers = await Promise.all([1, 2, 3, 4].map(() => backend.post(session, body)));
      const ids = new Set(answers.map(({ event }) => event.id));
      hold(ids.size === 1, `4 posts became ${ids.size} messages.`);
      return "4 posts, 1 message.";
    },
  },
  {
    id: "idempotency-header",
    area,
    expected: "The header `Idempotency-Key` has the same effect as the field.",
    async run(backend) {
      const session = await backend.session();
      const headers = { "Idempotency-Key": crypto.randomUUID() };
      const ids = new Set<string>();
      for (let time = 0; time < 2; time++) {
        const sending = { body: { text: TEXT }, credential: session.token, headers };
        const answer = await backend.expect([200, 202], "POST", `${session.path}/messages`, sending);
        ids.add(read(postedShape, answer.json, answer.to).event.id);
      }
      hold(ids.size === 1, "Two posts became two messages.");
      return "2 posts, 1 message.";
    },
  },
  {
    id: "idempotency-apart",
    area,
    expected: "A key belongs to its session: in another session it is a new message.",
    async run(backend) {
      const [one, other] = await Promise.all([backend.session(), backend.session()]);
      const body = { text: TEXT, idempotency_key: crypto.randomUUID() };
      const first = await backend.post(one, body);
      const second = await backend.post(other, body);
      hold(first.event.id !== second.event.id, "The other session answered with the first one's message.");
      const events = await backend.events(other, "type=user.message&limit=1000");
      hold(events.length === 2, `The other session has ${events.length} messages, not 2.`);
      return "Two messages.";
    },
  },
  {
    id: "envelope",
    area,
    expected:
      "An envelope's `source`, `conversation` and `refs` become the event's `refs`, its `raw` becomes `body.raw`.",
    async run(backend) {
      const session = await backend.session();
      const envelope = {
        text: TEXT,
        source: "shop",
        conversation: "c-7",
        refs: { order: 7 },
        raw: { a: [1] },
      };
      const { event } = await backend.post(session, { envelope });
      const [found] = await backend.events(session, `after=${event.seq - 1}&limit=1`);
      const { source, conversation, order } = found?.refs ?? {};
      hold(
        source === "shop" && conversation === "c-7" && order === 7,
        `The refs are ${JSON.stringify(found?.refs)}.`,
      );
      const raw = JSON.stringify(found?.body?.raw);
      hold(raw === '{"a":[1]}', `body.raw is ${raw}.`);
      return "Each in its place.";
    },
  },
];
