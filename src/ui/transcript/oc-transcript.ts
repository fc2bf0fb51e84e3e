import { html, LitElement, nothing, type PropertyValues, render, type TemplateResult } from "lit";
import { at, firstDifference } from "../../session/state/list.js";
import type { Entry, SessionState } from "../../session/state/state.js";
import { Announcer, announcements } from "./announcer.js";
import { ChunkWindow } from "../chunks/chunk-window.js";
import { dayOf } from "../language/dates.js";
import { targetIndex, direction, TabStop } from "./entry-keys.js";
import { downIcon } from "../presentation/icons.js";
import { StickToBottom } from "../chunks/stick-to-bottom.js";
import { format } from "../language/strings.js";
import { newestInView, Sight } from "./sight.js";
import { renderEmpty } from "./transcript-empty.js";
import {
  type ChunkContent,
  chunkContent,
  chunkDrawn,
  entriesOf,
  isEntry,
  positionOf,
  renderChunk,
  sameContent,
  tellSize,
} from "./transcript-entries.js";
import { CHUNK_ENTRIES } from "../chunks/height-model.js";
import type { Prompt } from "../turn/choices.js";
import { Tail } from "../turn/tail.js";
import type { View } from "../presentation/view.js";
import { ownDocument } from "../page/own-document.js";
import { Printing } from "./printing.js";

/** Farther from the end than this, in CSS pixels, the reader is offered the way back. */
const SCROLL_BUTTON_DISTANCE_PX = 80;

/**
 * The conversation: a box that scrolls through all the log says and what is on its way to it, of which only
 * the part near the reader is in the document. It stays at the end while the reader is there, and where the
 * reader is otherwise; the focus never moves by itself.
 *
 * @fires oc-seen - `{ seq }`: the end of the entry with that seq was in view
 * @fires oc-request-send - `{ text }`: a starter, a suggestion or an answer was chosen
 * @fires oc-request-dismiss - the open question should be let go of
 * @fires oc-request-compose - the reader wants to write
 */
export class OcTranscript extends LitElement {
  static override properties = {
    state: { attribute: false },
    view: { attribute: false },
    prompts: { attribute: false },
    suggestions: { attribute: false },
    stopping: { attribute: false },
    canAnswer: { attribute: false },
    canDismiss: { attribute: false },
    greeting: { attribute: false },
  };

  declare state: SessionState;
  declare view: View;
  /** What a person may begin with, while there is nothing yet. */
  declare prompts: readonly Prompt[];
  /** What a person may say next, after an answer. */
  declare suggestions: readonly Prompt[];
  /** What is chosen can be sent. */
  declare canAnswer: boolean;
  /** A question can be let go of. */
  declare canDismiss: boolean;
  /** The agent was asked to stop, and has not stopped yet. */
  declare stopping: boolean;
  /** "" for the language's own. */
  declare greeting: string;

  readonly #stick = new StickToBottom();
  readonly #announcer = new Announcer(this);
  readonly #tabStop = new TabStop();
  readonly #choose = (text: string): void => this.#request("oc-request-send", { text });
  readonly #tail = new Tail(this, this.#choose);
  readonly #drawn = new WeakMap<Element, ChunkContent>();
  #window: ChunkWindow | undefined;
  readonly #sight = new Sight();
  #arrival: IntersectionObserver | undefined;
  #today = 0;
  #size = 0;
  #away = false;
  #seen = 0;
  /** A message of the reader's own was added: the next update goes to the end. */
  #sent = false;

  constructor() {
    super();
    new Printing(this, () => this.#window);
    this.prompts = this.suggestions = [];
    this.stopping = this.canDismiss = false;
    this.canAnswer = true;
    this.greeting = "";
  }

  override createRenderRoot(): this {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.ownerDocument.addEventListener("visibilitychange", this.#reportSeen);
    if (this.#window) this.#observe(this.#window);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.ownerDocument.removeEventListener("visibilitychange", this.#reportSeen);
    this.#window?.disconnect();
    this.#arrival?.disconnect();
    this.#sight.stop();
  }

  /** Shows the newest message, from wherever the reader is, and stays at the end. */
  scrollToEnd(): void {
    void this.#window?.toEnd();
  }

  protected override async getUpdateComplete(): Promise<boolean> {
    const done = await super.getUpdateComplete();
    await Promise.all((this.#window?.elements ?? []).map(chunkDrawn));
    return done;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const { state, view } = this;
    const before = changed.get("state");
    if (!before) return;
    // Announced only once it is drawn: an entry that a host's renderer hides is not announced.
    void this.updateComplete.then(() => this.#announcer.say(announcements(before, state, view)));
    const newest = state.pending.at(-1);
    this.#sent = newest !== undefined && !before.pending.some(({ key }) => key === newest.key);
    if (before.session === null || before.session === state.session) return;
    this.#window?.clear();
    this.#seen = 0;
  }

  protected override firstUpdated(): void {
    const scroller = this.#part("[part~=transcript]");
    const feed = this.#part(".feed");
    const tail = this.#part(".tail");
    this.#window = new ChunkWindow({ scroller, feed, tail }, this.#stick, {
      drawChunk: (index, element) => this.#drawChunk(index, element),
      chunkDrawn,
      placeChanged: () => this.#placeChanged(),
    });
    this.#observe(this.#window);
  }

  protected override updated(changed: PropertyValues<this>): void {
    const length = this.#length;
    this.#today = dayOf(new Date());
    const before = changed.get("view") ? undefined : (changed.get("state") ?? this.state);
    this.#window?.update(length, before ? firstDifference(before.log, this.state.log) : 0);
    const chunks = this.#window?.elements ?? [];
    if (length !== this.#size) chunks.forEach((chunk) => tellSize(chunk, length));
    this.#size = length;
    // Only after the drawing is it known which entries a host's renderer hides.
    void this.updateComplete.then(() => this.#tabStop.rest(chunks.flatMap(entriesOf)));
    if (this.#sent) this.scrollToEnd();
    this.#sent = false;
  }

  protected override render(): TemplateResult {
    const { state, view } = this;
    const empty = this.#length === 0;
    const label = format(view.strings, "transcript.label");
    return html`<div
        part="transcript"
        role="group"
        aria-label=${label}
        tabindex="0"
        data-lenis-prevent
        @scroll=${this.#onScroll}
        @keydown=${this.#onKeyDown}
        @focusin=${this.#onFocusIn}
      >
        <div class="feed" role="feed" aria-label=${label} aria-busy=${!state.caughtUp} ?hidden=${empty}></div>
        ${empty ? renderEmpty(state, view, this.greeting, this.prompts, this.#choose) : nothing}
        <div class="tail">${this.#tail.render(state, view)}</div>
      </div>
      ${this.#away ? this.#renderScrollButton() : nothing}${this.#announcer.render()}`;
  }

  #renderScrollButton(): TemplateResult {
    const { strings } = this.view;
    const count = this.state.unread;
    const unread = count > 0 ? `${format(strings, "transcript.unread", { count })}. ` : "";
    return html`<button
      part="scroll-button"
      type="button"
      aria-label=${unread + format(strings, "transcript.to-end")}
      @click=${this.#onScrollButton}
    >
      ${count > 0 ? html`<span part="unread-badge">${count.toLocaleString(strings.lang)}</span>` : nothing}${downIcon}
    </button>`;
  }

  get #length(): number {
    return this.state.log.length + this.state.pending.length;
  }

  /**
   * Pending messages follow the log's entries, so that a message keeps its element when it gets into the
   * log.
   */
  readonly #entryAt = (index: number): Entry | undefined => {
    const { log, pending } = this.state;
    return index < log.length ? at(log, index) : pending[index - log.length];
  };

  #drawChunk(index: number, element: HTMLElement): void {
    const content = chunkContent(index, this.#entryAt, this.state, this.view, this.#today);
    const before = this.#drawn.get(element);
    if (before && sameContent(before, content)) return;
    this.#drawn.set(element, content);
    render(renderChunk(content), element);
    tellSize(element, this.#length);
  }

  #observe(window: ChunkWindow): void {
    window.connect();
    // The page may scroll, and the panel around us open: only the browser knows when our end comes into sight.
    this.#arrival = new IntersectionObserver(this.#reportSeen);
    this.#arrival.observe(this.#part(".tail"));
  }

  #part(selector: string): HTMLElement {
    return this.querySelector(selector) as HTMLElement;
  }

  #placeChanged(): void {
    const { scrollHeight, scrollTop, clientHeight } = this.#part("[part~=transcript]");
    const away =
      !this.#stick.following && scrollHeight - scrollTop - clientHeight > SCROLL_BUTTON_DISTANCE_PX;
    if (away !== this.#away) {
      this.#away = away;
      this.requestUpdate();
    }
    this.#reportSeen();
  }

  readonly #reportSeen = (): void => {
    if (!this.#window?.shown || ownDocument("visibilityState") !== "visible") return this.#sight.stop();
    const { log, seenSeq } = this.state;
    const box = this.#part("[part~=transcript]");
    const newest = newestInView(this.#window.elements, log, Math.max(this.#seen, seenSeq), box);
    if (!newest) return this.#sight.stop();
    this.#sight.watch(newest.element, () => {
      this.#seen = newest.seq;
      this.#request("oc-seen", { seq: newest.seq });
    });
  };

  #request(type: string, detail: object): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true }));
  }

  #onScroll(): void {
    this.#window?.scrolled();
  }

  #onScrollButton(): void {
    this.scrollToEnd();
    this.#part("[part~=transcript]").focus({ preventScroll: true });
  }

  #onFocusIn(event: FocusEvent): void {
    this.#tabStop.move(event.composedPath().find(isEntry));
  }

  #onKeyDown(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.altKey || event.metaKey || event.shiftKey) return;
    const [target] = event.composedPath();
    if (event.ctrlKey) return this.#leaveFeed(event, target as Element);
    const focused = isEntry(target) ? positionOf(target) : null;
    // Keys belong to what else may have the focus in here.
    if (focused === null && target !== event.currentTarget) return;
    const goal = targetIndex(event.key, focused, this.#length);
    if (goal === null) return;
    event.preventDefault();
    if (focused !== null) void this.#focusEntry(goal, direction(event.key));
    else if (goal > 0) this.scrollToEnd();
    else this.#scroll(() => (this.#part("[part~=transcript]").scrollTop = 0));
  }

  /** Control with End or Home leads out of a feed: https://www.w3.org/WAI/ARIA/apg/patterns/feed/ */
  #leaveFeed(event: KeyboardEvent, from: Element): void {
    if (from.matches("input, textarea, select, [contenteditable]")) return;
    if (event.key === "End") this.#request("oc-request-compose", {});
    else if (event.key === "Home") this.#part("[part~=transcript]").focus({ preventScroll: true });
    else return;
    event.preventDefault();
  }

  /** Moves the focus to the entry at `index`, or to the next one that can be seen. */
  async #focusEntry(index: number, step: number): Promise<void> {
    const chunk = await this.#window?.reveal(Math.floor(index / CHUNK_ENTRIES));
    const entry = chunk && entriesOf(chunk)[index % CHUNK_ENTRIES];
    if (entry?.hidden) return this.#focusEntry(index + step, step);
    entry?.focus({ preventScroll: true });
    this.#scroll(() => entry?.scrollIntoView({ block: "nearest" }));
  }

  /** Scrolls for the reader: before the event tells of it, content may change, which would lead back to the end. */
  #scroll(work: () => void): void {
    work();
    this.#onScroll();
  }
}
