import { z } from "zod";
import { OUTCOMES } from "../store/schema/rows.js";
import { listQuery, pageOf, time } from "./fields.js";
import { operation } from "./operation.js";

/** A turn in an answer. */
export const turn = z
  .object({
    id: z.string(),
    state: z.enum(["running", "ok", "error"]),
    outcome: z.enum(OUTCOMES).nullable().describe("How it ended; null while it runs."),
    yield_reason: z.enum(OUTCOMES).nullable().describe("Equals `outcome`."),
    input_from_seq: z.int().describe("Seq of the first message that it has consumed."),
    input_to_seq: z.int().describe("Seq of the last one that it has consumed."),
    result_event_id: z.string().nullable(),
    error: z.object({ code: z.string(), message: z.string() }).nullable(),
    usage: z.object({ input_tokens: z.int(), output_tokens: z.int() }).nullable(),
    started_at: time,
    completed_at: time.nullable(),
  })
  .meta({ id: "Turn", description: "One run of the agent that answers the waiting messages." });

export const listTurns = operation({
  id: "listTurns",
  method: "get",
  path: "/sessions/:id/turns",
  need: "org",
  summary: "Lists a session's turns, oldest first",
  query: listQuery,
  answers: { 200: { when: "A page.", body: pageOf("TurnPage", turn) } },
});

export const getTurn = operation({
  id: "getTurn",
  method: "get",
  path: "/sessions/:id/turns/:turn",
  need: "org",
  summary: "Shows a turn",
  answers: { 200: { when: "The turn.", body: turn } },
});
