/** How a launcher was left on the tab's last page, and whether its chat held a conversation: there may be news. */
export type LauncherMemory = `${"open" | "closed"}${"" | " conversation"}`;

/** What the tab remembers of the launcher called `name`; null when it has met none. */
export function recall(name: string): LauncherMemory | null {
  return keep((storage) => storage.getItem(PREFIX + name) as LauncherMemory | null);
}

/** Keeps how a launcher is left until the tab is closed. */
export function remember(name: string, left: LauncherMemory): void {
  keep((storage) => storage.setItem(PREFIX + name, left));
}

const PREFIX = "oc-session:launcher:";

/** A person may have forbidden storage, and then even naming it throws: it is a convenience, nothing more. */
function keep<Result>(work: (storage: Storage) => Result): Result | null {
  try {
    return work(sessionStorage);
  } catch {
    return null;
  }
}
