import { type Chat, keptName } from "./chat.js";
import { make } from "./dom.js";
import { type LauncherMemory, memory } from "./memory.js";
import { isBehindModal, noticeTraps, obeyCommands, passFocusTraps } from "./page-around.js";
import { launcherSheet } from "./styles.js";
import { ENGLISH, type LauncherWords } from "./words.js";
import { documentParsed, pageIdle } from "../page/page-state.js";
import { ownDocument } from "../page/own-document.js";

const CHAT = "oc-session";

/** The values of attributes. The first one is the default, and stands for any unknown value. */
const CHOICES = { placement: ["bottom-end", "bottom-start"], loading: ["lazy", "eager"] } as const;

// On a server there is no HTMLElement, and an import must not fail there.
const Base = globalThis.HTMLElement ?? (class {} as typeof HTMLElement);

/**
 * A floating button, and a panel above everything else on the page. The panel holds the light-DOM child `<oc-session>`,
 * which is given in markup or made when the panel is first opened. The launcher has none of the chat's code: where
 * `<oc-session>` is not defined yet, {@link OcLauncher.load} fetches it when a person points at, focuses or presses the
 * button.
 *
 * @attr {boolean} open - The panel is shown. Kept for the tab: the next page of the site shows it as it was left.
 * @attr {"bottom-end"|"bottom-start"} placement - The corner, by the direction of the text.
 * @attr {string} label - Name of the button and of the panel.
 * @attr {string} invite - Said beside the button, once for each person and site; pressing it opens the chat.
 * @attr {"lazy"|"eager"} loading - When the chat is fetched and started: on interest, or once the page is idle.
 *
 * @slot - One `<oc-session>`.
 * @fires {CustomEvent<null>} oc-show - The panel was opened.
 * @fires {CustomEvent<null>} oc-hide - The panel was closed.
 *
 * @csspart launcher-button - The floating button.
 * @csspart unread-badge - The number of unread messages on it.
 * @csspart invite - The invite beside it.
 * @csspart invite-close - Dismisses the invite.
 * @csspart panel - What holds the chat.
 * @csspart close-button - The panel's own button to close it.
 *
 * @cssproperty [--oc-launcher-inset=1.25em] - Distance of button and panel from the edges of the window.
 * @cssproperty [--oc-launcher-width=25em] - Width of the panel. An `em` is `1rem` here, but at least 16 px.
 * @cssproperty [--oc-launcher-height=42em] - Height of the panel, where the window has as much.
 */
export class OcLauncher extends Base {
  static readonly observedAttributes: readonly string[] = ["invite", "label", "loading", "open", "placement"];

  /**
   * Fetches the code that defines `<oc-session>`; unset where that is defined together with the launcher. It resolves
   * also after a failure: then `<oc-session>` is still not defined.
   */
  static load?: () => Promise<unknown>;

  /**
   * Calls `say` with a launcher's words in the language of the page, or with nothing for English. Calls it again at
   * each change of the language, until the signal is aborted. Unset where a launcher has English only.
   */
  static follow?: (launcher: Element, say: (words?: LauncherWords) => void, signal: AbortSignal) => void;

  /** Shows a launcher's invite, unless this person has seen it. Unset where there are no invites. */
  static invite?: (launcher: OcLauncher) => unknown;

  readonly #name = make("span", { className: "spoken" });
  readonly #badge = make("span", { part: "unread-badge" });
  readonly #button = make(
    "button",
    { part: "launcher-button", popover: "manual", onclick: () => this.toggle() },
    make("i"),
    this.#name,
    this.#badge,
  );
  /** Announces unread messages while the panel is hidden, and with it the chat's own live regions. */
  readonly #announcer = make("span", { className: "spoken", role: "status" });
  /**
   * Shown in place of the chat until it is there: that it is being loaded, or that it failed, with a button to retry.
   */
  readonly #waiting = make("div", { className: "waiting", role: "status" });
  readonly #close = make("button", { part: "close-button", onclick: () => this.hide() }, make("i"));
  /** The popover is `manual`: a click on the page does not close it, and several panels may be open at once. */
  readonly #panel = make(
    "div",
    { part: "panel", popover: "manual", role: "dialog", tabIndex: -1 },
    this.#close,
    make("slot"),
    this.#waiting,
  );
  readonly #root = this.attachShadow({ mode: "open" });
  /** Whether the last event was `oc-show`, and not `oc-hide`. */
  #shown = false;
  /** Whether the chat may connect: it was opened, or `loading` is `eager`. */
  #started = false;
  /** Whether the memory of the tab has been read. It is read once in the life of the element. */
  #restored = false;
  #unread = 0;
  #words = ENGLISH;
  /** The element that had the focus before the panel took it. */
  #origin: HTMLElement | null = null;
  /** Ends the listeners outside of the element when it is disconnected. */
  #connected?: AbortController;

  constructor() {
    super();
    this.#root.adoptedStyleSheets = [launcherSheet()];
    this.#root.append(this.#button, this.#announcer, this.#panel);
    this.#root.onslotchange = () => this.#holdBack();
    // A pointer over the button, or the focus on it, starts the download. A failure is shown only after a press.
    this.#button.onpointerenter = this.#button.onfocus = () => void this.#define();
    this.addEventListener("focusin", passFocusTraps);
    // A listener inside that has used the key has prevented its default.
    this.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.isComposing || event.defaultPrevented || !this.open) return;
      // Without this the key would also close a dialog of the page around the launcher.
      event.preventDefault();
      this.hide();
    });
    this.addEventListener("oc-unread", (event) => this.#setUnread(event.detail.count));
    this.addEventListener("oc-session-change", () => this.#remember());
  }

  /** Whether the panel is shown; reflected. Setting it does not move the focus into the panel, {@link show} does. */
  get open(): boolean {
    return this.hasAttribute("open");
  }
  set open(value: boolean | null | undefined) {
    this.toggleAttribute("open", Boolean(value));
  }

  /** The corner, by the direction of the text: `bottom-end` (default) or `bottom-start`. */
  get placement(): "bottom-end" | "bottom-start" {
    return this.#choice("placement");
  }
  set placement(value: "bottom-end" | "bottom-start" | null | undefined) {
    this.#reflect("placement", value);
  }

  /** Name of the button and of the panel; default "Chat", in the language of the page. */
  get label(): string {
    return this.getAttribute("label") || this.#words[0];
  }
  set label(value: string | null | undefined) {
    this.#reflect("label", value);
  }

  /**
   * Said beside the button, once for each person and site: not on phones, not to people who have opened the chat, and
   * not where nothing can be kept. Read when the launcher is connected.
   */
  get invite(): string {
    return this.getAttribute("invite") ?? "";
  }
  set invite(value: string | null | undefined) {
    this.#reflect("invite", value);
  }

  /** When the chat is fetched and started: `lazy` (default) on interest, `eager` once the page is idle. */
  get loading(): "lazy" | "eager" {
    return this.#choice("loading");
  }
  set loading(value: "lazy" | "eager" | null | undefined) {
    this.#reflect("loading", value);
  }

  /** Opens the panel and moves focus into it. */
  show(): void {
    if (this.open) return;
    this.#origin = ownDocument("activeElement") as HTMLElement | null;
    this.open = true;
    this.#panel.focus();
  }

  /** Closes the panel; focus that was in it returns to where it came from. */
  hide(): void {
    this.open = false;
  }

  /** Opens a closed panel, closes an open one. */
  toggle(): void {
    if (this.open) this.hide();
    else this.show();
  }

  /** @internal */
  connectedCallback(): void {
    this.#connected = new AbortController();
    const { signal } = this.#connected;
    obeyCommands(this, signal);
    const onTrap = (isTrapped: boolean) => (this.#button.inert = this.#panel.inert = isTrapped);
    noticeTraps(this, onTrap, signal);
    // A popover is not in the flow of the page, so it would be printed on every sheet.
    addEventListener("beforeprint", () => this.#panel.togglePopover?.(false), { signal });
    addEventListener("afterprint", () => this.#apply(), { signal });
    // The button is hidden behind a modal dialog, and shown again when that is closed.
    document.addEventListener("close", () => this.#apply(), { capture: true, signal });
    // Properties that were set before the element's class was defined are set again, through its accessors.
    const own = this as unknown as Record<string, unknown>;
    for (const [name, value] of Object.entries(this)) {
      delete own[name];
      own[name] = value;
    }
    this.#apply();
    OcLauncher.follow?.(
      this,
      (words = ENGLISH) => {
        this.#words = words;
        this.#describe();
      },
      signal,
    );
    void this.#restore();
  }

  /** @internal */
  disconnectedCallback(): void {
    this.#connected?.abort();
  }

  /** @internal */
  attributeChangedCallback(name: string, _: unknown, value: string): void {
    const choices: readonly string[] | undefined = CHOICES[name as keyof typeof CHOICES];
    if (value && choices && !choices.includes(value))
      console.warn(`<oc-launcher>: ${name}="${value}" is not one of ${choices}`);
    if (this.isConnected) this.#apply();
  }

  /** Brings the button and the panel in line with the attributes. */
  #apply(): void {
    const { open } = this;
    const around = this.getRootNode();
    const focused = around instanceof ShadowRoot ? around.activeElement : ownDocument("activeElement");
    const hadFocus = this.contains(focused) && this.#root.activeElement !== this.#button;
    // Above the backdrop of a modal dialog the button would look usable, which it is not.
    const isAbove = !isBehindModal(this);
    // Called also when nothing has changed: the browser closes a popover that is moved in the document.
    this.#button.togglePopover?.(isAbove);
    this.#panel.togglePopover?.(open && isAbove);
    this.#describe();
    if (open === this.#shown) return;
    this.#shown = open;
    if (open) void this.#fill();
    else if (hadFocus) {
      this.#origin?.focus();
      // The element that had the focus before may be gone or hidden by now, or it was only the page's body.
      if (!this.#origin?.matches(":focus")) this.#button.focus();
    }
    this.#remember();
    this.dispatchEvent(new CustomEvent(open ? "oc-show" : "oc-hide", { bubbles: true, composed: true }));
  }

  /** Puts the chat into the open panel, or says there that it could not be loaded. */
  async #fill(): Promise<void> {
    // Where the chat is defined already, this is replaced before a paint.
    this.#waiting.replaceChildren(this.#words[2]);
    if (!(await this.#define())) {
      const onclick = () => {
        this.#panel.focus();
        void this.#fill();
      };
      this.#waiting.replaceChildren(this.#words[3], make("button", { onclick }, this.#words[4]));
      return;
    }
    this.#waiting.replaceChildren();
    const chat = await this.#start();
    // The chat connects one task later. Then its composer can take the focus.
    await new Promise((later) => setTimeout(later));
    await chat.updateComplete;
    // If the panel still has the focus, the composer gets it. Not on touch screens: their keyboard would cover the
    // chat.
    const isWaiting = this.#root.activeElement === this.#panel;
    if (isWaiting && !matchMedia("(pointer: coarse)").matches) chat.focus();
  }

  /**
   * Loads the definition of `<oc-session>` where it is missing. Resolves to false after a failure; a next call tries
   * again.
   */
  async #define(): Promise<boolean> {
    if (!customElements.get(CHAT)) await OcLauncher.load?.();
    return Boolean(customElements.get(CHAT));
  }

  /** Lets the chat connect. Makes one where markup has none. */
  async #start(): Promise<Chat> {
    await documentParsed();
    this.#started = true;
    if (!this.#chat) this.append(document.createElement(CHAT));
    this.#holdBack();
    return this.#chat as Chat;
  }

  /**
   * Keeps a chat that nobody has opened from sending requests. A chat connects a task after it came into the document,
   * so `deferred` is set in time, whichever of the two elements was there first.
   */
  #holdBack(): void {
    const chat = this.#chat;
    if (!chat) return;
    chat.deferred = !this.#started;
    // The token leaves the markup. The chat does that itself, but only once its element is defined.
    chat.token ??= chat.getAttribute("token");
    chat.removeAttribute("token");
  }

  async #restore(): Promise<void> {
    await documentParsed();
    if (this.#restored || !this.isConnected) return;
    this.#restored = true;
    const left = this.#memory();
    if (left) this.open = left.startsWith("open");
    this.#setUnread(this.#chat?.unread ?? 0);
    if (!left && this.invite) OcLauncher.invite?.(this);
    if (!left?.endsWith("conversation") && this.loading !== "eager") return;
    await pageIdle();
    if (await this.#define()) await this.#start();
  }

  #remember(): void {
    if (this.#restored)
      this.#memory(`${this.open ? "open" : "closed"}${this.#chat?.session ? " conversation" : ""}`);
  }

  #memory(left?: LauncherMemory): LauncherMemory | null {
    const name = keptName(this, this.#chat);
    return name === null ? null : memory(name, left);
  }

  get #chat(): Chat | null {
    return this.querySelector<Chat>(CHAT);
  }

  #setUnread(count: number): void {
    const isNews = count > this.#unread && !this.open;
    this.#unread = count;
    this.#describe();
    this.#announcer.textContent = isNews ? this.#button.textContent : "";
  }

  /**
   * Writes the names of button and panel. While the panel is closed, the unread count is a part of the button's name.
   */
  #describe(): void {
    const { label, open } = this;
    this.#name.textContent = `${label} `;
    this.#badge.textContent = open ? "" : `${this.#unread || ""}`;
    this.#button.ariaExpanded = `${open}`;
    this.#panel.ariaLabel = label;
    this.#close.ariaLabel = this.#words[1];
  }

  #choice<Name extends keyof typeof CHOICES>(name: Name): (typeof CHOICES)[Name][number] {
    const [first, second] = CHOICES[name];
    return this.getAttribute(name) === second ? second : first;
  }

  #reflect(name: string, value: string | null | undefined): void {
    if (value == null) this.removeAttribute(name);
    else this.setAttribute(name, value);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "oc-launcher": OcLauncher;
  }
  interface HTMLElementEventMap {
    "oc-show": CustomEvent<null>;
    "oc-hide": CustomEvent<null>;
  }
}
