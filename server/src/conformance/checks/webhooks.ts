import { Webhook } from "standardwebhooks";
import type { Backend, StartedSession } from "../backend.js";
import type { Check } from "../check.js";
import { hold, NotChecked } from "../mismatch.js";
import type { Hook } from "../receiver.js";
import { eventShape, pageShape, read } from "../shapes.js";

const area = "webhooks";

const SECRET = `whsec_${Buffer.from("conformance-of-a-backend").toString("base64")}`;

const TEXT = "Answer with the one word OK.";

/** Creates a destination that delivers a session's events to a hook. */
async function deliver(
  backend: Backend,
  session: StartedSession,
  hook: Hook,
  settings: Record<string, unknown> = {},
): Promise<void> {
  const path = `${session.path}/destinations`;
  const answer = await backend.call("POST", path, { body: { url: hook.url, ...settings } });
  if ([400, 422].includes(answer.status)) {
    throw new NotChecked(
      `It refuses to deliver to ${new URL(hook.url).origin} (${answer.status}). Give --webhook-url, a public address that leads to --webhook-port here.`,
    );
  }
  hold(
    answer.status === 200 || answer.status === 201,
    `${answer.to} was answered ${answer.status}, not 201.`,
  );
}

/** Checks of webhooks. */
export const webhookChecks: readonly Check[] = [
  {
    id: "webhook-body",
    area,
    expected: "A webhook is `{ type, sessionId, eventId, event }`, its header `webhook-id` the event's id.",
    async run(backend) {
      const [{ session }, hook] = [await backend.settled(), await backend.hook()];
      await deliver(backend, session, hook);
      const { event } = await backend.post(session, { text: TEXT });
      const [first] = await hook.count(1, backend.timeoutMs);
      const body = JSON.parse(first?.body ?? "null") as Record<string, unknown>;
      const sent = read(eventShape, body.event, "a webhook");
      hold(sent.id === event.id, `The first is of ${sent.id}, not of the message ${event.id}.`);
      hold(
        body.eventId === event.id && body.sessionId === session.id && body.type === sent.type,
        "Its ids or type are others.",
      );
      hold(
        first?.headers["webhook-id"] === event.id,
        `webhook-id is ${String(first?.headers["webhook-id"])}.`,
      );
      return `A ${sent.type} in that form.`;
    },
  },
  {
    id: "webhook-signature",
    area,
    expected: "With a secret, a webhook is signed according to Standard Webhooks.",
    async run(backend) {
      const [{ session }, hook] = [await backend.settled(), await backend.hook()];
      await deliver(backend, session, hook, { secret: SECRET });
      await backend.post(session, { text: TEXT });
      const [first] = await hook.count(1, backend.timeoutMs);
      const { body = "", headers = {} } = first ?? {};
      const signed = ["webhook-id", "webhook-timestamp", "webhook-signature"].map((name) => [
        name,
        headers[name],
      ]);
      const missing = signed.find(([, value]) => typeof value !== "string");
      hold(missing === undefined, `There is no header ${String(missing?.[0])}.`);
      try {
        new Webhook(SECRET).verify(body, Object.fromEntries(signed) as Record<string, string>);
      } catch (error) {
        hold(false, `The signature does not verify: ${(error as Error).message}.`);
      }
      return "The signature verifies.";
    },
  },
  {
    id: "webhook-retry",
    area,
    expected: "A webhook that was answered with 500 is sent again with the same `webhook-id`.",
    async run(backend) {
      const [{ session }, hook] = [await backend.settled(), await backend.hook()];
      hook.reply = (index) => (index === 0 ? 500 : 200);
      await deliver(backend, session, hook, { types: ["user.message"] });
      await backend.post(session, { text: TEXT });
      const ids = (await hook.count(2, backend.timeoutMs)).map(({ headers }) => headers["webhook-id"]);
      hold(
        ids[0] === ids[1],
        `The second has the webhook-id ${String(ids[1])}, the first ${String(ids[0])}.`,
      );
      return "Sent again, under the same id.";
    },
  },
  {
    id: "webhook-choice",
    area,
    expected:
      "A destination receives the events after its creation that match its `level` (default `user`) and its `types`.",
    async run(backend) {
      const { session } = await backend.settled();
      const [byLevel, byType] = [await backend.hook(), await backend.hook()];
      await deliver(backend, session, byLevel);
      await deliver(backend, session, byType, { level: "internal", types: ["turn.*"] });
      const { event } = await backend.post(session, { text: TEXT });
      await backend.turnEnd(session, event.seq);
      const log = await backend.events(session, `after=${event.seq - 1}&limit=1000`);
      const wanted = {
        level: log.filter(({ level }) => (level ?? "user") === "user").map(({ id }) => id),
        type: log.filter(({ type }) => type.startsWith("turn.")).map(({ id }) => id),
      };
      for (const [hook, ids, how] of [
        [byLevel, wanted.level, "of level user"],
        [byType, wanted.type, "turn.*"],
      ] as const) {
        const got = await hook.count(ids.length, backend.timeoutMs);
        const gotIds = new Set(got.map(({ headers }) => headers["webhook-id"]));
        const isSame = gotIds.size === ids.length && ids.every((id) => gotIds.has(id));
        hold(
          isSame,
          `The destination for ${how} got ${gotIds.size} events, not the ${ids.length} of the log.`,
        );
      }
      return `${wanted.level.length} of level user, ${wanted.type.length} of turn.*.`;
    },
  },
  {
    id: "webhook-record",
    area,
    expected: "`/deliveries` lists a delivered webhook as such.",
    async run(backend) {
      const [{ session }, hook] = [await backend.settled(), await backend.hook()];
      await deliver(backend, session, hook, { types: ["user.message"] });
      const { event } = await backend.post(session, { text: TEXT });
      await hook.count(1, backend.timeoutMs);
      const giveUp = Date.now() + backend.timeoutMs;
      for (;;) {
        const { data } = await backend.get(pageShape, `${session.path}/deliveries`);
        const record = data.find(({ event_id }) => event_id === event.id);
        if (record?.status === "delivered") return "It is recorded as delivered.";
        hold(Date.now() < giveUp, `Its record is ${JSON.stringify(record?.status ?? "not there")}.`);
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    },
  },
  {
    id: "webhook-targets",
    area,
    expected:
      "Private, link-local and metadata addresses, and URLs other than http and https, are refused with 400 or 422.",
    async run(backend) {
      const session = await backend.session();
      const targets = [
        "https://10.0.0.1/",
        "https://169.254.169.254/latest/",
        "https://[fe80::1]/",
        "http://example.com/",
        "file:///etc/passwd",
      ];
      for (const url of targets) {
        const answer = await backend.call("POST", `${session.path}/destinations`, { body: { url } });
        hold([400, 422].includes(answer.status), `${url} was answered ${answer.status}.`);
      }
      return `${targets.length} addresses, all refused.`;
    },
  },
];
