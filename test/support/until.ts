import type { Session } from "../../src/session/session.js";
import { items } from "../../src/session/state/list.js";
import type { SessionState } from "../../src/session/state/state.js";

/** Waits for a state; fails with the actual state. */
export function until(
  session: Session,
  is: (state: SessionState) => boolean,
  what: string,
  timeoutMs = 30_000,
): Promise<SessionState> {
  return new Promise((resolve, reject) => {
    if (is(session.state)) return resolve(session.state);
    const timer = setTimeout(() => {
      stop();
      reject(new Error(`Not ${what} in ${timeoutMs} ms: ${brief(session.state)}`));
    }, timeoutMs);
    const stop = session.observe({
      state(state) {
        if (!is(state)) return;
        clearTimeout(timer);
        stop();
        resolve(state);
      },
    });
  });
}

/** The texts of a state's messages, pending ones last. */
export function texts({ log, pending }: SessionState): string[] {
  return [...items(log), ...pending].flatMap((entry) => (entry.kind === "message" ? [entry.text] : []));
}

function brief(state: SessionState): string {
  const { connection, attempt, error, caughtUp, lastSeq, turn, outbox } = state;
  const sends = outbox.map(({ text, delivery, claim, triedAt }) => ({
    text,
    delivery,
    claim,
    tried: triedAt !== null,
  }));
  return JSON.stringify({ connection, attempt, error: error?.message, caughtUp, lastSeq, turn, sends });
}
