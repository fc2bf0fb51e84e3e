/** How a launcher was left on the tab's last page. */
export interface LauncherMemory {
  readonly open: boolean;
  /** The chat held a conversation, so there may be news in it. */
  readonly conversation: boolean;
}

/** What the tab remembers of the launcher called `name`; null when it has met none. */
export function recall(name: string): LauncherMemory | null {
  const left = keep(name);
  return left ? { open: left[0] === "o", conversation: left.endsWith("+") } : null;
}

/** Keeps how a launcher is left until the tab is closed. */
export function remember(name: string, { open, conversation }: LauncherMemory): void {
  keep(name, (open ? "open" : "closed") + (conversation ? "+" : ""));
}

/** A person may have forbidden storage, and then even asking for it throws: it is a convenience, nothing more. */
function keep(name: string, value?: string): string | null {
  const key = `oc:launcher:${name}`;
  try {
    if (value) sessionStorage.setItem(key, value);
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
}
