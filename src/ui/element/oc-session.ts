import { ContextProvider } from "@lit/context";
import { html, LitElement, type PropertyValues, type TemplateResult } from "lit";
import type { CancelTurn, GetClientToken } from "../../session/access/grant.js";
import { forget } from "../../session/forget.js";
import type { Sent } from "../../session/sending/send-promises.js";
import type { SendOptions } from "../../session/session-options.js";
import {
  initialState,
  isAllRead,
  type Connection,
  type Entry,
  type Turn,
} from "../../session/state/state.js";
import { SessionError } from "../../wire/errors.js";
import { warnPropertyOnly } from "../host/attributes.js";
import { sessionContext } from "../host/context.js";
import { renderConversation } from "./conversation.js";
import { Countdown } from "./countdown.js";
import { Finder } from "./tools/finder.js";
import { FocusKeeper } from "./focus-keeper.js";
import { HeaderMenu } from "./tools/header-menu.js";
import { Notifying } from "./tools/notifying.js";
import { PanelFitter } from "./panel-fitter.js";
import { renderBanner, renderHeader } from "./header.js";
import type { OcComposer } from "../composer/oc-composer.js";
import type { OcTranscript } from "../transcript/oc-transcript.js";
import { filledSlots } from "../host/filled-slots.js";
import { HostEvents } from "../host/host-events.js";
import { LIT_PROPERTIES, OBJECTS_BY_ATTRIBUTE, propertiesDeciding } from "../host/properties.js";
import { Requests } from "./requests.js";
import { entryLister, sessionSourceOf, sessionViewOf } from "./session-view.js";
import { SessionController } from "./session-controller.js";
import { exportMarkdown } from "./export-loader.js";
import { format, type Strings } from "../language/strings.js";
import { styles } from "../styles/styles.js";
import type { Prompt } from "../turn/choices.js";
import type { MessageAction, Permalink, Renderers, Upload } from "../presentation/view.js";
import { ViewMaker } from "./view-maker.js";

/**
 * A chat with an agent: the log of one OpenComputer session as a transcript, and a composer that steers it.
 *
 * @summary Embeddable chat for OpenComputer agent sessions.
 *
 * @fires {CustomEvent<ConnectionDetail>} oc-connection - `{ connection, attempt, retryAt }`: the connection, or the count of failed attempts, changed.
 * @fires {CustomEvent<TurnDetail>} oc-turn - `{ turn, turnId, reason }`: the agent began, ended or asks.
 * @fires {CustomEvent<SessionChangeDetail>} oc-session-change - `{ session, previous }`: another session is shown; also the one an endpoint made.
 * @fires {CustomEvent<EventDetail>} oc-event - `{ event, replayed }`: every event delivered at `level`, once for each reading of the log. `replayed`: it was in the log before; such events are told after they are drawn, page by page, the last page first. With `history="full"` all come in the order of the log.
 * @fires {CustomEvent<SendDetail>} oc-send - `{ text, idempotencyKey, answers, attachments }`: before what a person sends, never for `send()`; cancelable, keeps the draft.
 * @fires {CustomEvent<SentDetail>} oc-sent - `{ text, idempotencyKey, id, seq }`: a message is in the log.
 * @fires {CustomEvent<ErrorDetail>} oc-error - `{ code, message, status, retryable }`: for the developer; never carries the token.
 * @fires {CustomEvent<UnreadDetail>} oc-unread - `{ count }`: agent messages and questions after the last one seen.
 * @fires {CustomEvent<LinkDetail>} oc-link - `{ href, entry }`: a link was followed; cancelable.
 * @fires {CustomEvent<ActionDetail>} oc-action - `{ name, entry, pressed }`: a button of `actions` was pressed at a message; what is asked for is `pressed`, null where the button cannot be pressed in.
 *
 * @slot header - In place of the whole header.
 * @slot heading - In place of the heading's text.
 * @slot header-end - At the end of the header.
 * @slot empty - In place of greeting and prompts, while the transcript is empty.
 * @slot prompt - Starters as `<button slot="prompt">`.
 * @slot before-composer - Above the composer.
 * @slot composer-start - In the composer, before the field.
 * @slot composer-end - In the composer, between the field and its button.
 * @slot footer - Below the composer.
 *
 * @csspart header - Heading and status line.
 * @csspart heading - The heading.
 * @csspart status - Connection and turn in words.
 * @csspart notify-button - The bell that asks for notifications; there with `notify="system"`.
 * @csspart menu-button - Opens the menu.
 * @csspart menu - The menu, while it is open.
 * @csspart menu-item - One of the things that the menu offers.
 * @csspart find - The bar that finds words in the log, while it is open.
 * @csspart find-input - Its field.
 * @csspart find-count - Which match the reader is at, of how many.
 * @csspart find-button - A button of it: back, on, close.
 * @csspart transcript - The scrolling log.
 * @csspart day - A break between days.
 * @csspart message - A message; also `user`, `agent` or `system`, and `pending` or `failed`.
 * @csspart bubble - What holds a message's text; modifiers as `message`.
 * @csspart avatar - A face; modifiers as `message`.
 * @csspart author - A name; modifiers as `message`.
 * @csspart time - A time; modifiers as `message`.
 * @csspart delivery - How far a message has come; modifiers as `message`.
 * @csspart activity - What the agent is at, and a turn's work, folded into one line.
 * @csspart step - A step of that work.
 * @csspart notice - A remark of the system; also `info`, `warning` or `error`.
 * @csspart card - A preview, an artifact or a pull request.
 * @csspart attachment - A file that goes with a message; in the composer also `uploading` or `failed`.
 * @csspart link - A link.
 * @csspart footnote-reference - The sign in the words that stands for a footnote, and leads to it.
 * @csspart footnotes - A message's footnotes, below its words.
 * @csspart footnote-back - Leads back from one.
 * @csspart sources - Where an answer's links lead, below it; there with `features="sources"`.
 * @csspart source - One of those links.
 * @csspart image - An image in a message.
 * @csspart image-placeholder - An image that waits for a click.
 * @csspart table - A table, in the box it scrolls in.
 * @csspart math - A formula; there with `features="math"`.
 * @csspart code - A block of code.
 * @csspart code-copy - Copies a block of code.
 * @csspart code-wrap - Wraps the long lines of a block of code; there with `features="highlight"`.
 * @csspart copy-button - Copies a message.
 * @csspart action-button - A button at a message, of `actions`; also `pressed`.
 * @csspart action-menu - Those that have no room in the line, while it is open.
 * @csspart action-item - One of them.
 * @csspart typing - The sign that the agent is working.
 * @csspart empty - What an empty transcript shows.
 * @csspart prompt - A conversation starter.
 * @csspart suggestion - Something to say next.
 * @csspart option - An answer to what the agent has asked.
 * @csspart earlier-button - Shows earlier messages, where there are any that were not read.
 * @csspart scroll-button - Leads to the latest message.
 * @csspart unread-badge - The count on the scroll button.
 * @csspart composer - The field and its buttons.
 * @csspart attach-button - Offers files to put with a message; there with `upload`.
 * @csspart input - The field a person writes in.
 * @csspart send-button - Sends.
 * @csspart stop-button - Stops the agent.
 * @csspart retry-button - Sends a failed message again.
 * @csspart discard-button - Gives a failed message up.
 *
 * @cssState disconnected - Nothing to connect to.
 * @cssState connecting - Opening the log for the first time.
 * @cssState live - Connected.
 * @cssState reconnecting - Connecting again.
 * @cssState offline - The device has no network.
 * @cssState unauthorized - Access was refused or has expired.
 * @cssState closed - The session is archived or gone.
 * @cssState idle - The agent has nothing to do.
 * @cssState working - The agent is at work.
 * @cssState awaiting-input - The agent has asked something.
 * @cssState empty - The transcript is empty.
 * @cssState unread - There is something unread.
 *
 * @cssproperty --oc-accent - The one colour of its own: the person's bubbles, the send button, the badge.
 * @cssproperty --oc-on-accent - Text on the accent.
 * @cssproperty --oc-link - Links and the focus ring; by default the accent.
 * @cssproperty --oc-surface - What everything lies on.
 * @cssproperty --oc-subtle - What lifts off it: code, cards, buttons.
 * @cssproperty --oc-text - Text.
 * @cssproperty --oc-muted - Text of lesser weight.
 * @cssproperty --oc-border - Hairlines that only divide.
 * @cssproperty --oc-outline - Edges that a control is known by.
 * @cssproperty --oc-danger - Failures.
 * @cssproperty --oc-warning - Warnings, and a connection that is coming back.
 * @cssproperty --oc-success - A connection that stands, work that went well.
 * @cssproperty --oc-code-keyword - Keywords in code; these are used with `features="highlight"`.
 * @cssproperty --oc-code-string - Strings in code.
 * @cssproperty --oc-code-number - Numbers in code.
 * @cssproperty --oc-code-type - Names of types in code.
 * @cssproperty --oc-code-property - Names of properties in code.
 * @cssproperty --oc-code-tag - Names of tags in code.
 * @cssproperty --oc-code-comment - Comments in code.
 * @cssproperty --oc-code-inserted - New lines of a diff.
 * @cssproperty --oc-code-deleted - Old lines of a diff.
 * @cssproperty --oc-font - Font family; by default the page's.
 * @cssproperty --oc-font-mono - Font family of code.
 * @cssproperty --oc-font-size - Size of a message's text; everything follows it.
 * @cssproperty --oc-radius - Roundness.
 * @cssproperty --oc-space - Distance from the edges and between entries.
 * @cssproperty --oc-measure - Longest line; wider boxes get margins.
 * @cssproperty [--oc-height=36rem] - Height of the box, unless a rule of the page sets one.
 */
export class OcSession extends LitElement {
  static override styles = [...styles];

  static override properties = LIT_PROPERTIES;

  static override get observedAttributes(): string[] {
    return [...super.observedAttributes, ...OBJECTS_BY_ATTRIBUTE.keys()];
  }

  /**
   * Client token. The attribute is read once and removed, since a stylesheet can read attributes; never
   * logged, stored or put in a URL.
   */
  declare token: string | null | undefined;
  /**
   * What the service speaks: `v3`, the sessions API, or `serverless`, the routes that your server serves for a
   * serverless agent. An endpoint's answer may say it too.
   * @default "v3"
   */
  declare protocol: "v3" | "serverless" | null | undefined;
  /**
   * API base, with or without a trailing slash; with `serverless` the prefix of your routes, by default
   * `/api/opencomputer/managed-agents`.
   * @default "https://api.opencomputer.dev/v3"
   */
  declare baseUrl: string | null | undefined;
  /** URL of your backend that hands out client tokens. */
  declare endpoint: string | null | undefined;
  /** `use-credentials` sends cookies to an endpoint, or to the routes of a serverless agent, of another origin. */
  declare crossorigin: "use-credentials" | null | undefined;
  /** Asked for client tokens, before `endpoint` is. */
  declare getClientToken: GetClientToken | null | undefined;
  /**
   * An opaque key for the person who is signed in: what one person wrote and did not send, another neither sees nor
   * sends. Without it, and without one in the endpoint's answer, nothing outlives the page that names no session.
   */
  declare user: string | null | undefined;
  /**
   * `none` keeps nothing beyond the page: no draft, no unsent message, no place.
   * @default "device"
   */
  declare storage: "device" | "none" | null | undefined;
  /**
   * Used for the endpoint and the API alike: CSRF headers, proxies, tests.
   * @default globalThis.fetch
   */
  declare fetch: typeof fetch | null | undefined;
  /**
   * `tail`: the end of the log is read and drawn first, and what comes before it as the reader gets there. `full`: the
   * log is read from its beginning.
   * @default "tail"
   */
  declare history: "tail" | "full" | null | undefined;
  /**
   * With `history="tail"` the end of the log is kept, at most 256 KB of it, and drawn the next time before the network answers:
   * `tab` as long as the tab lives, `device` for 30 days where a `user` is named, `none` not at all.
   * @default "tab"
   */
  declare cache: "tab" | "device" | "none" | null | undefined;
  /**
   * What to ask for and show; above `user`, work appears as a collapsible line. Display, not access control.
   * @default "user"
   */
  declare level: "user" | "progress" | "internal" | null | undefined;
  /**
   * The agent's work as it is done: `line`, what it is at and for how long, afterwards how many steps it took, to be
   * unfolded; `steps`, unfolded while it works; `none`. By itself `none` at `level="user"`, as commands may hold
   * secrets, and `line` above. The log is read at `progress` for it, and nothing else of that level is shown.
   * @default "none"
   */
  declare activity: "none" | "line" | "steps" | null | undefined;
  /**
   * Show only what follows this seq.
   * @default 0
   */
  declare afterSeq: number | null | undefined;
  /** The heading, and the name of the region. */
  declare heading: string | null | undefined;
  /** What an empty transcript says. */
  declare greeting: string | null | undefined;
  /** What an empty composer says. */
  declare placeholder: string | null | undefined;
  /** The agent's name. */
  declare agentName: string | null | undefined;
  /** URL of the agent's face. */
  declare agentAvatar: string | null | undefined;
  /**
   * A transcript without composer.
   * @default false
   */
  declare readOnly: boolean | null | undefined;
  /**
   * The composer is visible, but unusable.
   * @default false
   */
  declare disabled: boolean | null | undefined;
  /**
   * Images loaded without a click: `none`, `all`, or tokens of `same-origin` and origins.
   * @default "none"
   */
  declare allowImages: string | null | undefined;
  /**
   * Links that can be followed: `none`, `all`, or tokens of `same-origin` and origins.
   * @default "all"
   */
  declare allowLinks: string | null | undefined;
  /**
   * Beyond what every chat does: `highlight` colours code, `math` draws formulas, `sources` lists below an answer where its
   * links lead, `line-numbers` numbers the lines of code. `import "oc-session/highlight"` and `"oc-session/math"` do theirs
   * in every chat.
   */
  declare features: string | null | undefined;
  /**
   * What a menu in the header offers, as far as it applies: tokens of `new`, which begins a new conversation, `find`,
   * which looks for words in the whole log, `copy`, `download` and `print`, each of the whole conversation. Without
   * tokens there is no menu.
   */
  declare menu: string | null | undefined;
  /**
   * Tells people who look elsewhere, while the page is hidden, from one tab and without a message's words: tokens of
   * `title`, a count before the page's title, `badge`, one at the icon of an installed page, and `system`, notifications,
   * which a bell in the header asks for. All is given back afterwards. It works while the page is open.
   */
  declare notify: string | null | undefined;
  /** Starters while the transcript is empty; choosing one sends it. */
  declare prompts: readonly Prompt[] | null | undefined;
  /**
   * What the person may say next, as buttons under the agent's last message while the agent does nothing; choosing
   * one sends it. Where the agent has asked something, they are the answers offered.
   */
  declare suggestions: readonly Prompt[] | null | undefined;
  /**
   * The host's context, copied when a message is sent and posted with it: for your own systems, as the agent's
   * model does not see it.
   */
  declare refs: Readonly<Record<string, unknown>> | null | undefined;
  /**
   * Actor id whose messages are "mine"; else every person's are. Another one, or none after one, is another person: what
   * was written and not sent is not shown to them, nor sent, and is there again with the former.
   */
  declare viewer: string | null | undefined;
  /** Draw events of some types your own way, by exact type or `prefix.*`. */
  declare renderers: Renderers | null | undefined;
  /**
   * What can be done with a message, as buttons at it: `{ name, label, icon?, for?, pressed? }`, told by `oc-action`. With
   * it, also with an empty array, messages can be copied as markdown, and one's own be taken into the field again. Set
   * a new array when `pressed` would answer otherwise at messages that nobody has just pressed a button of.
   */
  declare actions: readonly MessageAction[] | null | undefined;
  /** The address of a page that leads to an entry, by `reveal`: messages then offer to copy it. */
  declare permalink: Permalink | null | undefined;
  /** The id or the seq of an entry that is scrolled into view once the log has been read; the focus stays. */
  declare revealed: string | null | undefined;
  /** Cancels a turn through your backend: what the Stop button does, which stands in the place of Send while the agent works. */
  declare cancelTurn: CancelTurn | null | undefined;
  /**
   * Puts a file where the agent can read it, and answers `{ url }`. With it the composer takes files: by a button, by
   * paste and by drop. Their addresses are added to the message's text, and to its `refs.attachments`.
   */
  declare upload: Upload | null | undefined;
  /** Files that are taken, as `accept` of a file input: endings, media types, `image/*`. By itself any. */
  declare accept: string | null | undefined;
  /** A larger file is not taken; in bytes. By itself there is no limit but that of `upload`. */
  declare maxFileSize: number | null | undefined;
  /**
   * So many files go with one message.
   * @default 10
   */
  declare maxFiles: number | null | undefined;
  /** Overrides of single texts. */
  declare strings: Partial<Strings> | null | undefined;

  /** @internal Set by a launcher that nobody has opened yet: do not connect. */
  declare deferred: boolean | undefined;

  readonly #internals = this.attachInternals();
  readonly #views = new ViewMaker(this, () => this.#requests.canWrite);
  readonly #events = new HostEvents(this, this.#internals.states, initialState(null, sessionViewOf(this)));
  readonly #controller = new SessionController(this, sessionViewOf(this), {
    // Each asks the host's own function, whichever it is by then.
    getClientToken: (question) => this.getClientToken?.(question),
    fetch: (input, init) => (this.fetch ?? globalThis.fetch)(input, init),
    observer: {
      ...this.#events.observer,
      identified: () => this.#requests.restore(),
      reset: () => this.#forget(),
      returned: (text) => (this.value = this.#value ? `${text}\n\n${this.#value}` : text),
    },
  });
  readonly #requests = new Requests(this, this.#controller, this.#events);
  readonly #notifying = new Notifying(this);
  readonly #slots = filledSlots(this);
  readonly #menu = new HeaderMenu(this, () => this.#controller.canBegin);
  readonly #finder = new Finder(this, this.#controller, this.#views);
  readonly #context = new ContextProvider(this, { context: sessionContext, initialValue: null });
  #session: string | null = null;
  #value = "";
  readonly #listed = entryLister();

  /**
   * Forgets all that is kept in this browser for this origin, for whomever, and empties every chat of every tab.
   * For sign-out; needs no element.
   */
  static readonly forget: () => void = () => forget();

  constructor() {
    super();
    this.#internals.role = "region";
    new FocusKeeper(this);
    new PanelFitter(this);
    new Countdown(this, () => this.#controller.shown.retryAt !== null);
  }

  /** Session id; also the one an endpoint has named. */
  get session(): string | null {
    return this.#session ?? this.#controller.state.session;
  }
  set session(session: string | null | undefined) {
    const previous = this.#session;
    this.#session = session || null;
    // Reading the property also gives what an endpoint has named, which null must not be compared with.
    this.requestUpdate("session", previous, { hasChanged: () => this.#session !== previous });
  }

  /** The composer's draft. */
  get value(): string {
    return this.#value;
  }
  set value(value: string | null | undefined) {
    const previous = this.#value;
    this.#value = value ?? "";
    if (this.#controller.session) this.#controller.session.draft = this.#value;
    this.requestUpdate("value", previous);
  }

  /** Where the connection to the log stands. */
  get connection(): Connection {
    return this.#controller.state.connection;
  }

  /** What the agent is doing. */
  get turn(): Turn {
    return this.#controller.state.turn;
  }

  /**
   * The transcript: the log's entries in seq order, as far as it has been read, then the messages it does not have yet.
   */
  get entries(): readonly Entry[] {
    return this.#listed(this.#controller.state);
  }

  /** Whether the whole log has been read, and `entries` holds all of it. */
  get historyComplete(): boolean {
    return isAllRead(this.#controller.state);
  }

  /** The last seq read; 0 before the first. */
  get lastSeq(): number {
    return this.#controller.state.lastSeq;
  }

  /** Agent messages and questions after the last one seen. */
  get unread(): number {
    return this.#events.unread;
  }

  /**
   * Sends a message. Stays pending while the message waits for a network; rejects with a `SessionError` when it
   * is empty, refused or discarded, or when the session ends here.
   */
  async send(text: string, options: SendOptions = {}): Promise<Sent> {
    // A property that was set in this task, before the call, may name another conversation than the one that is shown.
    const shown = this.#controller.sessionOf(sessionSourceOf(this, this.#session));
    const session = shown ?? (await this.#controller.opened());
    if (!session) throw new SessionError("config", "There is no session to send to.");
    const sent = session.send(text, { ...options, refs: options.refs ?? this.refs ?? null });
    this.#controller.flush();
    return sent;
  }

  /** Tries to connect, and to send what waits, now. */
  reconnect(): void {
    this.#controller.reconnect();
  }

  /** Signs out or begins a new conversation: forgets session, token, draft and unsent messages in every tab. */
  reset(): void {
    this.#controller.reset();
  }

  /**
   * Leaves the conversation for a new one, which begins with the next message; `endpoint` or `getClientToken` hears of it
   * by the reason `new`. What is unsent goes on being sent, and the draft stays with its conversation.
   */
  newConversation(): void {
    if (this.#controller.begin()) this.#forget(this.#controller.session?.draft);
  }

  /** Counts everything so far as read. */
  markRead(): void {
    this.#controller.session?.markRead();
  }

  /** Scrolls to the latest message, and follows from there. */
  scrollToEnd(): void {
    this.renderRoot.querySelector<OcTranscript>("oc-transcript")?.scrollToEnd();
  }

  /**
   * Opens a bar that finds words in the whole log, drawn or not, and looks for `text` if it is given. Control or
   * Command with F does that too, while the focus is in the chat; pressed again, it is the browser's. Formulas are found by what they are written as.
   * What is folded under a line, as the steps of work, is not looked at.
   */
  find(text?: string): void {
    void this.#finder.open(text);
  }

  /**
   * Scrolls an entry into view, by its id or its seq, and puts the focus on it; of a seq that shows nothing, the entry
   * before it. Resolves to whether it is there, once the log has been read.
   */
  reveal(target: string | number): Promise<boolean> {
    return this.#finder.reveal(target, true);
  }

  /** Puts the cursor into the composer. */
  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector<OcComposer>("oc-composer")?.focus(options);
  }

  /**
   * Reads all of the log that has not been read; `entries` holds it then. Rejects with a `SessionError` when it cannot
   * be read, or with the reason of `signal`.
   */
  readAll(signal?: AbortSignal): Promise<void> {
    return this.#controller.readAll(signal);
  }

  /**
   * The whole conversation as markdown: links as on the screen, all that others wrote in quotes. To read on, not a
   * record: what is true is the log. What has not been read of the log is read first; rejects with a `SessionError`
   * when it cannot be.
   */
  async exportMarkdown(): Promise<string> {
    await this.readAll();
    return exportMarkdown(this.entries, this.#views.view);
  }

  override attributeChangedCallback(name: string, old: string | null, value: string | null): void {
    const property = OBJECTS_BY_ATTRIBUTE.get(name);
    if (property) return void (value !== null && warnPropertyOnly(this, name, property));
    if (name !== "token") return super.attributeChangedCallback(name, old, value);
    if (value === null) return;
    this.token = value;
    this.removeAttribute("token");
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (VIEW.some((name) => changed.has(name))) this.#controller.setView(sessionViewOf(this));
    const before = this.#controller.session;
    if (SOURCE.some((name) => changed.has(name)) || !this.hasUpdated)
      this.#controller.setSource(sessionSourceOf(this, this.#session));
    // What was written for one conversation is kept with it, and not carried into another.
    const { session } = this.#controller;
    if (before && before !== session) this.#value = "";
    if (session && session !== this.#context.value) this.#value ||= session.draft;
    this.#context.setValue(session);
    this.#internals.ariaLabel = this.#headingText();
    if (this.upload) this.#requests.takeFiles();
  }

  protected override render(): TemplateResult {
    const state = this.#controller.shown;
    const { view } = this.#views;
    const heading = this.#headingText();
    return html`<div
      class=${state.confirming ? "frame confirming" : "frame"}
      @oc-request-send=${this.#requests.send}
      @oc-request-stop=${this.#requests.stop}
      @oc-request-dismiss=${this.#requests.dismiss}
      @oc-request-retry=${this.#requests.retry}
      @oc-request-discard=${this.#requests.discard}
      @oc-request-edit=${this.#requests.edit}
      @oc-request-report=${this.#requests.report}
      @oc-request-earlier=${this.#requests.earlier}
      @oc-seen=${this.#requests.seen}
      @oc-request-compose=${this.#requests.compose}
    >
      ${renderHeader(state, view, heading, this.#menu.button(state, view, heading), this.#notifying.bell(view), this.#slots())}
      ${renderBanner(state, view, this.#requests.bannerActions)} ${this.#finder.bar}
      ${renderConversation(state, view, this, this.#requests, this.#controller.session !== null, this.#slots())}
      <slot name="footer"></slot>
    </div>`;
  }

  #headingText(): string {
    return this.heading || format(this.#views.view.strings, "header.heading");
  }

  /** The conversation was reset, here or in another tab. */
  #forget(draft = ""): void {
    this.session = this.token = null;
    this.value = draft;
    this.#requests.tray?.forget();
  }
}

const SOURCE = propertiesDeciding("source");
const VIEW = propertiesDeciding("view");

declare global {
  interface HTMLElementTagNameMap {
    "oc-session": OcSession;
  }
}
