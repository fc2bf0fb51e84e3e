import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { Entry, MessageEntry, WorkEntry, NoticeEntry } from "../../session/state/state.js";
import type { SessionError } from "../../wire/errors.js";
import { type Copied, createCopyButton } from "../content/copy-button.js";
import { type CustomContent, CustomRendering } from "./custom-rendering.js";
import { cardTemplate } from "./card.js";
import { askedMessage } from "./asked-message.js";
import { messageModifiers, messageTemplate } from "./message.js";
import { noticeTemplate } from "./notice.js";
import type { TurnWork } from "../activity/activity.js";
import { loadActivity, loadedActivity } from "../turn/activity-loader.js";
import { MessageBody } from "../content/message-body.js";
import { copiedMessage } from "../content/whole-message.js";
import { format } from "../language/strings.js";
import type { View } from "../presentation/view.js";

/** A shorter entry, in characters, stays on one sheet of paper. */
const SHORT_CHARS = 1500;

/**
 * One entry of the transcript. It draws again when the identity of `entry` or `view` changes, and keeps the
 * nodes of words that stayed.
 *
 * @fires oc-link - `{ href, entry }`, public and cancelable: a link is about to be followed
 * @fires oc-request-retry - `{ key }`: a failed message should be sent again
 * @fires oc-request-discard - `{ key }`: a failed message should be given up
 * @fires oc-request-report - `{ error }`: a host's renderer threw
 */
export class OcEntry extends LitElement {
  static override properties = {
    entry: { attribute: false },
    view: { attribute: false },
    live: { attribute: false },
    queued: { attribute: false },
  };

  declare entry: Entry;
  declare view: View;
  /** It is the sign that the agent works: its work, at the end of the transcript. */
  declare live: boolean;
  /** It is a message that waits for the turn under way to end. */
  declare queued: boolean;

  readonly #custom = new CustomRendering();
  #customContent: CustomContent | null = null;
  #body: MessageBody | undefined;
  #copyButton: HTMLElement | typeof nothing = nothing;
  #work: TurnWork | undefined;
  #printing = false;

  constructor() {
    super();
    this.live = this.queued = false;
    this.addEventListener("click", this.#onFollow);
    this.addEventListener("auxclick", this.#onFollow);
  }

  override createRenderRoot(): this {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // A renderer's node went with the disconnection; a move within the page brings it back.
    if (this.hasUpdated) this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#custom.clear();
  }

  /** Draws at once, for paper, all that waits for a press of "Show more", and addresses; `false` takes it back. */
  print(on: boolean): void {
    this.#printing = on;
    this.requestUpdate();
    this.performUpdate();
    this.#body?.print(on);
    this.#work?.print(on);
    this.classList.toggle("short", on && this.textContent.length < SHORT_CHARS);
    for (const link of this.querySelectorAll("a")) {
      link.toggleAttribute("data-address", on && bare(link.textContent) !== bare(link.href));
    }
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const { entry, view } = this;
    const report = (error: SessionError) => this.#request("oc-request-report", { error });
    this.#customContent = this.#custom.update(entry.event, view, report);
    // Only a renderer can show an event that has no words, and a body still being read has none yet.
    const isBlank = entry.kind === "message" && entry.text === "" && !this.#customContent;
    this.hidden = (isBlank && !this.#printing) || this.#customContent?.kind === "hidden";
    this.classList.toggle("question", entry.kind === "question" && entry.state === "open");
    if (entry.kind === "work" && view.activity === "none") this.hidden = true;
    const isStreaming = entry.kind === "message" && entry.streaming;
    this.ariaBusy = isStreaming ? "true" : null;
    if (entry.kind === "message" && entry.from === "agent" && !isStreaming)
      this.#keepCopyButton(changed.get("view"));
    else this.#copyButton = nothing;
  }

  #keepCopyButton(previous: View | undefined): void {
    const { strings } = this.view;
    if (this.#copyButton !== nothing && (!previous || previous.strings === strings)) return;
    this.#copyButton = createCopyButton(strings, {
      part: "copy-button",
      label: "button.copy",
      copied: () => this.#copied(),
    });
  }

  #copied(): Copied {
    const { entry, view } = this;
    if (this.#customContent?.kind === "text") return copiedMessage(this.#customContent.text, "plain", view);
    return copiedMessage(entry.kind === "message" ? entry.text : "", "markdown", view);
  }

  protected override render(): unknown {
    const { entry, view } = this;
    const custom = this.#customContent;
    if (this.hidden || custom?.kind === "hidden") return nothing;
    if (custom?.kind === "slot") return html`<slot name=${custom.slot}></slot>`;
    switch (entry.kind) {
      case "message":
        return this.#message(entry, custom?.text);
      case "notice":
        return this.#notice(entry, custom?.text);
      case "question":
        return custom ? this.#remark(custom.text) : this.#message(askedMessage(entry), undefined);
      case "card":
        return custom ? this.#remark(custom.text) : cardTemplate(entry, view);
      case "work":
        return custom ? this.#remark(custom.text) : this.#renderWork(entry);
    }
  }

  #notice(entry: NoticeEntry, customText: string | undefined): TemplateResult {
    return noticeTemplate(entry, this.view, this.#words(customText ?? entry.text));
  }

  /** One line until what draws the rest is loaded. */
  #renderWork(entry: WorkEntry): unknown {
    const activity = loadedActivity();
    if (!activity) {
      void loadActivity().then((loaded) => loaded && this.requestUpdate());
      return html`<div part="activity">
        ${format(this.view.strings, "work.steps", { count: entry.steps.length })}
      </div>`;
    }
    this.#work ??= new activity.TurnWork();
    this.#work.update(entry, this.view, this.live);
    return this.#work.element;
  }

  #message(entry: MessageEntry, customText: string | undefined): TemplateResult {
    const text = customText ?? (entry.text || format(this.view.strings, "content.not-loaded"));
    const isMarkdown = entry.from === "agent" && customText === undefined;
    const bubble = this.#words(text, isMarkdown, entry.streaming);
    bubble.setAttribute("part", `bubble ${messageModifiers(entry)}`);
    return messageTemplate(entry, this.view, {
      bubble,
      copyButton: this.#copyButton,
      isQueued: this.queued,
      asks: this.entry.kind === "question",
      onRetry: () => this.#request("oc-request-retry", { key: entry.key }),
      onDiscard: () => this.#request("oc-request-discard", { key: entry.key }),
    });
  }

  /** What a host's renderer says in place of an entry that is no message. */
  #remark(text: string): TemplateResult {
    return html`<div part="notice info">${this.#words(text)}</div>`;
  }

  #words(text: string, isMarkdown = false, isGrowing = false): HTMLElement {
    this.#body ??= new MessageBody();
    this.#body.update(text, isMarkdown ? "markdown" : "plain", this.view, isGrowing);
    return this.#body.element;
  }

  #request(type: string, detail: Readonly<Record<string, unknown>>): void {
    this.dispatchEvent(new CustomEvent(type, { bubbles: true, detail }));
  }

  #onFollow(event: MouseEvent): void {
    // A press of the right button opens a menu, and follows no link.
    if (event.button === 2) return;
    const link = (event.target as Element).closest<HTMLAnchorElement>("a[part~=link]");
    if (!link) return;
    const detail = { href: link.href, entry: this.entry };
    const options = { bubbles: true, composed: true, cancelable: true, detail };
    if (!this.dispatchEvent(new CustomEvent("oc-link", options))) event.preventDefault();
  }
}

/** An address without what its words may leave out. */
function bare(address: string): string {
  return address.replace(/^(?:https?:\/\/|mailto:|tel:)/, "").replace(/\/$/, "");
}
