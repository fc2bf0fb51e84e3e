import type { Context } from "hono";
import { deleteCookie, getSignedCookie, setSignedCookie } from "hono/cookie";
import type { LocalComputer } from "./local-computer.js";

/** Pages with a conversation of their own name it in the query: `/api/chat?room=lab`. */
function cookieOf(c: Context): string {
  const room = c.req.query("room") ?? "main";
  return `oc-demo-${/^[a-z]{1,20}$/.test(room) ? room : "main"}`;
}

/** Which conversation is whose: one for each browser and room, held in a signed cookie. */
export class Visitors {
  readonly #secret: string;

  constructor(computer: LocalComputer) {
    this.#secret = computer.secret("cookies").toString("base64");
  }

  /** The visitor's session; null when there is none yet. */
  async session(c: Context): Promise<string | null> {
    return (await getSignedCookie(c, this.#secret, cookieOf(c))) || null;
  }

  async remember(c: Context, session: string): Promise<void> {
    await setSignedCookie(c, cookieOf(c), session, this.#secret, {
      httpOnly: true,
      secure: new URL(c.req.url).protocol === "https:",
      sameSite: "Lax",
      path: "/",
      maxAge: 30 * 24 * 3600,
    });
  }

  forget(c: Context): void {
    deleteCookie(c, cookieOf(c), { path: "/" });
  }
}
