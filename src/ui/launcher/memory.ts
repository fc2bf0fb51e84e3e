/** How a launcher was left on the tab's last page, and whether its chat held a conversation: there may be news. */
export type LauncherMemory = `${"open" | "closed"}${"" | " conversation"}`;

/**
 * What the tab remembers of the launcher called `name` until it is closed; null when it has met none. With `left` it
 * remembers that from now on. A person may have forbidden storage, and then even naming it throws: it is a
 * convenience, nothing more.
 */
export function memory(name: string, left?: LauncherMemory): LauncherMemory | null {
  const key = `oc-session:launcher:${name}`;
  try {
    if (left) sessionStorage.setItem(key, left);
    return sessionStorage.getItem(key) as LauncherMemory | null;
  } catch {
    return null;
  }
}
