/** What a launcher uses of the `<oc-session>` inside it. That may be of another version, or not defined yet. */
export type Chat = HTMLElement & {
  session?: string | null;
  token?: string | null;
  user?: string | null;
  viewer?: string | null;
  storage?: string | null;
  deferred?: boolean;
  readonly unread?: number;
  readonly updateComplete?: Promise<unknown>;
};

/**
 * Names what a launcher keeps in storage, so that launchers of one site do not share their state, nor do two people.
 * Null where `storage` is "none".
 */
export function keptName(launcher: Element, chat: Chat | null): string | null {
  const said = (name: "storage" | "user" | "viewer") => chat?.[name] ?? chat?.getAttribute(name) ?? "";
  if (said("storage") === "none") return null;
  const person = `${said("user")} ${said("viewer")}`.trimEnd();
  return `${person}:${launcher.id || chat?.getAttribute("endpoint")}`;
}
