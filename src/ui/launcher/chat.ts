/**
 * The properties that a launcher uses of the `<oc-session>` inside it, which may be of another version, or not be
 * defined yet.
 */
export type Chat = HTMLElement & {
  session?: string | null;
  token?: string | null;
  user?: string | null;
  viewer?: string | null;
  storage?: string | null;
  deferred?: boolean;
  readonly unread?: number;
  unreadWords?(count: number): string;
  readonly updateComplete?: Promise<unknown>;
};

/**
 * The part of a launcher's storage names that identifies the launcher and the person, so that neither two launchers of
 * a site nor two people share a state. Null if `storage` is "none".
 */
export function keptName(launcher: Element, chat: Chat | null): string | null {
  const said = (name: "storage" | "user" | "viewer") => chat?.[name] ?? chat?.getAttribute(name) ?? "";
  if (said("storage") === "none") return null;
  const person = `${said("user")} ${said("viewer")}`.trimEnd();
  return `${person}:${launcher.id || chat?.getAttribute("endpoint")}`;
}
