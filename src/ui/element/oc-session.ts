import { ContextProvider } from "@lit/context";
import { html, LitElement, type PropertyValues, type TemplateResult } from "lit";
import type { CancelTurn, GetClientToken } from "../../session/access/grant.js";
import { forget } from "../../session/forget.js";
import type { Sent } from "../../session/sending/send-promises.js";
import type { SendOptions } from "../../session/session-options.js";
import type { Session } from "../../session/session.js";
import { initialState, isAllRead } from "../../session/state/state.js";
import type { Connection, Entry, Turn } from "../../session/state/state.js";
import { fetchOf } from "../../wire/connect.js";
import { functionIn, SessionError } from "../../wire/errors.js";
import { warnMistaken } from "../host/attributes.js";
import { sessionContext } from "../host/context.js";
import { renderConversation } from "./conversation.js";
import { Countdown } from "./countdown.js";
import { Finder } from "./tools/finder.js";
import { FocusKeeper } from "./focus-keeper.js";
import { HeaderMenu } from "./tools/header-menu.js";
import { Notifying } from "./tools/notifying.js";
import { PanelFitter } from "./panel-fitter.js";
import { renderBanner, renderHeader } from "./header.js";
import { Draft } from "../composer/draft.js";
import type { OcComposer } from "../composer/oc-composer.js";
import type { OcTranscript } from "../transcript/oc-transcript.js";
import { filledSlots } from "../host/filled-slots.js";
import { HostEvents } from "../host/host-events.js";
import { LIT_PROPERTIES, MISTAKEN_ATTRIBUTES, propertiesDeciding } from "../host/properties.js";
import { Requests } from "./requests.js";
import { entryLister, sessionSourceOf, sessionViewOf } from "./session-view.js";
import { SessionController } from "./session-controller.js";
import { exportMarkdown, readWhole } from "./export-loader.js";
import { format, type Strings } from "../language/strings.js";
import { styleChat } from "../content/chat-style.js";
import type { Prompt } from "../turn/choices.js";
import type { MessageAction, Permalink, Renderers, Upload } from "../presentation/presentation.js";
import { PresentationMaker } from "./presentation-maker.js";

/**
 * A chat with an agent: the log of one OpenComputer session as a transcript, and a composer that steers it.
 *
 * @summary Embeddable chat for OpenComputer agent sessions.
 *
 * @fires {CustomEvent<ConnectionDetail>} oc-connection - `{ connection, attempt, retryAt }`: the connection, or the count of failed attempts, changed.
 * @fires {CustomEvent<TurnDetail>} oc-turn - `{ turn, turnId, reason }`: a turn has started or ended, or the agent waits for an answer.
 * @fires {CustomEvent<SessionChangeDetail>} oc-session-change - `{ session, previous }`: another session is shown, or the endpoint has started one.
 * @fires {CustomEvent<EventDetail>} oc-event - `{ event, replayed }`: an event of the log at `level` was read, once for each reading of the log. `replayed`: the event was in the log before it was opened; such events are dispatched after they are drawn, page by page, the last page first. With `history="full"` all are dispatched in the order of the log.
 * @fires {CustomEvent<SendDetail>} oc-send - `{ text, idempotencyKey, answers, attachments }`: a person is about to send a message; cancelable: then the draft stays. Not dispatched for `send()`.
 * @fires {CustomEvent<SentDetail>} oc-sent - `{ text, idempotencyKey, id, seq }`: a message is in the log.
 * @fires {CustomEvent<ErrorDetail>} oc-error - `{ code, message, status, retryable }`: an error, for developers. It never contains the token.
 * @fires {CustomEvent<UnreadDetail>} oc-unread - `{ count }`: the number of unread messages and questions of the agent has changed.
 * @fires {CustomEvent<LinkDetail>} oc-link - `{ href, entry }`: a person follows a link; cancelable.
 * @fires {CustomEvent<ActionDetail>} oc-action - `{ name, entry, pressed }`: a person has pressed a button of `actions` at a message. `pressed`: whether a toggle button is to be pressed from now on; null for other buttons.
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
 * @csspart header - Heading and status line. With a background of yours, set also the colour of `status`, `menu-button` and `notify-button`.
 * @csspart heading - The heading.
 * @csspart status - Connection and turn in words.
 * @csspart notify-button - The bell that turns notifications on; with `notify="system"`.
 * @csspart menu-button - Opens the menu.
 * @csspart menu - The menu, while it is open.
 * @csspart menu-item - An item of the menu.
 * @csspart find - The find bar, while it is open.
 * @csspart find-input - The field of the find bar.
 * @csspart find-count - The number of the current match, and of all matches.
 * @csspart find-button - A button of the find bar: previous, next, close.
 * @csspart transcript - The scrolling log.
 * @csspart day - The line with the date between two days.
 * @csspart message - A message; also `user`, `agent` or `system`, and `pending` or `failed`.
 * @csspart bubble - The box with a message's text; modifiers as `message`.
 * @csspart avatar - The picture of the agent; modifiers as `message`.
 * @csspart author - The name of a message's author; modifiers as `message`.
 * @csspart time - The time of a message; modifiers as `message`.
 * @csspart delivery - The delivery of a message; modifiers as `message`.
 * @csspart activity - The agent's work in a turn, collapsed to one line.
 * @csspart step - A step of the agent's work.
 * @csspart notice - A notice of the system; also `info`, `warning` or `error`.
 * @csspart card - A preview, an artifact or a pull request.
 * @csspart attachment - A file of a message; in the composer also `uploading` or `failed`.
 * @csspart link - A link.
 * @csspart footnote-reference - The reference to a footnote in the text.
 * @csspart footnotes - The footnotes below a message.
 * @csspart footnote-back - The button from a footnote back to its reference.
 * @csspart sources - The list of the pages that an answer links to; with `features="sources"`.
 * @csspart source - A link in the list of sources.
 * @csspart image - An image in a message.
 * @csspart image-placeholder - An image that waits for a click.
 * @csspart table - The box in which a table scrolls.
 * @csspart math - A formula; with `features="math"`.
 * @csspart code - A block of code.
 * @csspart code-copy - Copies a block of code.
 * @csspart code-wrap - Wraps the long lines of a block of code; with `features="highlight"`.
 * @csspart copy-button - Copies a message.
 * @csspart action-button - A button of `actions` at a message; also `pressed`.
 * @csspart action-menu - The menu with the actions that do not fit in the line, while it is open.
 * @csspart action-item - An item of the menu of actions.
 * @csspart typing - The sign that the agent is working.
 * @csspart empty - The content of an empty transcript.
 * @csspart prompt - A starter in an empty transcript.
 * @csspart suggestion - A suggested message.
 * @csspart option - An answer to a question of the agent.
 * @csspart earlier-button - The button that shows earlier messages.
 * @csspart scroll-button - The button that scrolls to the latest message.
 * @csspart unread-badge - The count on the scroll button.
 * @csspart composer - The field and its buttons.
 * @csspart attach-button - The button that attaches files; with `upload`.
 * @csspart input - The field a person writes in.
 * @csspart send-button - The button that sends the message.
 * @csspart stop-button - The button that stops the agent.
 * @csspart retry-button - The button that sends a failed message again.
 * @csspart discard-button - The button that discards a failed message.
 *
 * @cssState disconnected - There is nothing to connect to.
 * @cssState connecting - Opening the log for the first time.
 * @cssState live - Connected.
 * @cssState reconnecting - Connecting again.
 * @cssState offline - The device has no network.
 * @cssState unauthorized - Access was refused or has expired.
 * @cssState closed - The session is archived or deleted.
 * @cssState idle - The agent is not working.
 * @cssState working - The agent is working.
 * @cssState awaiting-input - The agent waits for an answer.
 * @cssState empty - The transcript is empty.
 * @cssState unread - There are unread messages.
 *
 * @cssproperty --oc-accent - The accent: the person's bubbles, the send button, the badge.
 * @cssproperty --oc-on-accent - Text on the accent.
 * @cssproperty --oc-link - Links and the focus ring; by default the accent.
 * @cssproperty --oc-surface - The background. A dark one needs `color-scheme: dark`, which text and lines follow.
 * @cssproperty --oc-subtle - The background of code, cards and buttons.
 * @cssproperty --oc-text - Text.
 * @cssproperty --oc-muted - Secondary text.
 * @cssproperty --oc-border - Lines that only divide.
 * @cssproperty --oc-outline - Edges of controls.
 * @cssproperty --oc-danger - Failures.
 * @cssproperty --oc-warning - Warnings, and a connection that is coming back.
 * @cssproperty --oc-success - A live connection, and work that succeeded.
 * @cssproperty --oc-code-keyword - Keywords in code, as all colours of code with `features="highlight"`.
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
 * @cssproperty --oc-radius - Radius of corners.
 * @cssproperty --oc-space - Distance from the edges and between entries.
 * @cssproperty --oc-measure - Longest line; wider boxes get margins.
 * @cssproperty [--oc-height=36rem] - Height of the box, unless a rule of the page sets one.
 */
export class OcSession extends LitElement {
  static override properties = LIT_PROPERTIES;

  static override get observedAttributes(): string[] {
    return [...super.observedAttributes, ...MISTAKEN_ATTRIBUTES.keys()];
  }

  /**
   * Client token. The attribute is read once and removed, because style sheets can read attributes. The token is never
   * logged, stored or put into a URL.
   */
  declare token: string | null | undefined;
  /**
   * The protocol of the service: `v3`, the sessions API, or `serverless`, the routes that your server has for a
   * serverless agent. An endpoint's answer may name it too.
   * @default "v3"
   */
  declare protocol: "v3" | "serverless" | null | undefined;
  /**
   * API base, with or without a trailing slash; with `serverless` the prefix of your routes, by default
   * `/api/opencomputer/managed-agents`.
   * @default "https://api.opencomputer.dev/v3"
   */
  declare baseUrl: string | null | undefined;
  /** URL of your backend that issues client tokens. */
  declare endpoint: string | null | undefined;
  /** `use-credentials` sends cookies to an endpoint, or to the routes of a serverless agent, of another origin. */
  declare crossorigin: "use-credentials" | null | undefined;
  /** A function that returns client tokens. It is used in place of `endpoint`. */
  declare getClientToken: GetClientToken | null | undefined;
  /**
   * An opaque key for the person who is signed in. Drafts and unsent messages of one person are neither shown to nor
   * sent by another. Without a key here or in the endpoint's answer, a page that sets no `session` stores nothing.
   */
  declare user: string | null | undefined;
  /**
   * `device`: drafts, unsent messages and the last seq that was seen are stored on the device. `none`: nothing is
   * stored beyond the page.
   *
   * @default "device"
   */
  declare storage: "device" | "none" | null | undefined;
  /**
   * A function that sends all requests, to the endpoint and to the API: for CSRF headers, proxies and tests.
   *
   * @default globalThis.fetch
   */
  declare fetch: typeof fetch | null | undefined;
  /**
   * `tail`: the end of the log is read and drawn first; earlier pages are read when a person scrolls to them. `full`:
   * the log is read from its beginning.
   *
   * @default "tail"
   */
  declare history: "tail" | "full" | null | undefined;
  /**
   * Whether the end of the log, at most 256 KB, is stored, to be drawn at the next opening before the network answers.
   * `tab`: until the tab is closed. `device`: for 30 days, if `user` is set. `none`: not at all. Works only with
   * `history="tail"`.
   *
   * @default "tab"
   */
  declare cache: "tab" | "device" | "none" | null | undefined;
  /**
   * Which events are read and shown. Above `user`, work is shown as a line that can be expanded. It is no access
   * control.
   *
   * @default "user"
   */
  declare level: "user" | "progress" | "internal" | null | undefined;
  /**
   * How the agent's work is shown. `line`: one line with the current step and its duration, afterwards with the number
   * of steps; it can be expanded. `steps`: all steps while the agent works. `none`: not at all. Above `level="user"`
   * the default is `line`; at `user` it is `none`, because commands may contain secrets. For `line` and `steps` the log
   * is read at level `progress`; nothing else of that level is shown.
   *
   * @default "none"
   */
  declare activity: "none" | "line" | "steps" | null | undefined;
  /**
   * Only events after this seq are shown.
   * @default 0
   */
  declare afterSeq: number | null | undefined;
  /** The heading, and the accessible name of the chat. */
  declare heading: string | null | undefined;
  /** The greeting in an empty transcript. */
  declare greeting: string | null | undefined;
  /** The placeholder of the composer. */
  declare placeholder: string | null | undefined;
  /** The agent's name. */
  declare agentName: string | null | undefined;
  /** URL of a picture of the agent. */
  declare agentAvatar: string | null | undefined;
  /**
   * Shows the transcript without a composer.
   * @default false
   */
  declare readOnly: boolean | null | undefined;
  /** Shows the composer disabled. @default false */
  declare disabled: boolean | null | undefined;
  /**
   * The images that are loaded without a click: `none`, `all`, or a list of `same-origin` and origins, separated by
   * spaces.
   * @default "none"
   */
  declare allowImages: string | null | undefined;
  /**
   * The links that can be followed: `none`, `all`, or a list of `same-origin` and origins, separated by spaces.
   * @default "all"
   */
  declare allowLinks: string | null | undefined;
  /**
   * A list of further features, separated by spaces: `highlight` colours code, `math` draws formulas, `sources` lists
   * the pages that an answer links to, `line-numbers` numbers the lines of code. `import "oc-session/highlight"` and
   * `"oc-session/math"` turn these two on in every chat.
   */
  declare features: string | null | undefined;
  /**
   * The items of a menu in the header, separated by spaces. `new` begins a new conversation; `find` searches the whole
   * log; `copy`, `download` and `print` apply to the whole conversation. An item that does not apply is left out.
   * Without items there is no menu.
   */
  declare menu: string | null | undefined;
  /**
   * How people are notified of new messages while the page is hidden; a list separated by spaces. `title`: a count
   * before the page's title. `badge`: a count at the icon of an installed page. `system`: notifications, which a bell
   * in the header turns on. One tab notifies for all, without the text of the message. Everything is removed when the
   * page is visible again.
   */
  declare notify: string | null | undefined;
  /** Starters: buttons in an empty transcript. Choosing one sends its text. */
  declare prompts: readonly Prompt[] | null | undefined;
  /**
   * Suggestions: buttons below the agent's last message while the agent is idle. Choosing one sends its text. While a
   * question of the agent is open, they are answers to it.
   */
  declare suggestions: readonly Prompt[] | null | undefined;
  /**
   * Your own data, which is copied when a message is sent, and posted with it. It is for your own systems: the agent's
   * model does not see it.
   */
  declare refs: Readonly<Record<string, unknown>> | null | undefined;
  /**
   * The id of the actor whose messages are "mine"; without it the messages of every person are. Another id means
   * another person: drafts and unsent messages of the previous person are neither shown nor sent until that id is set
   * again.
   */
  declare viewer: string | null | undefined;
  /**
   * Functions that draw events, by exact event type or `prefix.*`. An entry that one hides is not copied, exported or
   * announced either. For an entry that was never drawn, the function is called then, and its `signal` aborted at once.
   */
  declare renderers: Renderers | null | undefined;
  /**
   * Buttons at each message, `{ name, label, icon?, for?, pressed? }`; a press dispatches `oc-action`. With an array,
   * even an empty one, messages can also be copied as markdown, and a person's own messages be edited as new ones. Set
   * a new array when the result of `pressed` changes without a press.
   */
  declare actions: readonly MessageAction[] | null | undefined;
  /**
   * A function that returns the URL of a page that shows an entry, by `reveal` there. With it, a link to a message can
   * be copied.
   */
  declare permalink: Permalink | null | undefined;
  /**
   * The id or the seq of an entry. It is scrolled into view once the log has been read; the focus stays where it is.
   */
  declare revealed: string | null | undefined;
  /** Cancels a turn through your backend. With it, a Stop button takes the place of Send while the agent works. */
  declare cancelTurn: CancelTurn | null | undefined;
  /**
   * A function that uploads a file to a place where the agent can read it, and resolves to `{ url }`. With it the
   * composer accepts files, by a button, by paste and by drop. Their URLs are added to the text of the message and to
   * its `refs.attachments`.
   */
  declare upload: Upload | null | undefined;
  /** The files that are accepted, as in `accept` of a file input: extensions, media types, `image/*`. Default: any. */
  declare accept: string | null | undefined;
  /** The largest file that is accepted, in bytes. Default: no limit. */
  declare maxFileSize: number | null | undefined;
  /**
   * The largest number of files in one message.
   * @default 10
   */
  declare maxFiles: number | null | undefined;
  /** Texts that replace single ones of the language. */
  declare strings: Partial<Strings> | null | undefined;

  /** @internal Whether to connect later: set by the launcher until its panel is opened. */
  declare deferred: boolean | undefined;

  readonly #internals = this.attachInternals();
  readonly #presentations = new PresentationMaker(this, () => this.#requests);
  readonly #events = new HostEvents(this, this.#internals.states, initialState(null, sessionViewOf(this)));
  readonly #controller = new SessionController(this, sessionViewOf(this), {
    // Each call uses the function that the host has set at that time.
    getClientToken: (question) =>
      this.getClientToken && functionIn("getClientToken", this.getClientToken)(question),
    fetch: (input, init) => fetchOf(this.fetch)(input, init),
    observer: {
      ...this.#events.observer,
      identified: () => this.#requests.restore(),
      reset: () => this.#forget(),
      returned: (text) => (this.value = this.value ? `${text}\n\n${this.value}` : text),
    },
  });
  readonly #requests = new Requests(this, this.#controller, this.#events);
  readonly #notifying = new Notifying(this, () => this.#controller.session?.fileDraft.person.key ?? null);
  readonly #slots = filledSlots(this);
  readonly #menu = new HeaderMenu(this, () => this.#controller.canBegin);
  readonly #finder = new Finder(this, this.#controller, this.#presentations);
  readonly #context = new ContextProvider(this, { context: sessionContext, initialValue: null });
  #session: string | null = null;
  readonly #draft = new Draft();
  readonly #listed = entryLister();

  /**
   * Removes everything that is stored in this browser for this origin, for every person, and empties every chat in
   * every tab. For a sign-out; no element is needed.
   */
  static readonly forget: () => void = () => forget();

  constructor() {
    super();
    this.#internals.role = "region";
    styleChat(this);
    new FocusKeeper(this);
    new PanelFitter(this);
    new Countdown(this, () => this.#controller.shown.retryAt !== null);
  }

  /** The id of the session that the host has set, or that the endpoint has named. */
  get session(): string | null {
    return this.#session ?? this.#controller.state.session;
  }
  set session(session: string | null | undefined) {
    const previous = this.#session;
    this.#session = session || null;
    // The getter also returns a session that the endpoint has named, so the default comparison of the old and the new
    // value would be wrong.
    this.requestUpdate("session", previous, { hasChanged: () => this.#session !== previous });
  }

  /** The composer's draft. */
  get value(): string {
    return this.#draft.text;
  }
  set value(value: string | null | undefined) {
    const previous = this.#draft.write(String(value ?? ""), this.#controller.session, this.#named);
    this.requestUpdate("value", previous);
  }

  /** The open session; null where none is open, or a property that was set in this task names another one. */
  get #named(): Session | null {
    return this.#controller.sessionOf(sessionSourceOf(this, this.#session));
  }

  /** The state of the connection to the log. */
  get connection(): Connection {
    return this.#controller.state.connection;
  }

  /** What the agent is doing. */
  get turn(): Turn {
    return this.#controller.state.turn;
  }

  /**
   * The transcript: the entries of the log, as far as it has been read, in the order of their seqs, then the messages
   * that the log does not have yet.
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

  /** The number of the agent's messages and questions after the last entry that was seen. */
  get unread(): number {
    return this.#events.unread;
  }

  /** @internal A count of unread messages in words, for the launcher. */
  unreadWords(count: number): string {
    return format(this.#presentations.presentation.strings, "transcript.unread", { count });
  }

  /**
   * Sends a message. Resolves once the message is in the log, with its id and seq, however long that takes. Rejects
   * with a `SessionError` when the message is empty, refused or discarded, or when the session is closed here.
   */
  async send(text: string, options: SendOptions = {}): Promise<Sent> {
    const session = this.#named ?? (await this.#controller.opened());
    if (!session) throw new SessionError("config", "There is no session to send to.");
    const sent = session.send(text, { ...options, refs: options.refs ?? this.refs ?? null });
    this.#controller.flush();
    return sent;
  }

  /** Tries at once to connect, and to send the waiting messages. */
  reconnect(): void {
    this.#controller.reconnect();
  }

  /**
   * Forgets the session, the token, the draft and the unsent messages in every tab: for a sign-out, or to begin a new
   * conversation.
   */
  reset(): void {
    this.#controller.reset();
  }

  /**
   * Leaves the conversation for a new one, which begins with the next message. `endpoint` or `getClientToken` is asked
   * with the reason `new`. Unsent messages are still sent, and the draft stays with the old conversation.
   */
  newConversation(): void {
    if (this.#controller.begin()) this.#forget(this.#controller.session?.draft);
  }

  /** Marks everything so far as read. */
  markRead(): void {
    this.#controller.session?.markRead();
  }

  /** Scrolls to the latest message, and follows new ones. */
  scrollToEnd(): void {
    this.renderRoot.querySelector<OcTranscript>("oc-transcript")?.scrollToEnd();
  }

  /**
   * Opens the find bar, which searches the whole log, and searches for `text` if it is given. Control+F or Command+F in
   * the chat opens it too; a second press opens the browser's own search. Formulas are found by their source. Collapsed
   * content is searched too: the steps of work with their output, and the details of a card.
   */
  find(text?: string): void {
    void this.#finder.open(text);
  }

  /**
   * Scrolls an entry into view, by its id or its seq, and focuses it. A seq without an entry stands for the entry
   * before it. Resolves once the log has been read, to whether there is such an entry; to false if `reveal` is called
   * again or the conversation is left before.
   */
  reveal(target: string | number): Promise<boolean> {
    return this.#finder.reveal(target, true);
  }

  /** Moves the focus into the composer. */
  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector<OcComposer>("oc-composer")?.focus(options);
  }

  /**
   * Reads the rest of the log, so that `entries` is complete. Rejects with a `SessionError` when it cannot be read, or
   * with the reason of `signal`.
   */
  readAll(signal?: AbortSignal): Promise<void> {
    return this.#controller.readAll(signal);
  }

  /**
   * Resolves to the whole conversation as markdown, for people to read: each message in a quote, links as on the
   * screen, without what `renderers` hide. Reads the rest of the log first. Rejects with a `SessionError` when it
   * cannot be read. It is always the conversation that was open at the call: if that is reset meanwhile, the error is
   * `closed`.
   */
  async exportMarkdown(): Promise<string> {
    const session = this.#named ?? (await this.#controller.opened());
    const { presentation } = this.#presentations;
    return exportMarkdown(this.#listed(await readWhole(session ?? this.#controller)), presentation);
  }

  override attributeChangedCallback(name: string, old: string | null, value: string | null): void {
    const property = MISTAKEN_ATTRIBUTES.get(name);
    if (property) return void (value !== null && warnMistaken(this, name, property));
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
    const { session } = this.#controller;
    this.#draft.follow(session, before, session !== this.#context.value);
    this.#context.setValue(session);
    this.#internals.ariaLabel = this.#headingText();
    if (this.upload) this.#requests.takeFiles();
  }

  protected override render(): TemplateResult {
    const state = this.#controller.shown;
    const { presentation } = this.#presentations;
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
      ${renderHeader(state, presentation, heading, this.#menu.button(state, presentation, heading), this.#notifying.bell(presentation), this.#slots())}
      ${renderBanner(state, presentation, this.#requests.bannerActions)} ${this.#finder.bar}
      ${renderConversation(state, presentation, this, this.#requests, this.#controller.session !== null, this.#slots())}
      <slot name="footer"></slot>
    </div>`;
  }

  #headingText(): string {
    return this.heading || format(this.#presentations.presentation.strings, "header.heading");
  }

  /** Empties the properties after the conversation was reset or left. @param draft the new value of the composer. */
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
