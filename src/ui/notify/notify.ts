/**
 * Notifies people of new messages while the page is hidden. The code is bundled as a file of its own: only
 * `ui/element/tools/notifying.ts` imports it, by `import()`, if the host has set `notify`.
 */
import { nameOf } from "../../session/sending/storages.js";
import type { Entry, Turn } from "../../session/state/state.js";
import { spoken } from "../language/spoken.js";
import { adoptRules } from "../page/adopt-rules.js";
import { ownDocument } from "../page/own-document.js";
import { agentNameOf, type Presentation } from "../presentation/presentation.js";
import { countInBadge } from "./app-badge.js";
import { Bell, type Chooser, isPossible } from "./bell.js";
import { BELL_RULES } from "./notify-styles.js";
import { countInTitle } from "./page-title.js";
import { NotifyingTab } from "./notifying-tab.js";
import { type NotifyToken, tokensIn } from "./tokens.js";
import { ENGLISH } from "./words.js";

/** The properties of the chat that notifications use. */
export interface NotifyHost extends HTMLElement {
  readonly session: string | null | undefined;
  readonly unread: number;
  readonly turn: Turn;
  readonly entries: readonly Entry[];
  readonly storage: unknown;
  readonly heading: string | null | undefined;
}

/** Matches the reasons of turns that failed. */
const FAILED = /fail|error|exceeded|max_turns|insufficient/;

/**
 * Counts the messages that arrive while the page is hidden, and shows the count in the page's title, in the badge of an
 * installed page, and in notifications. None of these shows the text of a message.
 */
export class Notifier {
  readonly #host: NotifyHost;
  readonly #person: () => string | null;
  readonly #listening = new AbortController();
  readonly #bell: Bell | null;
  #tab: NotifyingTab | null = null;
  #session: string | null = null;
  #tokens: ReadonlySet<NotifyToken> = new Set();
  #presentation: Presentation | null = null;
  /** The unread count when the page was hidden. */
  #before = 0;
  /** How many of the messages since then a notification has counted. */
  #told = 0;
  #hasFailed = false;
  #shown: Notification | null = null;

  /** @param person returns the storage key of the person; null if the person is unknown */
  constructor(host: NotifyHost, person: () => string | null) {
    this.#host = host;
    this.#person = person;
    const words = () => {
      const say = spoken(this.#presentation as Presentation, ENGLISH);
      return { label: say("notify.button"), blocked: say("notify.blocked") };
    };
    this.#bell = isPossible() ? new Bell(words, () => this.#chooser) : null;
    const { signal } = this.#listening;
    host.addEventListener("oc-unread", this.#tell, { signal });
    host.addEventListener("oc-turn", (event) => this.#onTurn(event.detail.reason), { signal });
    host.addEventListener("oc-session-change", this.#follow, { signal });
    document.addEventListener("visibilitychange", this.#look, { signal });
    window.addEventListener("storage", () => this.#bell?.draw(), { signal });
    this.#follow();
    this.#look();
  }

  /**
   * Whose choice the bell stores. If the person is unknown, the choice is stored for this conversation, which nobody
   * else can open.
   */
  get #chooser(): Chooser {
    const { session, storage } = this.#host;
    const person = this.#person();
    const of = person === null ? session && ["", session] : [person];
    return { name: of ? nameOf("notify", ...of) : "", isKept: storage !== "none" };
  }

  /** The bell; null if `notify` lacks `system`, or the browser has no notifications. */
  get bell(): HTMLElement | null {
    return this.#tokens.has("system") ? (this.#bell?.element ?? null) : null;
  }

  /** @param notify the value of the attribute `notify` */
  update(notify: string, presentation: Presentation): void {
    const tokens = (this.#tokens = tokensIn(notify));
    this.#presentation = presentation;
    if (!tokens.has("system")) return;
    adoptRules(presentation.host.shadowRoot, BELL_RULES);
    this.#bell?.draw();
  }

  /** Restores the page's title, and removes the badge and the notification. */
  stop(): void {
    this.#listening.abort();
    this.#tab?.stop();
    this.#rest();
  }

  readonly #follow = (): void => {
    const session = this.#host.session ?? null;
    if (this.#tab && session === this.#session) return;
    this.#session = session;
    this.#tab?.stop();
    this.#tab = new NotifyingTab(session ?? "", this.#tell);
    this.#look();
  };

  readonly #look = (): void => {
    if (!isHidden()) {
      this.#tab?.claim();
      this.#rest();
    }
    this.#before = this.#host.unread;
    this.#told = 0;
    this.#hasFailed = false;
  };

  #onTurn(reason: string | null): void {
    if (isHidden() && reason !== null && FAILED.test(reason)) this.#hasFailed = true;
    this.#tell();
  }

  readonly #tell = (): void => {
    const isOurs = isHidden() && this.#tab?.isNotifying === true;
    const { unread } = this.#host;
    this.#before = Math.min(this.#before, unread);
    const count = isOurs ? unread - this.#before + (this.#hasFailed ? 1 : 0) : 0;
    countInTitle(this, this.#tokens.has("title") ? count : 0);
    countInBadge(this, this.#tokens.has("badge") ? count : 0);
    if (count === 0) this.#shown?.close();
    if (this.#tokens.has("system") && count > this.#told && !this.#isGrowing) this.#notify(count);
  };

  /** Whether the agent's last message is still growing. A notification waits for its end. */
  get #isGrowing(): boolean {
    const last = this.#host.entries.findLast(({ kind }) => kind === "message");
    return last?.kind === "message" && last.streaming;
  }

  #notify(count: number): void {
    this.#told = count;
    if (!this.#bell?.isWanted) return;
    const presentation = this.#presentation as Presentation;
    const say = spoken(presentation, ENGLISH);
    const agent = agentNameOf(presentation);
    const body = this.#hasFailed
      ? say("notice.failed", { agent })
      : this.#host.turn === "awaiting-input"
        ? say("notice.needs_input", { agent })
        : say("transcript.unread", { count });
    try {
      // A notification replaces the previous one with the same tag, so each conversation shows one.
      const tag = `oc-session:${this.#session ?? ""}`;
      const lang = presentation.strings.lang;
      this.#shown = new Notification(this.#host.heading || say("header.heading"), { body, tag, lang });
      this.#shown.onclick = () => this.#open();
    } catch {
      // Chrome on Android throws here: it shows notifications only from a service worker, which this package cannot
      // register for the page.
    }
  }

  #open(): void {
    window.focus();
    this.#shown?.close();
    this.#host.closest<HTMLElement & { show?(): void }>("oc-launcher")?.show?.();
  }

  #rest(): void {
    countInTitle(this, 0);
    countInBadge(this, 0);
    this.#shown?.close();
    this.#shown = null;
  }
}

function isHidden(): boolean {
  return ownDocument("visibilityState") === "hidden";
}
