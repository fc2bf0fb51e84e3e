/** The part of the browser's `Storage` that is used. */
export interface KeyValueStorage {
  readonly length: number;
  key(index: number): string | null;
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** Two storages. Either may be null, or may throw when the property is read or the storage is used. */
export interface Storages {
  /** For all tabs of the origin: `localStorage`. */
  readonly shared: KeyValueStorage | null;
  /** For this tab alone: `sessionStorage`. */
  readonly tab: KeyValueStorage | null;
}

/** No storages: nothing outlives the page. */
export const NO_STORAGES: Storages = { shared: null, tab: null };

/** The browser's storages. Each is opened with its first use, because that takes milliseconds. */
export function browserStorages(): Storages {
  // Node has an incomplete `localStorage`, so a document is required too.
  if (typeof navigator === "undefined" || !("document" in globalThis)) return NO_STORAGES;
  const page = globalThis as { localStorage?: KeyValueStorage; sessionStorage?: KeyValueStorage };
  return {
    get shared() {
      return page.localStorage ?? null;
    },
    get tab() {
      return page.sessionStorage ?? null;
    },
  };
}

/** The names in `storage` that begin with `prefix`. */
export function namesIn(storage: KeyValueStorage | null, prefix: string): string[] {
  const names: string[] = [];
  for (let i = 0; i < (storage?.length ?? 0); i += 1) names.push(storage?.key(i) ?? "");
  return names.filter((name) => name.startsWith(prefix));
}

/** The prefix of every storage name of this package. */
const OURS = "oc-session:";

type Kind = "asleep" | "draft" | "draft-files" | "message" | "notify" | "reset" | "seen" | "cache" | "tab";

/**
 * A storage name, made of a kind and of its owner's parts. The parts are encoded and contain no colon, so different
 * parts give different names.
 */
export function nameOf(kind: Kind, ...of: string[]): string {
  return OURS + [kind, ...of.map(encodeURIComponent)].join(":");
}

/**
 * Removes everything that this package has stored in this browser for this origin, for every person. Stores a reset
 * mark, which suspended pages find when they are resumed. Does nothing where storage is refused.
 */
export function wipe(storages: Storages, mark: string): void {
  for (const storage of ["shared", "tab"] as const) {
    try {
      const kept = storages[storage];
      for (const name of namesIn(kept, OURS)) kept?.removeItem(name);
      if (storage === "shared") kept?.setItem(nameOf("reset"), mark);
    } catch {
      // One storage may be refused and the other not.
    }
  }
}
