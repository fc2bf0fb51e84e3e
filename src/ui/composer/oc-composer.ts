import { html, LitElement, nothing, type TemplateResult } from "lit";
import { sendIcon, stopIcon } from "../presentation/icons.js";
import { format } from "../language/strings.js";
import type { Presentation } from "../presentation/presentation.js";
import type { Tray } from "../uploads/uploads.js";

/**
 * A press this soon after one on the send button counts as the rest of a double click. The stop button stands in its
 * place by then.
 */
const DOUBLE_CLICK_MS = 600;

/**
 * Where a person writes: a text field that grows with its text, and a button to send. While the agent works and the
 * field is empty, one to stop it stands in its place. It keeps no draft of its own: `value` follows what is typed, and only the owner empties it,
 * once the message is safe.
 *
 * The field's native `input` event crosses to the host. So do keys, but those that mean typing end there:
 * the page's shortcuts must not fire while a person writes.
 *
 * @fires oc-request-send - `{ text, attachments, taken }`: what to send, without blank ends, never empty; with files, those, and what is to be called once they are kept
 * @fires oc-request-stop - the running turn should be cancelled
 */
export class OcComposer extends LitElement {
  static override properties = {
    presentation: { attribute: false },
    value: { attribute: false },
    placeholder: { attribute: false },
    disabled: { attribute: false },
    working: { attribute: false },
    canStop: { attribute: false },
    stopping: { attribute: false },
    tray: { attribute: false },
    filled: { attribute: false },
    waiting: { attribute: false },
    slots: { attribute: false },
  };

  declare presentation: Presentation;
  /** The draft. */
  declare value: string;
  /** "" for the language's own. */
  declare placeholder: string;
  /** Whether the composer is shown and cannot be used. */
  declare disabled: boolean;
  /** Whether the agent is working. */
  declare working: boolean;
  /** Whether the turn under way can be stopped. */
  declare canStop: boolean;
  /** Whether the turn was asked to stop and has not stopped yet. */
  declare stopping: boolean;
  /** The files that are to go with the message; null where none can. */
  declare tray: Tray | null;
  /** Whether there are files to go with the message. */
  declare filled: boolean;
  /** Whether the message waits for its files: it can be read, and not be changed. */
  declare waiting: boolean;
  /** The slots that the host has put something into, separated by blanks. */
  declare slots: string;

  /** The button with the focus is about to be removed. The field takes the focus then. */
  #focusLost = false;
  #pressedAt = -Infinity;

  constructor() {
    super();
    this.value = "";
    this.placeholder = "";
    this.disabled = false;
    this.working = false;
    this.canStop = false;
    this.stopping = false;
    this.tray = null;
    this.filled = this.waiting = false;
    this.slots = "";
  }

  override createRenderRoot(): this {
    return this;
  }

  /** Puts the cursor into the field. */
  override focus(options?: FocusOptions): void {
    this.querySelector("textarea")?.focus(options);
  }

  protected override willUpdate(): void {
    this.#focusLost = this.querySelector("button:focus") !== null;
    this.tray?.update(this);
  }

  protected override render(): TemplateResult {
    const { strings } = this.presentation;
    const { tray } = this;
    const label = format(strings, "composer.label");
    return html`${tray?.element ?? nothing}
      <div
        part="composer"
        @mousedown=${this.#onMouseDown}
        @keydown=${this.#onKeyDown}
        @keyup=${stopTyping}
        @keypress=${stopTyping}
        @paste=${stopAtHost}
        @copy=${stopAtHost}
        @cut=${stopAtHost}
      >
        ${this.#renderSlot("composer-start")} ${tray?.control ?? nothing}
        <div class="grow" data-text=${this.value}>
          <textarea
            part="input"
            rows="1"
            dir=${this.value ? "auto" : nothing}
            enterkeyhint="send"
            data-lenis-prevent
            aria-label=${label}
            placeholder=${this.placeholder || format(strings, "composer.placeholder")}
            ?disabled=${this.disabled}
            ?readonly=${this.waiting}
            @input=${this.#onInput}
          ></textarea>
        </div>
        ${this.#renderSlot("composer-end")}
        ${this.working && this.canStop && this.#isEmpty ? this.#renderStop() : this.#renderSend()}
      </div>`;
  }

  #renderSlot(name: string): TemplateResult | typeof nothing {
    return this.slots.includes(name) ? html`<slot name=${name}></slot>` : nothing;
  }

  #renderStop(): TemplateResult {
    const label = format(this.presentation.strings, this.stopping ? "button.stopping" : "button.stop");
    return html`<button part="stop-button" type="button" title=${label} @click=${this.#onStop}>
      ${stopIcon}<span class=${this.stopping ? "" : "visually-hidden"} aria-live="polite">${label}</span>
    </button>`;
  }

  #renderSend(): TemplateResult {
    const label = format(this.presentation.strings, "button.send");
    return html`<button
      part="send-button"
      type="button"
      aria-label=${label}
      title=${label}
      ?disabled=${this.disabled || this.waiting || this.#isEmpty}
      @click=${this.#onSend}
    >
      ${sendIcon}
    </button>`;
  }

  protected override updated(): void {
    const field = this.querySelector("textarea");
    const draft = this.value.replace(/\r\n?/g, "\n");
    // Written only where it differs: a write moves the cursor and ends an input method's composing.
    if (field && field.value !== draft) field.value = draft;
    if (this.#focusLost && !this.querySelector("button:focus:enabled")) this.focus();
  }

  #onInput(event: Event): void {
    this.value = (event.target as HTMLTextAreaElement).value;
  }

  /**
   * A press on a button leaves the cursor, and a phone's keyboard, where it was. A press beside it puts the cursor into
   * the field.
   */
  #onMouseDown(event: MouseEvent): void {
    if (event.target instanceof HTMLTextAreaElement) return;
    event.preventDefault();
    if (event.target === event.currentTarget) this.focus();
  }

  #onKeyDown(event: KeyboardEvent): void {
    stopTyping(event);
    // 229 is Safari's Enter that only ends a composition: it comes after compositionend.
    const composing = event.isComposing || event.keyCode === 229;
    if (event.key !== "Enter" || event.shiftKey || event.altKey || composing) return;
    if (event.target instanceof HTMLTextAreaElement) {
      event.preventDefault();
      this.send();
    }
  }

  /** Asks for the message to be sent, once its files are uploaded. */
  send(): void {
    const text = this.value.trim();
    if (this.#isEmpty || this.disabled) return;
    const detail = this.filled && this.tray ? this.tray.message(text) : { text };
    if (detail) this.dispatchEvent(new CustomEvent("oc-request-send", { bubbles: true, detail }));
  }

  #onSend(): void {
    this.#pressedAt = performance.now();
    this.send();
  }

  get #isEmpty(): boolean {
    return !this.value.trim() && !this.filled;
  }

  #onStop(): void {
    if (performance.now() - this.#pressedAt < DOUBLE_CLICK_MS) return;
    this.dispatchEvent(new CustomEvent("oc-request-stop", { bubbles: true }));
  }
}

/** Keys that move out of a field and do not write into it: a dialog's Escape, a focus trap's Tab, the browser's own. */
const PASSING = /^(Escape|Tab|F\d+)$/;

/**
 * Keys that edit a field together with Control or Command. A page's own clipboard, undo or cursor must not act on them
 * too.
 */
const EDITING = /^([acvxyz]|Arrow\w+|Backspace|Delete|Home|End)$/i;

/** Ends a key of typing at the host element, whose own listeners still hear it. AltGr types characters. */
function stopTyping(event: KeyboardEvent): void {
  const shortcut = (event.ctrlKey || event.metaKey || event.altKey) && !event.getModifierState("AltGraph");
  if (PASSING.test(event.key) || (shortcut && !EDITING.test(event.key))) return;
  stopAtHost(event);
}

/**
 * Pages leave keys in fields alone. Outside of the shadow root such a page sees the host element and not the field, so
 * the key ends there.
 */
function stopAtHost(event: Event): void {
  const root = event.composedPath().find((target) => target instanceof ShadowRoot);
  const stop = (later: Event): void => {
    if (later === event) event.stopPropagation();
  };
  root?.host.addEventListener(event.type, stop, { once: true });
}
