import type { MessageAction, OcSession, SessionEvent } from "oc-session";
import { THUMB_DOWN, THUMB_UP } from "../recipes/thumbs.js";

/* Preparations of gallery exhibits that take more than one line. */

/** Ratings that only this page stores, and more buttons than fit in a line. */
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

/** Pastes four files into the composer, like a person, once it accepts files. */
export function attaching(chat: OcSession): void {
  chat.accept = ".pdf,.txt,.csv";
  chat.value = "All of last year.";
  chat.upload = async ({ name, type, size }, { onProgress }) => {
    if (name.endsWith(".csv")) throw new Error("There is no server behind this one.");
    onProgress(0.6);
    if (name.endsWith(".pdf")) return { url: `https://files.example/${name}`, name, type, size };
    return new Promise(() => undefined);
  };
  const pick = () => {
    const input = chat.shadowRoot?.querySelector<HTMLInputElement>("oc-composer input[type=file]");
    if (!input) return;
    watch.disconnect();
    const files = new DataTransfer();
    for (const name of ["report.pdf", "notes.txt", "orders.csv", "setup.exe"])
      files.items.add(new File(["Some words."], name));
    input.files = files.files;
    input.dispatchEvent(new Event("change"));
  };
  const watch = new MutationObserver(pick);
  const onConnection = () => {
    if (chat.shadowRoot) watch.observe(chat.shadowRoot, { childList: true, subtree: true });
    pick();
  };
  chat.addEventListener("oc-connection", onConnection, { once: true });
}

/** A list of conversations in every possible state. */
export function conversations(): HTMLElement {
  const MINUTE_MS = 60_000;
  const at = (minutes: number) => Date.now() - minutes * MINUTE_MS;
  const list = document.createElement("oc-session-list");
  list.items = [
    { session: "a", title: "Print the first 20 primes", updatedAt: at(1), state: "working" },
    {
      session: "b",
      title: "Move the shop to the new server",
      updatedAt: at(7),
      state: "awaiting-input",
      unread: 1,
    },
    { session: "c", title: "طلب رقم 1042", updatedAt: at(50), unread: 12 },
    {
      session: "d",
      title: "Why the build fails on Mondays, and on no other day of the week",
      updatedAt: at(3000),
    },
    { session: "e", title: "<b>Bold</b> words", updatedAt: at(9000), unread: true },
    { session: "f", title: "", updatedAt: at(700_000) },
    { session: "g", title: "Nobody knows when" },
  ];
  list.selected = "d";
  return list;
}

export function slotted(chat: OcSession): void {
  for (const [slot, words] of [
    ["composer-start", "+"],
    ["composer-end", "☺"],
    ["header-end", "?"],
  ] as const) {
    const button = document.createElement("button");
    button.className = "slotted";
    Object.assign(button, { slot, textContent: words, ariaLabel: slot });
    chat.append(button);
  }
}

export function stoppable(chat: OcSession): void {
  chat.cancelTurn = () => {};
}

/** Presses Stop, like a person, once it is shown. */
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

/** Refuses posts like a server that rejects them; all other requests pass. */
export function refused(chat: OcSession): void {
  const error = { type: "invalid", message: "This message cannot be taken." };
  chat.fetch = async (input, init) =>
    init?.method === "POST" ? Response.json({ error }, { status: 422 }) : fetch(input, init);
  sendOnce(chat, "XXL, please.");
}

/** Sends when connected, unless the log already contains the message of an earlier visit. */
export function sendOnce(chat: OcSession, text: string): void {
  chat.addEventListener("oc-connection", ({ detail }) => {
    const isThere = chat.entries.some(({ seq }) => seq === null);
    // The exhibit shows the message's state, so the result is ignored.
    if (detail.connection === "live" && !isThere) chat.send(text).catch(() => {});
  });
}

/** Lets the log pass once, then fails all requests. */
export function unreachable(chat: OcSession): void {
  chat.fetch = async (input, init) => {
    if (chat.entries.length > 0) throw new TypeError("The network is down.");
    const page = await fetch(input, init);
    // Only the existing events: the stream then ends as if the connection were cut.
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
