/**
 * Whether a launcher was open on the tab's previous page, and whether its chat had a conversation, which may have new
 * messages.
 */
export type LauncherMemory = `${"open" | "closed"}${"" | " conversation"}`;

/**
 * Reads the stored state of the launcher `name` in this tab; null for none. With `left`, stores that state first. If
 * the browser refuses storage, any access to it throws, and nothing is stored.
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
