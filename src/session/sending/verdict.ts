import { SessionError } from "../../wire/errors.js";

/** What a failed attempt means for its message, and for the queue. */
export type Verdict =
  /**
   * The attempt had no clear answer. The message is posted again with the same key, which can never make a second
   * event.
   */
  | { readonly then: "retry" }
  /** The message waits for another token. */
  | { readonly then: "access" }
  /**
   * The message is refused. `certain`: the log cannot have it. `concernsAll`: every other message would be refused too.
   */
  | { readonly then: "refuse"; readonly certain: boolean; readonly concernsAll: boolean };

export function verdictOn(error: SessionError): Verdict {
  if (error.retryable) return { then: "retry" };
  switch (error.code) {
    case "unauthorized":
      return { then: "access" };
    case "invalid":
    case "too-large":
    case "question-stale":
      return { then: "refuse", certain: true, concernsAll: false };
    case "forbidden":
      return { then: "refuse", certain: true, concernsAll: true };
    case "not-found":
    case "closed":
    case "retired":
    case "org-key":
      // An archived session may refuse a message that it had accepted before. Then the log has the message.
      return { then: "refuse", certain: false, concernsAll: true };
    default:
      return { then: "refuse", certain: false, concernsAll: false };
  }
}

/** The error of a message whose last attempt is too long ago: the service may have forgotten its key. */
export function maybeSent(): SessionError {
  return new SessionError("network", "It is not known whether the message was sent.", { retryable: true });
}

/** The error of a message that was never tried and may have lost its sense. The person is asked about it. */
export function writtenLongAgo(): SessionError {
  return new SessionError("stale", "The message was written more than a day ago and never tried.");
}
