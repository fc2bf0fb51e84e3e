import { z } from "zod";

/** The body of every answer that is not a success. */
export const refusal = z
  .object({
    error: z.object({
      type: z.string().describe("The kind of refusal: `not_found`, `invalid_request`, `conflict` …"),
      message: z.string().describe("A sentence for developers. It never repeats a key."),
      code: z.string().optional().describe("Distinguishes refusals of one type: `session_archived` …"),
      param: z.string().optional().describe("The wrong field, parameter or header: `limits.turns`."),
      request_id: z.string().optional().describe("Equals the header `X-Request-Id`."),
    }),
  })
  .meta({ id: "Refusal", description: "The body of every answer that is not a success." });
