import type { Grant } from "./grant.js";

/**
 * Which session is open, with which token, and whether the host or its backend has named it. Only {@link Access}
 * changes it.
 */
export interface AccessState {
  /** The session that is open; null where there is none. */
  session: string | null;
  /** The token in hand; null when one has to be asked for. */
  grant: Grant | null;
  /** The session, if the host's backend or a token of the host has named it since the page was loaded; else null. */
  confirmed: string | null;
  /** Whether the host has chosen the session. Then its backend cannot replace it. */
  isGiven: boolean;
}

/** The state before the backend was asked. @param session the session that the host has chosen; null if none. */
export function newAccessState(session: string | null): AccessState {
  return { session, grant: null, confirmed: null, isGiven: session !== null };
}
