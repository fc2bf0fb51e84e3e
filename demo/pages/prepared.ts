import type { MessageAction, OcSession, SessionEvent } from "oc-session";
import { THUMB_DOWN, THUMB_UP } from "../recipes/thumbs.js";

/* What an exhibit of the gallery does before it connects, where one line does not say it. */

/** Thumbs that this page alone remembers, and more than a line holds. */
export function rated(chat: OcSession): void {
  const pressed = new Map<string, string>();
  const thumb = (name: string, label: string, icon: string): MessageAction => {
    return { name, label, icon, for: "agent", pressed: ({ id }) => pressed.get(id) === name };
  };
  chat.actions = [
    thumb("up", "Good answer", THUMB_UP),
    thumb("down", "Bad answer", THUMB_DOWN),
    ...["Share", "Report", "Translate", "Make a ticket of it"].map((label) => ({ name: label, label })),
  ];
  chat.addEventListener("oc-action", ({ detail: { name, entry, pressed: isWanted } }) => {
    if (isWanted) pressed.set(entry.id, name);
    else pressed.delete(entry.id);
  });
}

export function stoppable(chat: OcSession): void {
  chat.cancelTurn = () => {};
}

/** Presses Stop, as a person would, once it is there. */
export function stopped(chat: OcSession): void {
  stoppable(chat);
  const watch = new MutationObserver(() => {
    const button = chat.shadowRoot?.querySelector<HTMLButtonElement>("[part~=stop-button]");
    if (!button) return;
    watch.disconnect();
    button.click();
  });
  const onConnection = () => {
    if (chat.shadowRoot) watch.observe(chat.shadowRoot, { childList: true, subtree: true });
  };
  chat.addEventListener("oc-connection", onConnection, { once: true });
}

/** Refuses posts on their way, as a server does that finds fault with one; everything else goes through. */
export function refused(chat: OcSession): void {
  const error = { type: "invalid", message: "This message cannot be taken." };
  chat.fetch = async (input, init) =>
    init?.method === "POST" ? Response.json({ error }, { status: 422 }) : fetch(input, init);
  sendOnce(chat, "XXL, please.");
}

/** Sends when connected, unless what was sent before the connection was lost is still there. */
export function sendOnce(chat: OcSession, text: string): void {
  chat.addEventListener("oc-connection", ({ detail }) => {
    const isThere = chat.entries.some(({ seq }) => seq === null);
    // What becomes of it is what the exhibit shows.
    if (detail.connection === "live" && !isThere) chat.send(text).catch(() => {});
  });
}

/** Lets the log through, and nothing more once it is there. */
export function unreachable(chat: OcSession): void {
  chat.fetch = async (input, init) => {
    if (chat.entries.length > 0) throw new TypeError("The network is down.");
    const page = await fetch(input, init);
    // Only the events that are there already: the stream ends as if the line were cut.
    const { value } = (await page.body?.getReader().read()) ?? {};
    return new Response(value ?? null, page);
  };
  sendOnce(chat, "Can you still hear me?");
}

export function rendered(chat: OcSession): void {
  chat.renderers = { "shop.order": drawOrder };
}

function drawOrder({ body }: SessionEvent): Node {
  const order = document.createElement("div");
  const bar = document.createElement("progress");
  order.className = "order";
  bar.max = 4;
  bar.value = Number(body["step"]);
  bar.ariaLabel = "Progress of the order";
  order.append(`Order ${String(body["number"])}: ${String(body["state"])}`, bar);
  return order;
}

export function arabic(chat: OcSession): void {
  chat.dir = "rtl";
  chat.lang = "ar";
  chat.heading = "المساعد";
}
