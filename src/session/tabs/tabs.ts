/*
 * The channel and the locks that the tabs of an origin share.
 */
/** The name of the channel of all tabs of an origin, and the beginning of the names of their locks. */
export const CHANNEL = "oc-session";

/**
 * The channel that the tabs of an origin share. It may be missing or refused, as locks may: on an insecure origin, in
 * Firefox without site data, in Node. Each tab then works alone, and the key of a message keeps the message from being
 * posted twice.
 */
export class Tabs {
  readonly #onMessage: (message: unknown) => void;
  #channel: BroadcastChannel | null = null;

  constructor(onMessage: (message: unknown) => void) {
    this.#onMessage = onMessage;
  }

  /** Opens the channel. A message to an open channel keeps a page out of the back/forward cache. */
  open(): void {
    this.#channel ??= openChannel();
    if (this.#channel) this.#channel.onmessage = ({ data }: MessageEvent<unknown>) => this.#onMessage(data);
  }

  get isOpen(): boolean {
    return this.#channel !== null;
  }

  close(): void {
    this.#channel?.close();
    this.#channel = null;
  }

  post(message: unknown): void {
    postTo(this.#channel, message);
  }
}

/** Tells every tab of the origin something. Needs no open session. */
export function tellTabs(message: unknown): void {
  const channel = openChannel();
  postTo(channel, message);
  channel?.close();
}

function openChannel(): BroadcastChannel | null {
  try {
    return typeof BroadcastChannel === "function" ? new BroadcastChannel(CHANNEL) : null;
  } catch {
    return null;
  }
}

function postTo(channel: BroadcastChannel | null, message: unknown): void {
  try {
    channel?.postMessage(message);
  } catch {
    // A tab that does not hear of a change finds the change in the storage or in the log.
  }
}

/** The origin's locks; undefined on insecure origins and in Node. */
export function lockManager(): LockManager | undefined {
  return typeof navigator === "undefined" ? undefined : navigator.locks;
}

/** Whether locks can keep tabs from doing the same work at once. */
export function hasLocks(): boolean {
  return lockManager() !== undefined;
}

/**
 * Browsers allow six HTTP/1.1 connections to a host, and an open stream holds one. The streams of all tabs take at most
 * this many, so that a post always finds a free connection.
 */
const STREAM_SLOTS = 4;

/** A stream that is to have a slot. */
export interface SlotOptions {
  /** The origin of the stream's server. */
  readonly origin: string;
  /** Whether the stream begins before it is known to have a slot, because asking for a slot takes a while. */
  readonly isEager: boolean;
  /** Called when every slot is taken. */
  readonly onNone: () => void;
}

/** Does `work` in one of the slots for an open stream to an origin. */
export async function inStreamSlot({ origin, isEager, onNone }: SlotOptions, work: () => Promise<void>) {
  const slot = takeStreamSlot(origin);
  const known = slot.then((release) => release ?? onNone());
  try {
    if (!isEager) await known;
    await work();
  } finally {
    void slot.then((release) => release?.());
  }
}

/** Takes a slot. @returns the function that gives it back; null when all are taken. */
async function takeStreamSlot(origin: string): Promise<(() => void) | null> {
  const locks = lockManager();
  if (!locks) return () => {};
  for (let slot = 0; slot < STREAM_SLOTS; slot += 1) {
    const release = await takeLock(locks, `oc-stream:${origin}:${slot}`);
    if (release) return release;
  }
  return null;
}

function takeLock(locks: LockManager, name: string): Promise<(() => void) | null> {
  return new Promise((resolve) => {
    locks
      .request(name, { ifAvailable: true }, (lock) =>
        lock ? new Promise<void>((release) => resolve(release)) : resolve(null),
      )
      // Where the use of locks is refused, the number of streams is not limited.
      .catch(() => resolve(() => {}));
  });
}
