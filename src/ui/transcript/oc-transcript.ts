import { html, LitElement, nothing, type PropertyValues, render, type TemplateResult } from "lit";
import { at, emptyList, firstDifference, type List } from "../../session/state/list.js";
import { isHistoryComplete, type Entry, type SessionState } from "../../session/state/state.js";
import { Announcer } from "./announcer.js";
import { entriesOf, isEntry, positionOf } from "../chunks/entry-elements.js";
import { ChunkWindow } from "../chunks/chunk-window.js";
import { dayOf } from "../language/dates.js";
import { needsEarlier, renderEarlier } from "./earlier.js";
import { targetIndex, direction, TabStop } from "./entry-keys.js";
import { StickToBottom } from "../chunks/stick-to-bottom.js";
import { format } from "../language/strings.js";
import { KeptPlaces } from "./kept-places.js";
import { renderScrollButton } from "./scroll-button.js";
import { LateSeen } from "./drawn-file.js";
import { renderEmpty } from "./transcript-empty.js";
import {
  type ChunkContent,
  chunkContent,
  chunkDrawn,
  chunksBefore,
  leadOf,
  placeOf,
  renderChunk,
  sameContent,
  tellPlaces,
} from "./transcript-entries.js";
import type { Prompt } from "../turn/choices.js";
import { Tail } from "../turn/tail.js";
import type { View } from "../presentation/view.js";
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
 * @fires oc-request-earlier - what comes before the part of the log that is known is wanted
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
  readonly #places = new KeptPlaces(this.#stick, () => this.#askEarlier());
  #seen: LateSeen | undefined;
  #today = 0;
  /** The log that was drawn last. */
  #log: List<Entry> = emptyList();
  #size = 0;
  #away = false;
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
    this.#connect();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#window?.disconnect();
    this.#seen?.disconnect();
  }

  /** Shows the newest message, from wherever the reader is, and stays at the end. */
  scrollToEnd(): void {
    void this.#window?.toEnd();
  }

  /** Brings the entry at `index` into the document, wherever the reader is, and gives its element once it is drawn. */
  async reveal(index: number): Promise<HTMLElement | undefined> {
    const place = placeOf(this.state.log, index);
    const chunk = await this.#window?.reveal(place.chunk);
    return chunk && entriesOf(chunk)[place.at];
  }

  /** Scrolls for the reader: before the event tells of it, content may change, which would lead back to the end. */
  scrollFor(work: () => void): void {
    work();
    this.#onScroll();
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
    void this.updateComplete.then(() => this.#announcer.tell({ before, after: state, view }));
    const newest = state.pending.at(-1);
    this.#sent = newest !== undefined && !before.pending.some(({ key }) => key === newest.key);
    if (before.session === null || before.session === state.session) return;
    this.#places.keep(before.session, this.#stick.following ? null : this.#window?.anchor.held);
    this.#clear();
    this.#seen?.clear();
  }

  protected override firstUpdated(): void {
    const [scroller, tail] = [this.#part("[part~=transcript]"), this.#part(".tail")];
    const parts = { scroller, feed: this.#part(".feed"), tail, brace: this.#part(".brace") };
    this.#window = new ChunkWindow(parts, this.#stick, {
      drawChunk: (index, element) => this.#drawChunk(index, element),
      chunkDrawn,
      placeChanged: () => this.#placeChanged(),
    });
    const chunks = () => (this.#window?.shown ? this.#window.elements : null);
    const place = { box: scroller, tail, chunks, state: () => this.state };
    this.#seen = new LateSeen(place, (seq) => this.#request("oc-seen", { seq }));
    this.#connect();
  }

  protected override updated(changed: PropertyValues<this>): void {
    const length = this.#length;
    const { log } = this.state;
    this.#today = dayOf(new Date());
    const isPrepended = log.first !== this.#log.first;
    if (log.first > this.#log.first) this.#clear();
    const last = changed.get("state") ?? this.state;
    // The way to what comes before goes with the last of it, though that may be nothing to see.
    if (isPrepended || isHistoryComplete(last) !== isHistoryComplete(this.state))
      this.#window?.prepend(chunksBefore(log, this.#log), leadOf(log));
    this.#log = log;
    const changedFrom = changed.get("view") ? 0 : firstDifference(last.log, log);
    this.#window?.update(length, isPrepended ? length : changedFrom);
    const chunks = this.#window?.elements ?? [];
    if (isPrepended || this.#setSize !== this.#size) chunks.forEach((chunk) => this.#tellPlaces(chunk));
    this.#size = this.#setSize;
    // Only after the drawing is it known which entries a host's renderer hides.
    void this.updateComplete.then(() => this.#tabStop.rest(chunks.flatMap(entriesOf)));
    this.#seen?.drawn();
    if (this.#sent) this.scrollToEnd();
    this.#sent = false;
    if (this.#window) void this.#places.restore(() => this.state, this.#window);
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
        ${renderEarlier(state, view, this.#askEarlier)}
        <div class="feed" role="feed" aria-label=${label} aria-busy=${!state.caughtUp} ?hidden=${empty}></div>
        ${empty && isHistoryComplete(state) ? renderEmpty(state, view, this.greeting, this.prompts, this.#choose) : nothing}
        <div class="tail">${this.#tail.render(state, view)}</div>
        <div class="brace"></div>
      </div>
      ${this.#away ? renderScrollButton(state, view, this.#onScrollButton) : nothing}${this.#announcer.render()}`;
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
    this.#drawn.set(element, content);
    if (before && sameContent(before, content)) return;
    render(renderChunk(content), element);
    this.#tellPlaces(element);
  }

  #connect(): void {
    this.#window?.connect();
    this.#seen?.connect();
  }

  #clear(): void {
    this.#window?.clear();
    this.#log = emptyList();
  }

  /** How many entries there are; -1 where nobody knows, as the log was not read from its beginning. */
  get #setSize(): number {
    return isHistoryComplete(this.state) ? this.#length : -1;
  }

  #tellPlaces(chunk: Element): void {
    tellPlaces(chunk, this.#drawn.get(chunk)?.start ?? 0, this.#setSize);
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
    this.#seen?.look();
    if (needsEarlier(this.state, this.#part("[part~=transcript]"))) this.#askEarlier();
  }

  readonly #askEarlier = (): void => this.#request("oc-request-earlier", {});

  #request(type: string, detail: object): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true }));
  }

  readonly #onScroll = (): void => this.#window?.scrolled();

  readonly #onScrollButton = (): void => {
    this.scrollToEnd();
    this.#part("[part~=transcript]").focus({ preventScroll: true });
  };

  readonly #onFocusIn = (event: FocusEvent): void => this.#tabStop.move(event.composedPath().find(isEntry));

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
    else this.scrollFor(() => (this.#part("[part~=transcript]").scrollTop = 0));
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
    const entry = await this.reveal(index);
    if (entry?.hidden) return this.#focusEntry(index + step, step);
    entry?.focus({ preventScroll: true });
    this.scrollFor(() => entry?.scrollIntoView({ block: "nearest" }));
  }
}
