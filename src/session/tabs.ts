/**
 * What tabs of one origin share: a channel and locks. Both are courtesy. Where they are missing (an insecure
 * origin, Node) everything goes on alone, and what keeps a message from being posted twice is its key.
 */
export class Tabs<Message> {
  readonly #name: string;
  readonly #onMessage: (message: Message) => void;
  #channel: BroadcastChannel | null = null;

  /** @param name what the tabs must have in common to hear each other. */
  constructor(name: string, onMessage: (message: Message) => void) {
    this.#name = name;
    this.#onMessage = onMessage;
  }

  /** Opens the channel. An open one keeps a page out of the back/forward cache when a message comes. */
  open(): void {
    if (this.#channel || typeof BroadcastChannel !== "function") return;
    this.#channel = new BroadcastChannel(this.#name);
    this.#channel.onmessage = (event: MessageEvent<Message>) => this.#onMessage(event.data);
  }

  close(): void {
    this.#channel?.close();
    this.#channel = null;
  }

  post(message: Message): void {
    this.#channel?.postMessage(message);
  }

  /** Runs `work` while no other tab runs work of the same name. */
  exclusively<T>(name: string, work: () => Promise<T>): Promise<T> {
    const locks = lockManager();
    return locks ? (locks.request(`${this.#name}:${name}`, work) as Promise<T>) : work();
  }
}

/** The origin's locks; undefined on insecure origins and in Node. */
function lockManager(): LockManager | undefined {
  return typeof navigator === "undefined" ? undefined : navigator.locks;
}

/** Whether tabs can keep from doing the same work at once. */
export function hasLocks(): boolean {
  return lockManager() !== undefined;
}

/**
 * Browsers allow six HTTP/1.1 connections to a host; a stream holds one for good. Streams of all tabs take
 * at most this many, so that a post always finds one free.
 */
const SLOTS = 4;

/**
 * Takes one of the places for an open stream to `origin`.
 *
 * @returns the function that gives it back; null when all are taken.
 */
export async function takeStreamSlot(origin: string): Promise<(() => void) | null> {
  const locks = lockManager();
  if (!locks) return () => {};
  for (let slot = 0; slot < SLOTS; slot += 1) {
    const release = await new Promise<(() => void) | null>((resolve, reject) => {
      locks
        .request(`oc-stream:${origin}:${slot}`, { ifAvailable: true }, (lock) =>
          lock ? new Promise<void>((done) => resolve(done)) : resolve(null),
        )
        .catch(reject);
    });
    if (release) return release;
  }
  return null;
}
