import { html, type ReactiveControllerHost, type TemplateResult } from "lit";
import type { Announcement, Drawing } from "../drawn/announcements.js";
import { isHidden } from "../entry/custom-rendering.js";
import { drawnFile } from "./drawn-file.js";

/**
 * How long an announcement stays in the page: long enough to be read out. It is removed because the browser's search
 * would find it.
 */
const STAY_MS = 3000;

type Drawn = Omit<Drawing, "isHidden">;

/** The most drawings that wait to be announced while the file with the texts is being loaded. */
const MAX_UNSAID = 10;

/**
 * Announces new entries and lost connections to screen readers, by two live regions of its own. The transcript itself
 * is no live region, because every entry that scrolling adds to it would be read out.
 */
export class Announcer {
  readonly #host: ReactiveControllerHost;
  /** The announcements in the live regions, in order. All are removed at the same time. */
  #spoken: readonly Announcement[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #unsaid: Drawn[] = [];

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
  }

  /**
   * Announces what is new in a drawing, once the file with the texts is loaded. Loads that file if there may be
   * something to announce.
   */
  tell(drawing: Drawn): void {
    const last = this.#unsaid.at(-1);
    if (last && isOneWith(last, drawing)) this.#unsaid.splice(-1, 1, { ...drawing, before: last.before });
    else this.#unsaid.push(drawing);
    this.#unsaid.splice(0, this.#unsaid.length - MAX_UNSAID);
    if (drawnFile.loaded) this.#sayAll();
    else if (isWorthWords(drawing)) void drawnFile.attempt().then((file) => file && this.#sayAll());
  }

  #sayAll(): void {
    for (const drawing of this.#unsaid.splice(0))
      this.#say(drawnFile.loaded?.announcements({ ...drawing, isHidden }) ?? []);
  }

  #say(said: readonly Announcement[]): void {
    if (said.length === 0) return;
    this.#spoken = [...this.#spoken, ...said];
    this.#host.requestUpdate();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#spoken = [];
      this.#host.requestUpdate();
    }, STAY_MS);
  }

  /** The live regions. They must be in the page, empty, before anything is announced. */
  render(): TemplateResult {
    const lines = (urgent: boolean) =>
      this.#spoken
        .filter((announcement) => announcement.urgent === urgent)
        .map(({ text }) => html`<p>${text}</p>`);
    return html`<div class="visually-hidden spoken" aria-live="polite">${lines(false)}</div>
      <div class="visually-hidden spoken" aria-live="assertive">${lines(true)}</div>`;
  }
}

/** Whether two successive drawings can be announced as one. */
function isOneWith(first: Drawn, second: Drawn): boolean {
  if (!first.before.caughtUp) return !second.after.caughtUp;
  return second.after.caughtUp && first.before.session === second.after.session;
}

/**
 * Whether there may be something to announce. While a log is read for the first time, only a lost connection is
 * announced.
 */
function isWorthWords({ after }: Drawn): boolean {
  return after.caughtUp || !["connecting", "disconnected", "live"].includes(after.connection);
}
