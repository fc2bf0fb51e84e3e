import type { OcSession } from "oc-session";
import type { OcSessionList, SessionItem } from "oc-session/list";

/** Milliseconds between two looks while an agent is at work in one of them. */
const PACE_MS = 3000;

/** The visitor's conversations, as the backend has them; what is asked of the list, it is told. */
export function conversations(list: OcSessionList, chat: OcSession): void {
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function read(): Promise<void> {
    clearTimeout(timer);
    const { session, lastSeq, unread } = chat;
    // The list has no conversation of serverless agents.
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

  list.addEventListener("oc-rename", async ({ detail: { session, title } }) => {
    await save(session, { title });
    await read();
  });
  list.addEventListener("oc-delete", async ({ detail: { session } }) => {
    await tell(session, { method: "DELETE" });
    if (chat.session === session) chat.reset();
    await read();
  });
  readSoon();
}

async function save(session: string, change: { title?: string; seen?: number }): Promise<void> {
  const headers = { "Content-Type": "application/json" };
  await tell(session, { method: "PATCH", headers, body: JSON.stringify(change) });
}

/** Tells the backend, also of somebody who leaves the page at once. What it does not take is in the list when that is read. */
async function tell(session: string, request: RequestInit): Promise<void> {
  await fetch(`/api/conversations/${session}`, { ...request, keepalive: true }).catch(() => null);
}
