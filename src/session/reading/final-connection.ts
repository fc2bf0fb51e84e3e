import type { SessionError } from "../../wire/errors.js";
import type { Connection } from "../state/state.js";

/** Where an error leaves the connection for good; null when another attempt may succeed. */
export function finalConnection(error: SessionError): Connection | null {
  switch (error.code) {
    case "unauthorized":
    case "forbidden":
      return "unauthorized";
    case "not-found":
    case "closed":
      return "closed";
    case "config":
    case "org-key":
    case "invalid":
    case "retired":
      return "disconnected";
    case "endpoint":
      return error.retryable ? null : "disconnected";
    default:
      return null;
  }
}
