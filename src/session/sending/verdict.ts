import { SessionError } from "../../wire/errors.js";

/** What a failed attempt means for its message, and for the queue. */
export type Verdict =
  /**
   * The attempt had no clear answer. The message is posted again with the same key, so that the service adds it only
   * once.
   */
  | { readonly then: "retry" }
  /** The message waits for another token. */
  | { readonly then: "access" }
  /**
   * The message is refused. `certain`: the log cannot have it. `concernsAll`: every other message would be refused too.
   */
  | { readonly then: "refuse"; readonly certain: boolean; readonly concernsAll: boolean };

/** The meaning of an error for the message that was posted, and for the others. */
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
    case "config":
      return { then: "refuse", certain: true, concernsAll: true };
    case "not-found":
    case "closed":
    case "retired":
    case "org-key":
      // An archived session may refuse a message that it accepted in an earlier attempt. Then the log contains the
      // message.
      return { then: "refuse", certain: false, concernsAll: true };
    default:
      return { then: "refuse", certain: false, concernsAll: false };
  }
}

/** The error of a message that was tried too long ago: the service may have forgotten its key. */
export function maybeSent(): SessionError {
  return new SessionError("network", "It is not known whether the message was sent.", { retryable: true });
}

/** The error of a message that was never tried and may be outdated. The person decides. */
export function writtenLongAgo(): SessionError {
  return new SessionError("stale", "The message was written over a day ago and never tried.");
}
