import type { Backend, StartedSession } from "../backend.js";
import type { Check } from "../check.js";
import { isSameList, seqsOf } from "../compare.js";
import { hold } from "../mismatch.js";

const area = "streams";

const HELLO = "Answer with the one word OK.";

/** The frames of a stream up to and including a seq. */
async function brought(
  backend: Backend,
  session: StartedSession,
  last: number,
  query: string,
  headers: Record<string, string> = {},
): Promise<number[]> {
  const stream = await backend.stream(session, query, {
    Authorization: `Bearer ${session.token}`,
    ...headers,
  });
  try {
    await stream.until(({ seq }) => seq >= last, `seq ${last}`);
    return stream.seqs;
  } finally {
    stream.close();
  }
}

/** Checks of event streams. */
export const streamChecks: readonly Check[] = [
  {
    id: "stream-replay",
    area,
    expected: "A stream first replays all existing events, each once, with its seq as `id`.",
    async run(backend) {
      const { session, events } = await backend.settled();
      const seqs = seqsOf(events);
      const stream = await backend.stream(session);
      await stream
        .until(({ seq }) => seq >= (seqs.at(-1) as number), `seq ${seqs.at(-1)}`)
        .finally(() => stream.close());
      hold(
        isSameList(stream.seqs, seqs),
        `It brought ${stream.seqs.join(", ")}; the log has ${seqs.join(", ")}.`,
      );
      const wrong = stream.frames.find(({ id, event }) => id !== String(event.seq));
      hold(
        wrong === undefined,
        `A frame's id is ${wrong?.id ?? "missing"}, its event's seq ${wrong?.event.seq}.`,
      );
      return `${seqs.length} events, as in the log.`;
    },
  },
  {
    id: "stream-follow",
    area,
    expected: "An open stream delivers a posted message once, and the events of the turn that it starts.",
    async run(backend) {
      const { session, events } = await backend.settled();
      const seqs = seqsOf(events);
      const stream = await backend.stream(session, `&after=${seqs.at(-1)}`);
      try {
        const { event } = await backend.post(session, { text: HELLO });
        await stream.until(({ id }) => id === event.id, "the message");
        await stream.until(({ type, seq }) => seq > event.seq && type.startsWith("turn."), "the turn");
        const times = stream.frames.filter((frame) => frame.event.id === event.id).length;
        hold(times === 1, `The message came ${times} times.`);
      } finally {
        stream.close();
      }
      return "The message once, then its turn.";
    },
  },
  {
    id: "resume-after",
    area,
    expected: "A stream with `after` delivers the events after that seq, without gaps or duplicates.",
    async run(backend) {
      const { session, events } = await backend.settled();
      const seqs = seqsOf(events);
      const middle = seqs[Math.floor(seqs.length / 2) - 1] as number;
      const got = await brought(backend, session, seqs.at(-1) as number, `&after=${middle}`);
      const wanted = seqs.filter((seq) => seq > middle);
      hold(isSameList(got, wanted), `After ${middle} came ${got.join(", ")}, not ${wanted.join(", ")}.`);
      return `After ${middle} came ${wanted[0]} to ${wanted.at(-1)}.`;
    },
  },
  {
    id: "resume-last-event-id",
    area,
    expected:
      "A stream with `Last-Event-ID` delivers the events after that seq, whatever the `after` of its URL.",
    async run(backend) {
      const { session, events } = await backend.settled();
      const seqs = seqsOf(events);
      const middle = seqs[Math.floor(seqs.length / 2) - 1] as number;
      const last = seqs.at(-1) as number;
      const got = await brought(backend, session, last, "&after=0", { "Last-Event-ID": String(middle) });
      const wanted = seqs.filter((seq) => seq > middle);
      hold(isSameList(got, wanted), `After ${middle} came ${got.join(", ")}, not ${wanted.join(", ")}.`);
      return `After ${middle} came ${wanted[0]} to ${wanted.at(-1)}.`;
    },
  },
  {
    id: "stream-levels",
    area,
    expected: "A stream's `level` applies to existing and to new events.",
    async run(backend) {
      const { session } = await backend.settled();
      const stream = await backend.stream(session, "&level=user");
      try {
        const { event } = await backend.post(session, { text: HELLO });
        await stream.until(
          ({ type, seq }) => seq > event.seq && type === "turn.completed",
          "the end of the turn",
        );
      } finally {
        stream.close();
      }
      const over = stream.frames.find(({ event }) => (event.level ?? "user") !== "user");
      hold(
        over === undefined,
        `With level=user it brought a ${over?.event.type} of level ${over?.event.level}.`,
      );
      return `${stream.frames.length} events, all of level user.`;
    },
  },
  {
    id: "stream-token",
    area,
    expected: "The client token may be in the stream's URL, as `token`, for a native EventSource.",
    async run(backend) {
      const session = await backend.session();
      const stream = await backend.stream(session, `&token=${encodeURIComponent(session.token)}`, {});
      try {
        await stream.until(() => true, "an event");
      } finally {
        stream.close();
      }
      return "It was opened.";
    },
  },
  {
    id: "heartbeats",
    area,
    expected: "An idle stream sends heartbeats in time, so that the client does not consider it broken.",
    async run(backend) {
      const { session, events } = await backend.settled();
      const seqs = seqsOf(events);
      const stream = await backend.stream(session, `&after=${seqs.at(-1)}`);
      try {
        // A comment at the opening does not count as a heartbeat.
        await new Promise((resolve) => setTimeout(resolve, Math.min(1000, backend.silence / 4)));
        const before = stream.signs;
        await stream.wait(() => stream.signs > before, "It said nothing", backend.silence);
      } finally {
        stream.close();
      }
      return `It did within ${backend.silence / 1000} s.`;
    },
  },
];
