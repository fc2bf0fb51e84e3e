import { html, LitElement, nothing, type TemplateResult } from "lit";
import { sendIcon, stopIcon } from "../presentation/icons.js";
import { format } from "../language/strings.js";
import { isComposing, keepTyping } from "../page/typing.js";
import type { Presentation } from "../presentation/presentation.js";
import type { Tray } from "../uploads/uploads.js";

/**
 * A press on the stop button this soon after a press on the send button counts as the second half of a double click,
 * because the stop button replaces the send button.
 */
const DOUBLE_CLICK_MS = 600;

/**
 * The field in which a person writes, which grows with its text, and a button to send. While the agent works and the
 * field is empty, a stop button replaces the send button. The composer does not empty `value` when it asks to send: its
 * owner does, once the message is in the outbox.
 *
 * The field's native `input` and keyboard events reach the host element. Keyboard events of typing stop there, so that
 * they do not trigger shortcuts of the page.
 *
 * @fires oc-request-send - `{ text, attachments, taken }`: the trimmed text, never empty without files; with files also
 *   the `attachments`, and `taken`, which is to be called once the message is in the outbox
 * @fires oc-request-stop - a person asks for the running turn to stop
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
  /** Whether the composer is disabled. */
  declare disabled: boolean;
  /** Whether the agent is working. */
  declare working: boolean;
  /** Whether the running turn can be stopped. */
  declare canStop: boolean;
  /** Whether the turn was asked to stop, and has not stopped yet. */
  declare stopping: boolean;
  /** The files of the draft; null if the host takes no files. */
  declare tray: Tray | null;
  /** Whether the draft has files. */
  declare filled: boolean;
  /** Whether the message waits for its files to be uploaded. Then its text is read-only. */
  declare waiting: boolean;
  /** The names of the slots that have content, separated by spaces. */
  declare slots: string;

  /** Whether a button has the focus. If the update removes the button, the focus moves to the field. */
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
    keepTyping(this);
  }

  override createRenderRoot(): this {
    return this;
  }

  /** Focuses the field. */
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
      <div part="composer" @mousedown=${this.#onMouseDown} @keydown=${this.#onKeyDown}>
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
    // Set only if it differs, because setting it moves the cursor and ends the composition of an input method.
    if (field && field.value !== draft) field.value = draft;
    if (this.#focusLost && !this.querySelector("button:focus:enabled")) this.focus();
  }

  #onInput(event: Event): void {
    this.value = (event.target as HTMLTextAreaElement).value;
  }

  /**
   * A press on a button does not move the focus, so that a phone's keyboard stays open. A press beside the buttons
   * focuses the field.
   */
  #onMouseDown(event: MouseEvent): void {
    // A field that the page has put into a slot may be within an element of its own.
    const [pressed] = event.composedPath() as Element[];
    if (pressed?.closest("textarea,input,select")) return;
    event.preventDefault();
    if (event.target === event.currentTarget) this.focus();
  }

  #onKeyDown(event: KeyboardEvent): void {
    if (event.key !== "Enter" || event.shiftKey || event.altKey || isComposing(event)) return;
    if (event.target === this.querySelector("textarea")) {
      event.preventDefault();
      this.send();
    }
  }

  /** Asks the owner to send the message, once its files are uploaded. */
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
