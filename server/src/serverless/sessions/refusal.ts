import type { ContentfulStatusCode } from "hono/utils/http-status";

/** The status and the message of each refusal code. */
const REFUSALS = {
  invalid_turn: [400, "The turn is not valid."],
  invalid_payload: [400, "The payload must be JSON of at most 32 KB."],
  invalid_labels: [400, "The labels are not valid."],
  invalid_environment: [400, "There is no such environment."],
  invalid_query: [400, "The query is not valid."],
  invalid_cursor: [400, "The cursor was not issued by this list."],
  invalid_request: [400, "The request is not valid."],
  too_large: [413, "The request is too large."],
  insufficient_credits: [402, "The organization has no credits left."],
  deployment_not_found: [404, "There is no such agent or deployment."],
  not_found: [404, "There is no such session."],
  idempotency_conflict: [409, "This idempotency key was used for a different request."],
  question_stale: [409, "The question is not the one that is open."],
  session_ended: [409, "The session has ended."],
} as const satisfies Record<string, readonly [ContentfulStatusCode, string]>;

/** The code of a refusal. */
export type RefusalCode = keyof typeof REFUSALS;

/** The refusal of a request, as the caller receives it. */
export class Refusal extends Error {
  readonly code: RefusalCode;
  readonly status: ContentfulStatusCode;

  constructor(code: RefusalCode) {
    const [status, message] = REFUSALS[code];
    super(message);
    this.name = "Refusal";
    this.code = code;
    this.status = status;
  }
}
