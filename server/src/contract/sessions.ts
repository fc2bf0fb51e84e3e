import { z } from "zod";
import { STATUSES } from "../store/schema/rows.js";
import { SCOPES } from "../store/tokens.js";
import { inlineDestination } from "./destinations.js";
import { event } from "./events.js";
import { anyObject, label, limits, listQuery, model, orNull, pageOf, time } from "./fields.js";
import { text } from "./messages.js";
import { operation } from "./operation.js";
import { turn } from "./turns.js";

const MAX_METADATA_BYTES = 16 * 1024;

/** The default lifetime of a client token, in seconds. */
export const TOKEN_TTL_S = 3600;

/** The body of `POST /sessions`. */
export const newSession = z
  .strictObject({
    agent: label(200).describe("An agent's id or name."),
    input: z
      .union([text, anyObject], "Must be a text, not blank, or an object")
      .describe("The first message: a text, an envelope, or any object, which becomes an `http.request`."),
    webhook: z
      .string()
      .max(2048)
      .optional()
      .describe("A public https URL to which every event is delivered."),
    destinations: z.array(inlineDestination).max(20).default([]),
    limits: limits.optional(),
    key: label(200)
      .optional()
      .describe("Repeating the request with the same key and body returns the same session."),
    metadata: anyObject
      .refine(
        (value) => Buffer.byteLength(JSON.stringify(value)) <= MAX_METADATA_BYTES,
        "Must not exceed 16 KB",
      )
      .optional()
      .describe("At most 16 KB; part of each webhook."),
    model: model.optional().describe("Overrides the agent's model."),
  })
  .meta({ id: "NewSession" });

/** A session in an answer. */
export const session = z
  .object({
    id: z.string(),
    status: z.enum(STATUSES).describe("An `archived` session is read-only."),
    head: z.int().describe("Seq of the last event."),
    input_cursor: z.int().describe("Seq of the last message that a turn has consumed."),
    agent_id: z.string(),
    agent_snapshot: z
      .object({ prompt_hash: z.string(), model: z.string(), runtime: z.string(), revision: z.int() })
      .describe("The agent when the session began."),
    credential_id: z.string().nullable(),
    limits,
    metadata: anyObject.nullable(),
    key: z.string().nullable(),
    last_turn: turn.nullable(),
    created_at: time,
  })
  .meta({ id: "Session", description: "A conversation with an agent." });

/** A time in a query, in the form of the stored times, with which it is compared as text. */
const moment = z.iso.datetime({ offset: true }).transform((text) => new Date(text).toISOString());

const sessionsQuery = listQuery.extend({
  agent: orNull(z.string().describe("An agent's id.")),
  status: orNull(z.enum(STATUSES)),
  key: orNull(z.string()),
  after: orNull(moment.describe("Created after this time.")),
  before: orNull(moment.describe("Created before this time.")),
});

const started = z
  .object({
    session,
    client_token: z.string().describe("For a browser; valid for this session and one hour."),
  })
  .meta({ id: "StartedSession" });

const here = { when: "The session.", body: session };

export const createSession = operation({
  id: "createSession",
  method: "post",
  path: "/sessions",
  need: "org",
  summary: "Starts a session with its first message",
  body: newSession,
  takesIdempotencyKey: true,
  answers: {
    201: { when: "The new session.", body: started },
    200: { when: "The same request created this session before.", body: started },
  },
  refusals: [409],
});

export const listSessions = operation({
  id: "listSessions",
  method: "get",
  path: "/sessions",
  need: "org",
  summary: "Lists the sessions, newest first",
  query: sessionsQuery,
  answers: { 200: { when: "A page.", body: pageOf("SessionPage", session) } },
});

export const getSession = operation({
  id: "getSession",
  method: "get",
  path: "/sessions/:id",
  need: "org",
  summary: "Shows a session",
  answers: { 200: here },
});

export const cancelTurn = operation({
  id: "cancelTurn",
  method: "post",
  path: "/sessions/:id/cancel",
  need: "org",
  summary: "Ends the running turn",
  answers: { 200: here },
});

export const deleteSession = operation({
  id: "deleteSession",
  method: "delete",
  path: "/sessions/:id",
  need: "org",
  summary: "Deletes a session and all its data",
  answers: { 204: { when: "Deleted with its events, deliveries, tokens and documents.", body: null } },
});

export const archiveSession = operation({
  id: "archiveSession",
  method: "post",
  path: "/sessions/:id/archive",
  need: "org",
  summary: "Makes a session read-only",
  answers: { 200: here },
});

const result = z
  .object({ last_turn: turn.nullable(), result: event.nullable() })
  .meta({ id: "SessionResult", description: "The last turn, and the event with its answer." });

export const getResult = operation({
  id: "getResult",
  method: "get",
  path: "/sessions/:id/result",
  need: "org",
  summary: "Shows the last answer",
  answers: { 200: { when: "The last turn and its answer.", body: result } },
});

const scopes = z.array(z.enum(SCOPES)).min(1);

const newToken = z
  .strictObject({
    scopes: scopes.default([...SCOPES]),
    ttl: z.int().min(60).max(86_400).default(TOKEN_TTL_S).describe("Lifetime in seconds."),
  })
  .meta({ id: "NewClientToken" });

const clientToken = z
  .object({ token: z.string(), scopes, expires_at: time })
  .meta({ id: "ClientToken", description: "Grants access to one session for a limited time." });

export const mintClientToken = operation({
  id: "mintClientToken",
  method: "post",
  path: "/sessions/:id/client-tokens",
  need: "org",
  summary: "Creates a client token for a session",
  body: newToken,
  answers: { 201: { when: "The new token; it is not shown again.", body: clientToken } },
});
