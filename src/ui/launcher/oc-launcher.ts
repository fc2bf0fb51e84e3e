import { type Chat, keptName } from "./chat.js";
import { make } from "./dom.js";
import { type LauncherMemory, memory } from "./memory.js";
import { isBehindModal, noticeTraps, obeyCommands, passFocusTraps } from "./page-around.js";
import { launcherSheet } from "./styles.js";
import { ENGLISH, type LauncherWords } from "./words.js";
import { documentParsed, pageIdle } from "../page/page-state.js";
import { ownDocument } from "../page/own-document.js";

const CHAT = "oc-session";

/** The allowed values of attributes. The first one is the default, and is used for any unknown value. */
const CHOICES = { placement: ["bottom-end", "bottom-start"], loading: ["lazy", "eager"] } as const;

// A server has no `HTMLElement`, and an import must not fail there.
const Base = globalThis.HTMLElement ?? (class {} as typeof HTMLElement);

/**
 * A floating button, and a panel above the rest of the page. The panel contains the light-DOM child `<oc-session>`,
 * which is given in markup or made when the panel is first opened. The launcher contains none of the chat's code: if
 * `<oc-session>` is not defined yet, {@link OcLauncher.load} loads it when a person points at, focuses or presses the
 * button.
 *
 * @attr {boolean} open - Whether the panel is shown. Stored for the tab, so that the next page of the site shows the same.
 * @attr {"bottom-end"|"bottom-start"} placement - The corner, by the direction of the text.
 * @attr {string} label - Name of the button and of the panel.
 * @attr {string} invite - A text that is shown beside the button, once for each person and site; pressing it opens the chat.
 * @attr {"lazy"|"eager"} loading - When the chat is loaded: when a person points at, focuses or presses the button, or once the page is idle.
 *
 * @slot - One `<oc-session>`.
 * @fires {CustomEvent<null>} oc-show - The panel was opened.
 * @fires {CustomEvent<null>} oc-hide - The panel was closed.
 *
 * @csspart launcher-button - The floating button.
 * @csspart unread-badge - The number of unread messages on it.
 * @csspart invite - The invite beside it.
 * @csspart invite-close - Dismisses the invite.
 * @csspart panel - The panel with the chat.
 * @csspart close-button - The button that closes the panel.
 *
 * @cssproperty --oc-accent - The floating button. The properties of the chat are the launcher's too, if they are set on it or around it.
 * @cssproperty --oc-on-accent - The sign on the button.
 * @cssproperty --oc-surface - The background of the panel and of the invite.
 * @cssproperty --oc-text - Text of the invite, and of the panel until the chat has loaded.
 * @cssproperty --oc-font - Font family.
 * @cssproperty --oc-radius - Radius of the panel's and the invite's corners.
 * @cssproperty [--oc-launcher-inset=1.25em] - Distance of button and panel from the edges of the window.
 * @cssproperty [--oc-launcher-width=25em] - Width of the panel. An `em` is `1rem` here, but at least 16 px.
 * @cssproperty [--oc-launcher-height=42em] - Height of the panel, if the window is high enough.
 */
export class OcLauncher extends Base {
  static readonly observedAttributes: readonly string[] = ["invite", "label", "loading", "open", "placement"];

  /**
   * Loads the code that defines `<oc-session>`; unset if that is defined together with the launcher. It resolves also
   * after a failure; then `<oc-session>` is still not defined.
   */
  static load?: () => Promise<unknown>;

  /**
   * Calls `say` with a launcher's texts in the language of the page, or with nothing for English. Calls it again at
   * each change of the language, until the signal is aborted. Unset if the launcher has only English.
   */
  static follow?: (launcher: Element, say: (words?: LauncherWords) => void, signal: AbortSignal) => void;

  /** Shows a launcher's invite, unless this person has seen it. Unset if there are no invites. */
  static invite?: (launcher: OcLauncher) => unknown;

  readonly #name = make("span", { className: "spoken" });
  readonly #badge = make("span", { part: "unread-badge", ariaHidden: "true" });
  readonly #button = make(
    "button",
    { part: "launcher-button", popover: "manual", onclick: () => this.toggle() },
    make("i"),
    this.#name,
    this.#badge,
  );
  /** Announces unread messages while the panel, and so the chat's own live regions, are hidden. */
  readonly #announcer = make("span", { className: "spoken", ariaLive: "polite" });
  /** Shown in place of the chat while it is being loaded, or after that has failed, with a button to retry. */
  readonly #waiting = make("div", { className: "waiting", ariaLive: "polite" });
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
  /** Whether the stored state has been read, or is not wanted any more. It is read once for each element. */
  #restored = false;
  #unread = 0;
  #words = ENGLISH;
  /** The element that had the focus before the panel took it. */
  #origin: HTMLElement | null = null;
  /** Removes the listeners outside of the element when it is disconnected. */
  #connected?: AbortController;

  constructor() {
    super();
    this.#root.adoptedStyleSheets = [launcherSheet()];
    this.#root.append(this.#button, this.#announcer, this.#panel);
    this.#root.onslotchange = () => this.#holdBack();
    // Pointing at the button or focusing it starts the download. A failure is shown only after a press.
    this.#button.onpointerenter = this.#button.onfocus = () => void this.#define();
    this.addEventListener("focusin", passFocusTraps);
    // A listener inside the launcher that has handled the key has called `preventDefault`.
    this.addEventListener("keydown", (event) => {
      // The focus comes back from the page once it has gone there: what has it there cannot be seen.
      if (event.key === "Tab" && this.#panel.ariaModal === "true")
        setTimeout(() => this.#hasFocus || this.#panel.focus());
      // In Safari, the key that ends a composition comes after `compositionend`; its key code is 229 everywhere.
      if (event.key !== "Escape" || event.keyCode === 229 || event.defaultPrevented || !this.open) return;
      // Otherwise the key would also close a dialog of the page around the launcher.
      event.preventDefault();
      this.hide();
    });
    this.addEventListener("oc-unread", (event) => this.#setUnread(event.detail.count));
    this.addEventListener("oc-session-change", () => this.#remember());
  }

  /** Whether the panel is shown; reflected. Setting it does not move the focus; {@link show} does. */
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

  /** The name of the button and of the panel. Default: "Chat", in the language of the page. */
  get label(): string {
    return this.getAttribute("label") || this.#words[0];
  }
  set label(value: string | null | undefined) {
    this.#reflect("label", value);
  }

  /**
   * A text that is shown beside the button, once for each person and site: not on phones, not to people who have opened
   * the chat, and not if nothing can be stored. Read when the launcher is connected.
   */
  get invite(): string {
    return this.getAttribute("invite") ?? "";
  }
  set invite(value: string | null | undefined) {
    this.#reflect("invite", value);
  }

  /**
   * When the chat is loaded: `lazy` (default), when a person points at, focuses or presses the button; `eager`, once the
   * page is idle.
   */
  get loading(): "lazy" | "eager" {
    return this.#choice("loading");
  }
  set loading(value: "lazy" | "eager" | null | undefined) {
    this.#reflect("loading", value);
  }

  /** Opens the panel, and moves the focus into it. */
  show(): void {
    if (this.open) return;
    this.#origin = ownDocument("activeElement") as HTMLElement | null;
    this.open = this.#restored = true;
    this.#panel.focus();
  }

  /** Closes the panel. If the focus was in it, it returns to the element that had it before. */
  hide(): void {
    this.open = false;
  }

  /** Opens the panel if it is closed; closes it if it is open. */
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
    // A popover is not in the flow of the page, so it would be printed on every page.
    addEventListener("beforeprint", () => this.#panel.togglePopover?.(false), { signal });
    addEventListener("afterprint", () => this.#apply(), { signal });
    addEventListener("resize", () => this.#describe(), { signal });
    // The button is hidden while a modal dialog is open, and shown again when that is closed.
    document.addEventListener("close", () => this.#apply(), { capture: true, signal });
    // Properties that were set before the element was defined are set again, by its accessors.
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

  /** Updates the button and the panel from the attributes. */
  #apply(): void {
    const { open } = this;
    const hadFocus = this.#hasFocus && this.#root.activeElement !== this.#button;
    // Above the backdrop of a modal dialog the button would look usable, but it is inert.
    const isAbove = !isBehindModal(this);
    // Called even if nothing has changed, because the browser closes a popover that is moved in the document.
    this.#button.togglePopover?.(isAbove);
    this.#panel.togglePopover?.(open && isAbove);
    this.#describe();
    if (open === this.#shown) return;
    this.#shown = open;
    if (open) void this.#fill();
    else if (hadFocus) {
      this.#origin?.focus();
      // The element that had the focus before may have been removed or hidden, or may be the body.
      if (!this.#origin?.matches(":focus")) this.#button.focus();
    }
    this.#remember();
    this.dispatchEvent(new CustomEvent(open ? "oc-show" : "oc-hide", { bubbles: true, composed: true }));
  }

  /** Shows the chat in the open panel, or that it could not be loaded. */
  async #fill(): Promise<void> {
    // If the chat is defined already, this text is removed before a paint.
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
    // If the panel still has the focus, the composer gets it. Not on touch screens, where the keyboard would cover the
    // chat.
    const isWaiting = this.#root.activeElement === this.#panel;
    if (isWaiting && !matchMedia("(pointer: coarse)").matches) chat.focus();
  }

  /**
   * Loads the definition of `<oc-session>` if it is missing. Resolves to false after a failure; the next call tries
   * again.
   */
  async #define(): Promise<boolean> {
    if (!customElements.get(CHAT)) await OcLauncher.load?.();
    return Boolean(customElements.get(CHAT));
  }

  /** Lets the chat connect. Makes a chat if the markup has none. */
  async #start(): Promise<Chat> {
    await documentParsed();
    this.#started = true;
    if (!this.#chat) this.append(document.createElement(CHAT));
    this.#holdBack();
    return this.#chat as Chat;
  }

  /**
   * Prevents requests of a chat that has not been opened. A chat connects one task after it was added to the document,
   * so `deferred` is set in time, whichever of the two elements was defined first.
   */
  #holdBack(): void {
    const chat = this.#chat;
    this.#setUnread(chat?.unread ?? 0);
    if (!chat) return;
    chat.deferred = !this.#started;
    // Removes the token from the markup. The chat does so itself, but only once it is defined.
    chat.token ??= chat.getAttribute("token");
    chat.removeAttribute("token");
  }

  async #restore(): Promise<void> {
    await documentParsed();
    if (this.#restored || !this.isConnected) return;
    this.#restored = true;
    const left = this.#memory();
    if (left) this.open = left.startsWith("open");
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

  get #hasFocus(): boolean {
    const around = this.getRootNode();
    return this.contains(around instanceof ShadowRoot ? around.activeElement : ownDocument("activeElement"));
  }

  get #chat(): Chat | null {
    return this.querySelector<Chat>(CHAT);
  }

  #setUnread(count: number): void {
    const isNews = count > this.#unread && !this.open;
    this.#unread = count;
    this.#describe();
    this.#announcer.textContent = isNews ? this.#name.textContent : "";
  }

  /**
   * Sets the names of the button and the panel. While the panel is closed, the unread count is a part of the button's
   * name, in the words of the chat.
   */
  #describe(): void {
    const { label, open } = this;
    const unread = (this.#badge.textContent = open ? "" : `${this.#unread || ""}`);
    this.#name.textContent = `${label} ${(unread && this.#chat?.unreadWords?.(this.#unread)) || unread}`;
    this.#button.ariaExpanded = `${open}`;
    this.#panel.ariaLabel = label;
    // On phones the panel fills the window, and the styles hide the button.
    this.#panel.ariaModal = `${open && getComputedStyle(this.#button).visibility === "hidden"}`;
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
  interface GlobalEventHandlersEventMap {
    "oc-show": CustomEvent<null>;
    "oc-hide": CustomEvent<null>;
  }
}
