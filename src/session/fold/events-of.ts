import type { SessionEvent } from "../../wire/events.js";
import type { SessionObserver } from "./store.js";

/** An object that takes the same observers as a session. */
interface Observable {
  observe(observer: SessionObserver): () => void;
}

/**
 * Yields every event from the first call of `next` on, in order, until one of the signals is aborted or the loop is
 * left.
 */
export async function* eventsOf(
  source: Observable,
  ends: readonly AbortSignal[],
): AsyncGenerator<SessionEvent, void, undefined> {
  const queue: SessionEvent[] = [];
  let wake = () => {};
  const stop = source.observe({
    event(event) {
      queue.push(event);
      wake();
    },
  });
  const onEnd = () => wake();
  for (const end of ends) end.addEventListener("abort", onEnd);
  try {
    while (!ends.some(({ aborted }) => aborted)) {
      const event = queue.shift();
      if (event) yield event;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    stop();
    for (const end of ends) end.removeEventListener("abort", onEnd);
  }
}
