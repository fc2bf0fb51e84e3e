import { z } from "zod";

/** The body of every answer that is not a success. */
export const refusal = z
  .object({
    error: z.object({
      type: z.string().describe("What kind of refusal: `not_found`, `invalid_request`, `conflict` …"),
      message: z.string().describe("A sentence for developers. No key that was sent is repeated in it."),
      code: z.string().optional().describe("Tells refusals of one type apart: `session_archived` …"),
      param: z.string().optional().describe("The field, parameter or header at fault: `limits.turns`."),
      request_id: z.string().optional().describe("As in the header `X-Request-Id`."),
    }),
  })
  .meta({ id: "Refusal", description: "The body of every answer that is not a success." });
