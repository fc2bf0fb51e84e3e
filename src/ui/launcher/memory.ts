/** Whether a launcher was open on the tab's last page, and whether its chat had a conversation, which may have news. */
export type LauncherMemory = `${"open" | "closed"}${"" | " conversation"}`;

/**
 * What the tab remembers of the launcher called `name`; null for nothing. With `left`, it remembers that from now on,
 * until the tab is closed. Where a person has forbidden storage, any access to it throws; then nothing is remembered.
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
