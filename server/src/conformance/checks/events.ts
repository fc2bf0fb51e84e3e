import type { Check } from "../check.js";
import { isSameList, seqsOf } from "../compare.js";
import { hold, NotChecked } from "../mismatch.js";
import { eventPageShape, eventShape } from "../shapes.js";

const area = "events";

/** Size of a body that is too long for its event: over 32 KB. */
const LONG_BYTES = 40_000;

/** Checks of reading the log by page. */
export const eventChecks: readonly Check[] = [
  {
    id: "events-order",
    area,
    expected: "Each event has a unique id, a type, and a seq that is greater than the one before.",
    async run(backend) {
      const { events } = await backend.settled();
      const seqs = seqsOf(events);
      hold(
        seqs.every((seq, index) => index === 0 || seq > (seqs[index - 1] as number)),
        `The seqs are ${seqs.join(", ")}.`,
      );
      hold(new Set(events.map(({ id }) => id)).size === events.length, "Two events have the same id.");
      return `${events.length} events, ${seqs[0]} to ${seqs.at(-1)}.`;
    },
  },
  {
    id: "turn-end",
    area,
    expected:
      "After a message, the end of its turn is an event of level `user` with an `outcome` or `yield_reason`.",
    async run(backend) {
      const session = await backend.session();
      const { level, body } = await backend.turnEnd(session, 0);
      const why = body?.outcome ?? body?.yield_reason ?? body?.error;
      hold(why !== undefined && why !== null, "It does not say why.");
      hold(level === undefined || level === "user", `Its level is ${level}.`);
      return `The first turn ended: ${typeof why === "string" ? why : "an error"}.`;
    },
  },
  {
    id: "paging",
    area,
    expected:
      "Small pages, each after the `next_cursor` of the previous one, contain the same events as one large page.",
    async run(backend) {
      const { session, events } = await backend.settled();
      const walked: number[] = [];
      let cursor: unknown = 0;
      while (cursor !== null && walked.length <= events.length) {
        const query = `limit=1&after=${encodeURIComponent(String(cursor))}`;
        const page = await backend.get(eventPageShape, `${session.path}/events?${query}`, session.token);
        hold(page.data.length <= 1, `A page of 1 has ${page.data.length}.`);
        walked.push(...seqsOf(page.data));
        cursor = page.next_cursor ?? null;
      }
      hold(
        isSameList(walked, seqsOf(events)),
        `By ones: ${walked.join(", ")}; at once: ${seqsOf(events).join(", ")}.`,
      );
      return `${walked.length} pages of one.`;
    },
  },
  {
    id: "events-after",
    area,
    expected: "`after` omits events up to and including that seq.",
    async run(backend) {
      const { session, events } = await backend.settled();
      const middle = events[Math.floor(events.length / 2)]?.seq ?? 0;
      const rest = seqsOf(await backend.events(session, `after=${middle}&limit=1000`));
      const wanted = seqsOf(events).filter((seq) => seq > middle);
      hold(
        isSameList(rest, wanted),
        `After ${middle} came ${rest.join(", ") || "nothing"}, not ${wanted.join(", ")}.`,
      );
      return `After ${middle} came ${rest.length} of ${events.length}.`;
    },
  },
  {
    id: "levels",
    area,
    expected:
      "`level` is cumulative (`internal` contains `progress`, which contains `user`); the default is `internal`.",
    async run(backend) {
      const { session, events } = await backend.settled();
      const levels = ["user", "progress", "internal"];
      for (const [rank, level] of levels.entries()) {
        const got = seqsOf(await backend.events(session, `level=${level}&limit=1000`));
        const shown = events.filter((event) => levels.indexOf(event.level ?? "user") <= rank);
        hold(
          isSameList(got, seqsOf(shown)),
          `level=${level} brought ${got.join(", ")}, not ${seqsOf(shown).join(", ")}.`,
        );
      }
      const count = levels.map((level) => events.filter((event) => event.level === level).length);
      if (count[0] === events.length)
        throw new NotChecked("All events are of level user: there is none to leave out.");
      return `${count.join(", ")} events of the three levels.`;
    },
  },
  {
    id: "types",
    area,
    expected: "`type` selects an exact type, or all types of a `prefix.*`.",
    async run(backend) {
      const { session, events } = await backend.settled();
      for (const [query, matches] of [
        ["user.message", (type: string) => type === "user.message"],
        ["turn.*", (type: string) => type.startsWith("turn.")],
      ] as const) {
        const got = seqsOf(await backend.events(session, `type=${query}&limit=1000`));
        const wanted = seqsOf(events.filter(({ type }) => matches(type)));
        hold(
          isSameList(got, wanted),
          `type=${query} brought ${got.join(", ") || "nothing"}, not ${wanted.join(", ")}.`,
        );
      }
      return "Both.";
    },
  },
  {
    id: "messages",
    area,
    expected: "`/messages` contains exactly the `….message` events of level `user`.",
    async run(backend) {
      const { session, events } = await backend.settled();
      const { data } = await backend.get(eventPageShape, `${session.path}/messages`, session.token);
      const wanted = events.filter(
        ({ type, level }) => type.endsWith(".message") && (level ?? "user") === "user",
      );
      hold(
        isSameList(seqsOf(data), seqsOf(wanted)),
        `It has ${seqsOf(data).join(", ")}, not ${seqsOf(wanted).join(", ")}.`,
      );
      return `${data.length} messages.`;
    },
  },
  {
    id: "one-event",
    area,
    expected: "An event that is read by its id equals that of the page; an unknown id is 404.",
    async run(backend) {
      const session = await backend.session();
      const [first] = await backend.events(session, "limit=1");
      hold(first !== undefined, "There is no event.");
      const one = await backend.get(eventShape, `${session.path}/events/${first.id}`, session.token);
      hold(one.id === first.id && one.seq === first.seq, "It is another event.");
      await backend.expect(404, "GET", `${session.path}/events/evt_never`, { credential: session.token });
      return "The same event, and 404.";
    },
  },
  {
    id: "long-bodies",
    area,
    expected:
      "A message of 40 KB can be read completely: in its event, or at `/content` if the event has `body_truncated`.",
    async run(backend) {
      const session = await backend.session();
      const text = `${"0123456789".repeat(LONG_BYTES / 10)} the end`;
      const { event } = await backend.post(session, { text });
      const found = await backend.get(eventShape, `${session.path}/events/${event.id}`, session.token);
      if (found.body?.text === text) return "Whole in its event.";
      hold(found.body_truncated === true, "The event lacks the text, and does not say body_truncated.");
      hold(typeof found.content_ref === "string", "The event has no content_ref.");
      const path = `${session.path}/events/${event.id}/content`;
      const { text: content } = await backend.expect(200, "GET", path, { credential: session.token });
      hold(content.includes(text), "The content is not the text.");
      return "Whole at /content.";
    },
  },
];
