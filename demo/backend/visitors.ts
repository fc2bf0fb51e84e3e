import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";
import { deleteCookie, getSignedCookie, setSignedCookie } from "hono/cookie";
import type { LocalComputer } from "./local-computer.js";

/** Pages with a conversation of their own name it in the query: `/api/chat?room=lab`. */
function cookieOf(c: Context): string {
  const room = c.req.query("room") ?? "main";
  return `oc-demo-${/^[a-z]{1,20}$/.test(room) ? room : "main"}`;
}

/** Conversations that may begin from one address in an hour; for people a demo is shown to, one is an address. */
const STARTS_PER_HOUR = 100;
const HOUR_MS = 3_600_000;

/** Which conversation is whose: one for each browser and room, held in a signed cookie. */
export class Visitors {
  readonly #secret: string;
  /** When conversations began, by address; epoch milliseconds. */
  readonly #starts = new Map<string, number[]>();

  constructor(computer: Pick<LocalComputer, "secret">) {
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

  /** Counts a start; false when there were too many. By address, as anybody can throw their cookie away. */
  mayStart(c: Context<{ Bindings: HttpBindings }>): boolean {
    const address = c.env.incoming.socket.remoteAddress ?? "";
    const recent = (this.#starts.get(address) ?? []).filter((time) => time > Date.now() - HOUR_MS);
    if (recent.length >= STARTS_PER_HOUR) return false;
    this.#starts.set(address, [...recent, Date.now()]);
    return true;
  }

  forget(c: Context): void {
    deleteCookie(c, cookieOf(c), { path: "/" });
  }
}
