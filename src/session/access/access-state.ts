import type { Grant } from "./grant.js";

/** Which session is open, by what right, and who has named it. {@link Access} alone changes it. */
export class AccessState {
  /** The session that is open; null where there is none. */
  session: string | null;
  /** The token in hand; null when one has to be asked for. */
  grant: Grant | null = null;
  /** Whether the host's backend, or a token of the host, has named the session since the page was loaded. */
  isConfirmed = false;
  /** Whether the host has chosen the session. Then its backend cannot replace it. */
  isGiven: boolean;

  constructor(session: string | null) {
    this.session = session;
    this.isGiven = session !== null;
  }

  /** The session, if it is known to be for the person who sits there; else null. */
  get confirmed(): string | null {
    return this.isConfirmed ? this.session : null;
  }

  /** There is no session any more. */
  leave(): void {
    this.session = this.grant = null;
    this.isConfirmed = this.isGiven = false;
  }
}
