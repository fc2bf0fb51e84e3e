/** As much as a launcher knows of the chat inside it, which may be of another version or not defined yet. */
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
 * By what name something of a launcher is kept: several of one site must not remember each other's state, nor one
 * person another's. Null where nothing is to be kept.
 */
export function keptName(launcher: Element, chat: Chat | null): string | null {
  const said = (name: "storage" | "user" | "viewer") => chat?.[name] ?? chat?.getAttribute(name) ?? "";
  if (said("storage") === "none") return null;
  const person = `${said("user")} ${said("viewer")}`.trimEnd();
  return `${person}:${launcher.id || chat?.getAttribute("endpoint")}`;
}
