import { z } from "zod";
import { LEVELS } from "../log/event.js";
import { anyObject, label, limit, orNull, pageOf, time } from "./fields.js";
import { operation } from "./operation.js";

/** The event types that clients know, with their bodies; part of the document, see the event's `type`. */
const TYPES = `Clients ignore an unknown type, unless its body has a \`text\` or \`summary\` to show.

| type | usual level | body |
|---|---|---|
| \`user.message\` | user | \`{ text, raw? }\` |
| \`http.request\` | user | \`{ payload }\`: any JSON that started the session |
| \`agent.message\` | user for an answer, progress for narration | \`{ text, code? }\` |
| \`turn.started\` | progress | \`{ turn_id, input_from_seq?, input_to_seq? }\` |
| \`turn.completed\` | user | \`{ turn_id, outcome?, yield_reason?, result_event_id?, error?, usage? }\` |
| \`tool.call\` | progress or internal | \`{ tool, args_summary }\` |
| \`exec.completed\` | progress or internal | \`{ command, exit_code, summary }\` |
| \`error.runtime\`, \`error.model\`, \`error.task\` | user or progress | \`{ code, message, retriable? }\` |
| \`preview.url\` | user | \`{ url, port? }\` |
| \`artifact.published\`, \`.updated\`, \`.removed\` | user | \`{ key, kind, title?, url?, status?, content_type?, bytes? }\` |
| \`github.pr.*\` | user | \`{ pr, url, author?, comment?, comment_url?, state?, failing?: [{ name }], by?, approved?, changes_requested? }\` |`;

/** An event of the log in an answer. */
export const event = z
  .object({
    id: z.string(),
    seq: z.int().min(1).describe("Greater than the one before in its session. A filtered list has gaps."),
    ts: time,
    session: z.string(),
    actor: z
      .object({
        type: z.string().describe("`human`, `agent`, `system` or `trigger`."),
        id: z.string().optional(),
        display: z.string().optional().describe("A name to show."),
      })
      .describe("Who caused the event."),
    type: z.string().describe(TYPES),
    level: z.enum(LEVELS).describe("The audience: `user` is for everyone, `internal` for developers."),
    body: anyObject,
    turn_id: z.string().optional(),
    source: z.string().optional(),
    refs: anyObject.describe("Data that the sender attached to a message; the model does not receive it."),
    content_ref: z.string().optional().describe("Path of the whole body, if it is over 32 KB."),
    body_truncated: z.literal(true).optional(),
    body_bytes: z.int().optional().describe("Bytes of the whole body's JSON."),
  })
  .meta({ id: "Event", description: "One entry of a session's log." });

const eventPage = pageOf("EventPage", event)
  .extend({
    head: z
      .int()
      .describe("The seq of the log's last event of any level, so that clients can read the end first."),
  })
  .meta({ id: "EventPage" });

const after = z
  .string()
  .regex(/^\d{1,15}$/, "Must be an event's seq")
  .default("0")
  .describe("Only events after this seq.")
  .transform(Number);

const pageQuery = z.object({ after, limit: limit(100, 1000) });

const eventsQuery = pageQuery.extend({
  level: z.enum(LEVELS).default("internal").describe("Each level also shows the ones before it."),
  type: orNull(label(100).describe("An exact type, or a prefix that ends in `.*`.")),
  turn_id: orNull(label(100)),
  stream: z
    .literal("sse")
    .optional()
    .describe("Returns an event stream: the existing events, then new ones. A frame's `id` is the seq."),
});

export const listEvents = operation({
  id: "listEvents",
  method: "get",
  path: "/sessions/:id/events",
  need: "read",
  summary: "Reads the log, by page or as a stream",
  query: eventsQuery,
  streams: true,
  answers: { 200: { when: "A page; its `next_cursor` is the next `after`.", body: eventPage } },
});

export const listMessages = operation({
  id: "listMessages",
  method: "get",
  path: "/sessions/:id/messages",
  need: "read",
  summary: "Reads the messages of people and the agent",
  query: pageQuery,
  answers: { 200: { when: "A page; its `next_cursor` is the next `after`.", body: eventPage } },
});

export const getEvent = operation({
  id: "getEvent",
  method: "get",
  path: "/sessions/:id/events/:event",
  need: "read",
  summary: "Shows an event",
  answers: { 200: { when: "The event.", body: event } },
});

/** A body that was too long for its event. */
const content = anyObject.meta({ id: "EventContent", description: "The whole body of an event." });

export const getEventContent = operation({
  id: "getEventContent",
  method: "get",
  path: "/sessions/:id/events/:event/content",
  need: "read",
  summary: "Reads the whole body of an event",
  answers: { 200: { when: "The body's JSON.", body: content } },
});
