import type { Session } from "../../src/session/session.js";
import type { FakeApi } from "./fake-api.js";

/** The turns of the event loop without a request or a change of the state after which a session is at rest. */
const IDLE_TURNS = 8;

/**
 * Waits until a session of a fake API is at rest, while its clock stands still. A turn lasts until a real timer has
 * fired, because a session yields by such a timer after long work.
 */
export async function settled(session: Session, api: FakeApi): Promise<void> {
  let before: unknown[] = [];
  for (let idle = 0; idle < IDLE_TURNS; idle += 1) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    const now = [session.state, api.requests.length];
    if (now.some((value, i) => value !== before[i])) idle = 0;
    before = now;
  }
}
