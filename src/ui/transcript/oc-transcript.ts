import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { at, emptyList, firstDifference, type List } from "../../session/state/list.js";
import { isHistoryComplete, type Entry, type SessionState } from "../../session/state/state.js";
import type { DrawnTranscript } from "../drawn/drawn.js";
import { Announcer } from "./announcer.js";
import { entriesOf, isEntry } from "../chunks/entry-elements.js";
import { ChunkWindow } from "../chunks/chunk-window.js";
import { dayOf } from "../language/dates.js";
import { needsEarlier, renderEarlier } from "./earlier.js";
import { TabStop } from "./tab-stop.js";
import { StickToBottom } from "../chunks/stick-to-bottom.js";
import { format } from "../language/strings.js";
import { pageIdle } from "../page/page-state.js";
import { renderScrollButton } from "./scroll-button.js";
import { drawnFile } from "./drawn-file.js";
import { renderEmpty } from "./transcript-empty.js";
import {
  type ChunkContent,
  chunkContent,
  chunkDrawn,
  chunksBefore,
  drawChunk,
  leadOf,
  placeOf,
  sameContent,
  tellPlaces,
} from "./transcript-entries.js";
import type { Prompt } from "../turn/choices.js";
import { Tail } from "../turn/tail.js";
import type { Presentation } from "../presentation/presentation.js";

/** The button back to the end is shown when the reader is farther than this from the end, in CSS pixels. */
const SCROLL_BUTTON_DISTANCE_PX = 80;

/**
 * The conversation: a box that scrolls through the entries of the log and the pending messages. Only the entries near
 * the box are in the document. The box stays at the end while the reader is there; elsewhere what it shows stays in
 * place. The focus never moves by itself.
 *
 * @fires oc-seen - `{ seq }`: the end of the entry with that seq was in view
 * @fires oc-request-send - `{ text }`: a starter, a suggestion or an answer was chosen
 * @fires oc-request-dismiss - the open question is to be dismissed
 * @fires oc-request-earlier - a page of earlier events is wanted
 * @fires oc-request-compose - the reader wants to write
 */
export class OcTranscript extends LitElement {
  static override properties = {
    state: { attribute: false },
    presentation: { attribute: false },
    prompts: { attribute: false },
    suggestions: { attribute: false },
    stopping: { attribute: false },
    canAnswer: { attribute: false },
    canDismiss: { attribute: false },
    greeting: { attribute: false },
  };

  declare state: SessionState;
  declare presentation: Presentation;
  /** Starters: what a person may say in an empty conversation. */
  declare prompts: readonly Prompt[];
  /** Suggestions: what a person may say after an answer. */
  declare suggestions: readonly Prompt[];
  /** Whether a starter, a suggestion or an answer can be sent. */
  declare canAnswer: boolean;
  /** Whether the open question can be dismissed. */
  declare canDismiss: boolean;
  /** Whether the agent was asked to stop, and has not stopped yet. */
  declare stopping: boolean;
  /** The words of an empty conversation; "" for those of the language. */
  declare greeting: string;

  readonly #stick = new StickToBottom();
  readonly #announcer = new Announcer(this);
  readonly #tabStop = new TabStop();
  readonly #choose = (text: string): void => this.request("oc-request-send", { text });
  readonly #tail = new Tail(this, this.#choose);
  readonly #drawn = new WeakMap<Element, ChunkContent>();
  #window: ChunkWindow | undefined;
  /** Null until the file for it is loaded. */
  #later: DrawnTranscript | null = null;
  #today = 0;
  /** The log that was drawn last. */
  #log: List<Entry> = emptyList();
  #size = 0;
  #away = false;
  /** Whether the reader has sent a message since the last update: then the update scrolls to the end. */
  #sent = false;

  constructor() {
    super();
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
    this.#window?.connect();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#window?.disconnect();
  }

  /** Scrolls to the end, wherever the reader is, and stays there. */
  scrollToEnd(): void {
    void this.#window?.toEnd();
  }

  /** Mounts the entry at `index`, wherever the reader is. Resolves to its element once it is drawn. */
  async reveal(index: number): Promise<HTMLElement | undefined> {
    const place = placeOf(this.state.log, index);
    const chunk = await this.#window?.reveal(place.chunk);
    return chunk && entriesOf(chunk)[place.at];
  }

  /**
   * Runs `work`, which scrolls for the reader. The new place is taken in at once: before the scroll event comes,
   * content may change, and a box that was at its end would be scrolled back there.
   */
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
    const { state, presentation } = this;
    const before = changed.get("state");
    if (!before) return;
    // A host's renderer may hide an entry, and a hidden entry is not announced. Whether it is hidden is known once it
    // is drawn.
    void this.updateComplete.then(() => this.#announcer.tell({ before, after: state, presentation }));
    const newest = state.pending.at(-1);
    this.#sent = newest !== undefined && !before.pending.some(({ key }) => key === newest.key);
    if (before.session === null || before.session === state.session) return;
    this.#later?.leave(before.session);
    this.#clear();
  }

  protected override firstUpdated(): void {
    const [scroller, tail] = [this.#part("[part~=transcript]"), this.#part(".tail")];
    const parts = { scroller, feed: this.#part(".feed"), tail, brace: this.#part(".brace") };
    this.#window = new ChunkWindow(parts, this.#stick, {
      drawChunk: (index, element) => this.#drawChunk(index, element),
      chunkDrawn,
      placeChanged: () => this.#placeChanged(),
    });
    this.#window.connect();
  }

  protected override updated(changed: PropertyValues<this>): void {
    const length = this.#length;
    const { log } = this.state;
    this.#today = dayOf(new Date());
    const isPrepended = log.first !== this.#log.first;
    if (log.first > this.#log.first) this.#clear();
    const last = changed.get("state") ?? this.state;
    // With the last page of earlier events the button goes too, even where that page shows no entry.
    if (isPrepended || isHistoryComplete(last) !== isHistoryComplete(this.state))
      this.#window?.prepend(chunksBefore(log, this.#log), leadOf(log));
    this.#log = log;
    const changedFrom = changed.get("presentation") ? 0 : firstDifference(last.log, log);
    this.#window?.update(length, isPrepended ? length : changedFrom);
    const chunks = this.#window?.elements ?? [];
    if (isPrepended || this.#setSize !== this.#size) chunks.forEach((chunk) => this.#tellPlaces(chunk));
    this.#size = this.#setSize;
    // Which entries a host's renderer hides is known once they are drawn.
    void this.updateComplete.then(() => this.#tabStop.rest(chunks.flatMap(entriesOf)));
    if (this.#sent) this.scrollToEnd();
    this.#sent = false;
    if (this.#later) this.#later.drawn();
    else if (this.state.caughtUp || log.length > 0) void this.#addLater();
  }

  protected override render(): TemplateResult {
    const { state, presentation } = this;
    const empty = this.#length === 0;
    const label = format(presentation.strings, "transcript.label");
    return html`<div
        part="transcript"
        role="group"
        aria-label=${label}
        tabindex="0"
        data-lenis-prevent
        @scroll=${this.#onScroll}
        @focusin=${this.#onFocusIn}
      >
        ${renderEarlier(state, presentation, this.#askEarlier)}
        <div class="feed" role="feed" aria-label=${label} aria-busy=${!state.caughtUp} ?hidden=${empty}></div>
        ${empty && isHistoryComplete(state) ? renderEmpty(state, presentation, this.greeting, this.prompts, this.#choose) : nothing}
        <div class="tail">${this.#tail.render(state, presentation)}</div>
        <div class="brace"></div>
      </div>
      ${this.#away ? renderScrollButton(state, presentation, this.#onScrollButton) : nothing}${this.#announcer.render()}`;
  }

  get #length(): number {
    return this.state.log.length + this.state.pending.length;
  }

  /**
   * The entry at `index`. Pending messages follow the log's entries, so that a message keeps its element in the log.
   */
  readonly #entryAt = (index: number): Entry | undefined => {
    const { log, pending } = this.state;
    return index < log.length ? at(log, index) : pending[index - log.length];
  };

  #drawChunk(index: number, element: HTMLElement): void {
    const content = chunkContent(index, this.#entryAt, this.state, this.presentation, this.#today);
    const before = this.#drawn.get(element);
    this.#drawn.set(element, content);
    if (before && sameContent(before, content)) return;
    drawChunk(element, content);
    this.#tellPlaces(element);
  }

  /** Adds what the transcript can do once something is drawn. Loads the file for that first. */
  async #addLater(): Promise<void> {
    // Until the log has been read, the file is not to take the way from it.
    if (!drawnFile.loaded && !this.state.caughtUp) await pageIdle();
    const file = drawnFile.loaded ?? (await drawnFile.attempt());
    if (file && this.#window) this.#later ??= new file.DrawnTranscript(this, this.#window, this.#stick);
  }

  #clear(): void {
    this.#window?.clear();
    this.#log = emptyList();
  }

  /** How many entries there are; -1 while the beginning of the log has not been read. */
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
    this.#later?.look();
    if (needsEarlier(this.state, this.#part("[part~=transcript]"))) this.#askEarlier();
  }

  readonly #askEarlier = (): void => this.request("oc-request-earlier");

  /** Asks the element around for something. */
  request(type: string, detail = {}): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true }));
  }

  readonly #onScroll = (): void => this.#window?.scrolled();

  readonly #onScrollButton = (): void => {
    this.scrollToEnd();
    this.#part("[part~=transcript]").focus({ preventScroll: true });
  };

  readonly #onFocusIn = (event: FocusEvent): void => this.#tabStop.move(event.composedPath().find(isEntry));
}
