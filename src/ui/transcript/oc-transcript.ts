import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { emptyList, firstDifference, type List } from "../../session/state/list.js";
import { idle } from "../../session/time/idle.js";
import { isHistoryComplete, type Entry, type SessionState } from "../../session/state/state.js";
import type { DrawnTranscript } from "../drawn/drawn.js";
import { Announcer } from "./announcer.js";
import { entriesOf, isEntry } from "../chunks/entry-elements.js";
import { ChunkWindow } from "../chunks/chunk-window.js";
import { DayChange } from "./day-change.js";
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

/** The scroll button is shown when the box is scrolled farther than this from its end, in CSS pixels. */
const SCROLL_BUTTON_DISTANCE_PX = 80;

/**
 * The conversation: a scrolling box with the entries of the log and the pending messages. Only entries near the visible
 * part are in the document. While the box is scrolled to its end, it stays there as the log grows; elsewhere the
 * visible entries keep their place. The focus never moves by itself.
 *
 * @fires oc-seen - `{ seq }`: the end of the entry with that seq was visible
 * @fires oc-request-send - `{ text }`: a person has chosen a starter, a suggestion or an answer
 * @fires oc-request-dismiss - a person dismisses the open question
 * @fires oc-request-earlier - a page of earlier events is needed
 * @fires oc-request-compose - a person wants to write a message
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
  /** Starters: messages that the host proposes in an empty conversation. */
  declare prompts: readonly Prompt[];
  /** Suggestions: messages that the host proposes after an answer. */
  declare suggestions: readonly Prompt[];
  /** Whether a starter, a suggestion or an answer can be sent. */
  declare canAnswer: boolean;
  /** Whether the open question can be dismissed. */
  declare canDismiss: boolean;
  /** Whether the agent was asked to stop, and has not stopped yet. */
  declare stopping: boolean;
  /** The greeting of an empty conversation; "" for that of the language. */
  declare greeting: string;

  readonly #stick = new StickToBottom();
  readonly #announcer = new Announcer(this);
  readonly #tabStop = new TabStop();
  readonly #choose = (text: string): void => this.request("oc-request-send", { text });
  readonly #tail = new Tail(this, this.#choose);
  readonly #drawn = new WeakMap<Element, ChunkContent>();
  #window: ChunkWindow | undefined;
  /** The functions of a drawn transcript; null until their file is loaded. */
  #later: DrawnTranscript | null = null;
  readonly #day = new DayChange(this);
  /** The day at which the day lines were drawn last. */
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

  /** Scrolls to the end, and stays there. */
  scrollToEnd(): void {
    void this.#window?.toEnd();
  }

  /** Adds the entry at `index` to the document. Resolves to its element once it is drawn. */
  async reveal(index: number): Promise<HTMLElement | undefined> {
    const place = placeOf(this.state.log, index);
    const chunk = await this.#window?.reveal(place.chunk);
    return chunk && entriesOf(chunk)[place.at];
  }

  /**
   * Runs `work`, which scrolls the box, and handles the new position at once. Content may change before the scroll
   * event, and a box that was at its end would then be scrolled back there.
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
    // A hidden entry is not announced. Whether a host's renderer hides an entry is known once it is drawn.
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
    const { today } = this.#day;
    const isPrepended = log.first !== this.#log.first;
    if (log.first > this.#log.first) this.#clear();
    const last = changed.get("state") ?? this.state;
    // The last page of earlier events removes the button, even if that page has no visible entry.
    if (isPrepended || isHistoryComplete(last) !== isHistoryComplete(this.state))
      this.#window?.prepend(chunksBefore(log, this.#log), leadOf(log));
    this.#log = log;
    const isAnew = changed.get("presentation") || today !== this.#today;
    const changedFrom = isAnew ? 0 : firstDifference(last.log, log);
    this.#today = today;
    this.#window?.update(length, isPrepended ? length : changedFrom);
    const chunks = this.#window?.elements ?? [];
    if (isPrepended || this.#setSize !== this.#size) chunks.forEach((chunk) => this.#tellPlaces(chunk));
    this.#size = this.#setSize;
    // Whether a host's renderer hides an entry is known once it is drawn.
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
        <div class="feed" role="feed" aria-busy=${!state.caughtUp} ?hidden=${empty}></div>
        ${empty && isHistoryComplete(state) ? renderEmpty(state, presentation, this.greeting, this.prompts, this.#choose) : nothing}
        <div class="tail">${this.#tail.render(state, presentation)}</div>
        <div class="brace"></div>
      </div>
      ${this.#away ? renderScrollButton(state, presentation, this.#onScrollButton) : nothing}${this.#announcer.render()}`;
  }

  get #length(): number {
    return this.state.log.length + this.state.pending.length;
  }

  #drawChunk(index: number, element: HTMLElement): void {
    const content = chunkContent(index, this.state, this.presentation, this.#today);
    const before = this.#drawn.get(element);
    this.#drawn.set(element, content);
    if (before && sameContent(before, content)) return;
    drawChunk(element, content);
    this.#tellPlaces(element);
  }

  /** Loads `ui/drawn`, and adds its functions to the transcript. */
  async #addLater(): Promise<void> {
    // Until the log has been read, the file must not compete with it for the network. After that it waits for the paint.
    if (!drawnFile.loaded) await (this.state.caughtUp ? idle() : pageIdle());
    const file = drawnFile.loaded ?? (await drawnFile.attempt());
    if (file && this.#window) this.#later ??= new file.DrawnTranscript(this, this.#window, this.#stick);
  }

  #clear(): void {
    this.#window?.clear();
    this.#away = false;
    this.#log = emptyList();
  }

  /** The number of entries; -1 while the beginning of the log has not been read. */
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

  /** Dispatches a request to `<oc-session>`. */
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
