import type { OcSession } from "oc-session";
import type { OcSessionList, SessionItem } from "oc-session/list";

/** Milliseconds between two requests while an agent works in one of them. */
const PACE_MS = 3000;

/** Shows the backend's conversations in the list, and sends the person's changes to the backend. */
export function conversations(list: OcSessionList, chat: OcSession): void {
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function read(): Promise<void> {
    clearTimeout(timer);
    const { session, lastSeq, unread } = chat;
    // The list does not contain conversations of serverless agents.
    const isListed = list.items?.some((item) => item.session === session);
    if (session && isListed && lastSeq > 0 && unread === 0 && !document.hidden)
      await save(session, { seen: lastSeq });
    const response = await fetch("/api/conversations").catch(() => null);
    if (!response?.ok) return;
    const items = (await response.json()) as SessionItem[];
    list.items = items;
    clearTimeout(timer);
    if (items.some(({ state }) => state === "working")) timer = setTimeout(readSoon, PACE_MS);
  }

  const readSoon = () => void read();
  for (const type of ["oc-session-change", "oc-turn", "oc-unread", "oc-sent"] as const)
    chat.addEventListener(type, readSoon);
  document.addEventListener("visibilitychange", readSoon);

  // The list shows a change at once; setting its items again restores the backend's state.
  const takeBack = () => (list.items = [...(list.items ?? [])]);

  list.addEventListener("oc-rename", async ({ detail: { session, title } }) => {
    if (!(await save(session, { title }))) takeBack();
    await read();
  });
  list.addEventListener("oc-delete", async ({ detail: { session } }) => {
    if (!(await tell(session, { method: "DELETE" }))) takeBack();
    else if (chat.session === session) chat.reset();
    await read();
  });
  readSoon();
}

function save(session: string, change: { title?: string; seen?: number }): Promise<boolean> {
  const headers = { "Content-Type": "application/json" };
  return tell(session, { method: "PATCH", headers, body: JSON.stringify(change) });
}

/** Sends a change to the backend, even if the page is left at once. Resolves with whether it was accepted. */
async function tell(session: string, request: RequestInit): Promise<boolean> {
  const url = `/api/conversations/${session}`;
  const response = await fetch(url, { ...request, keepalive: true }).catch(() => null);
  return response?.ok ?? false;
}
