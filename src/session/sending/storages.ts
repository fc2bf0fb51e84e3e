/** What is used of a browser's `Storage`. */
export interface KeyValueStorage {
  readonly length: number;
  key(index: number): string | null;
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** Where things are kept. Either may be missing, or throw when it is asked for or used. */
export interface Storages {
  /** For all tabs of the origin: `localStorage`. */
  readonly shared: KeyValueStorage | null;
  /** For this tab alone: `sessionStorage`. */
  readonly tab: KeyValueStorage | null;
}

/** Nothing outlives the page. */
export const NO_STORAGES: Storages = { shared: null, tab: null };

/** The browser's storages. They are not opened before they are needed: the first access takes milliseconds. */
export function browserStorages(): Storages {
  // Node has an incomplete `localStorage`. Only a page has a document as well as a use for a storage.
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

/** The names under which `storage` keeps what begins with `prefix`. */
export function namesIn(storage: KeyValueStorage | null, prefix: string): string[] {
  const names: string[] = [];
  for (let i = 0; i < (storage?.length ?? 0); i += 1) names.push(storage?.key(i) ?? "");
  return names.filter((name) => name.startsWith(prefix));
}

/** The beginning of every name that this package stores under. No other script uses it. */
const OURS = "oc-session:";

type Kind = "asleep" | "draft" | "draft-files" | "message" | "notify" | "reset" | "seen" | "cache" | "tab";

/** A name in storage, made of a kind and of its owner's parts. No part has a colon, so no name begins another one. */
export function nameOf(kind: Kind, ...of: string[]): string {
  return OURS + [kind, ...of.map(encodeURIComponent)].join(":");
}

/**
 * Forgets all that this package keeps in this browser for this origin, of every person. Leaves a mark, which pages that
 * sleep now find when they wake. Where storage is refused there is nothing to forget.
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
