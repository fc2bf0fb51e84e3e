/*
 * Ratings of the agent's messages: the page loads this person's ratings from your backend, shows them, and sends
 * changes to the backend. They are not posted to the session, because a message would start a turn, which costs
 * money.
 */

export const THUMB_UP =
  "M2 10h4v11H2zM8 21V10l4-8 1.5.6c.6.3 1 1 .9 1.7L13.5 9H20a2 2 0 0 1 2 2.3l-1.3 8A2 2 0 0 1 18.7 21z";
export const THUMB_DOWN =
  "M22 14h-4V3h4zM16 3v11l-4 8-1.5-.6c-.6-.3-1-1-.9-1.7L10.5 15H4a2 2 0 0 1-2-2.3l1.3-8A2 2 0 0 1 5.3 3z";

/**
 * @param {import("oc-session").OcSession} chat
 * @param {string} url of the route: `GET` returns `{ [message]: "up" | "down" }` of a session, `PUT` changes one.
 */
export function thumbs(chat, url) {
  /** @type {Map<string, string>} */
  const said = new Map();

  /** @param {"up" | "down"} name @param {string} label @param {string} icon */
  const thumb = (name, label, icon) => ({
    name,
    label,
    icon,
    for: /** @type {const} */ ("agent"),
    pressed: (/** @type {{ id: string }} */ { id }) => said.get(id) === name,
  });

  // A new array makes the chat evaluate `pressed` again.
  const show = () => {
    chat.actions = [thumb("up", "Good answer", THUMB_UP), thumb("down", "Bad answer", THUMB_DOWN)];
  };

  async function read() {
    said.clear();
    const { session } = chat;
    const response =
      session && (await fetch(`${url}?session=${encodeURIComponent(session)}`).catch(() => null));
    if (response && response.ok && chat.session === session)
      for (const [message, name] of Object.entries(await response.json())) said.set(message, name);
    show();
  }

  chat.addEventListener("oc-session-change", read);
  chat.addEventListener("oc-action", async ({ detail: { name, entry, pressed } }) => {
    const before = said.get(entry.id);
    /** @param {string | undefined} thumb */
    const say = (thumb) => (thumb ? said.set(entry.id, thumb) : said.delete(entry.id));
    say(pressed ? name : undefined);
    const response = await fetch(url, {
      method: "PUT",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ session: chat.session, message: entry.id, thumb: pressed ? name : null }),
    }).catch(() => null);
    if (response?.ok) return;
    // The rating was not stored, so the button shows the former state.
    say(before);
    show();
  });
  show();
}
