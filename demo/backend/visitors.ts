import { randomUUID } from "node:crypto";
import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";
import { deleteCookie, getSignedCookie, setSignedCookie } from "hono/cookie";
import type { LocalComputer } from "./local-computer.js";

/** A page with its own conversation names it in the query: `/api/chat?room=lab`. */
function cookieOf(c: Context): string {
  const room = c.req.query("room") ?? "main";
  return `oc-demo-${/^[a-z]{1,20}$/.test(room) ? room : "main"}`;
}

/** The cookie of a visitor's name. */
const NAME_COOKIE = "oc-demo-name";

const COOKIE_LIFE_S = 30 * 24 * 3600;

/** Limits for one address and hour. All viewers of a demo may share one address. */
const PER_HOUR = { starts: 100, uploads: 200 };
const HOUR_MS = 3_600_000;

/** The conversation of each browser and room, stored in a signed cookie. */
export class Visitors {
  readonly #secret: string;
  /** The times of actions, by action and address; epoch milliseconds. */
  readonly #done = new Map<string, number[]>();

  constructor(computer: Pick<LocalComputer, "secret">) {
    this.#secret = computer.secret("cookies").toString("base64");
  }

  /** The visitor's session; null if there is none yet. */
  async session(c: Context): Promise<string | null> {
    return (await getSignedCookie(c, this.#secret, cookieOf(c))) || null;
  }

  async remember(c: Context, session: string): Promise<void> {
    await this.#set(c, cookieOf(c), session);
  }

  /** The unique name of a visitor; a new visitor gets one. */
  async name(c: Context): Promise<string> {
    const known = await getSignedCookie(c, this.#secret, NAME_COOKIE);
    if (known) return known;
    const name = randomUUID();
    await this.#set(c, NAME_COOKIE, name);
    return name;
  }

  /** Counts a start; false if there were too many. By address, as a person can delete their cookie. */
  mayStart(c: Context<{ Bindings: HttpBindings }>): boolean {
    return this.#may("starts", c);
  }

  /** Counts an upload; false if there were too many. */
  mayUpload(c: Context<{ Bindings: HttpBindings }>): boolean {
    return this.#may("uploads", c);
  }

  #may(what: keyof typeof PER_HOUR, c: Context<{ Bindings: HttpBindings }>): boolean {
    const name = `${what} ${c.env.incoming.socket.remoteAddress ?? ""}`;
    const recent = (this.#done.get(name) ?? []).filter((time) => time > Date.now() - HOUR_MS);
    if (recent.length >= PER_HOUR[what]) return false;
    this.#done.set(name, [...recent, Date.now()]);
    return true;
  }

  /** The visitor leaves the conversation that was open last. */
  leave(c: Context): void {
    deleteCookie(c, cookieOf(c), { path: "/" });
  }

  forget(c: Context): void {
    for (const cookie of [cookieOf(c), NAME_COOKIE]) deleteCookie(c, cookie, { path: "/" });
  }

  async #set(c: Context, cookie: string, value: string): Promise<void> {
    await setSignedCookie(c, cookie, value, this.#secret, {
      httpOnly: true,
      secure: new URL(c.req.url).protocol === "https:",
      sameSite: "Lax",
      path: "/",
      maxAge: COOKIE_LIFE_S,
    });
  }
}
