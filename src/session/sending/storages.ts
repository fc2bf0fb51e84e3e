/** What is used of a browser's `Storage`. */
export interface KeyValueStorage {
  readonly length: number;
  key(index: number): string | null;
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** Where things are kept; any of them may be missing, or throw when it is asked for or used. */
export interface Storages {
  /** For all tabs of the origin: `localStorage`. */
  readonly shared: KeyValueStorage | null;
  /** For this tab alone: `sessionStorage`. */
  readonly tab: KeyValueStorage | null;
}

/** Nothing outlives the page. */
export const NO_STORAGES: Storages = { shared: null, tab: null };

/** The browser's own, not asked for before they are needed: a page waits milliseconds for the first answer. */
export function browserStorages(): Storages {
  // Node has a half-made `localStorage` of its own; only a page has both a document and a use for it.
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

/** Begins every name this package stores under, but no name of anybody else. */
const OURS = "oc-session:";

type Kind = "asleep" | "draft" | "draft-files" | "message" | "reset" | "seen" | "tab";

/** A name in storage: of a kind, then by whose it is. No part of it has a colon, so no name begins another's. */
export function nameOf(kind: Kind, ...of: string[]): string {
  return OURS + [kind, ...of.map(encodeURIComponent)].join(":");
}

/**
 * Forgets all that this package keeps in this browser for this origin, whoever it belongs to. Leaves a mark that pages
 * which are asleep now look for when they wake. Where storage is refused there is nothing to forget.
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
