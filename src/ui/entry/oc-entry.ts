import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { CardEntry, Entry, MessageEntry, WorkEntry, NoticeEntry } from "../../session/state/state.js";
import type { Attachment } from "../../wire/attachments.js";
import { SessionError } from "../../wire/errors.js";
import { actionsFile } from "./actions-loader.js";
import { type CustomContent, CustomRendering } from "./custom-rendering.js";
import { messageModifiers, messageTemplate } from "./message.js";
import { noticeTemplate } from "./notice.js";
import type { ActionBar } from "../actions/actions.js";
import type { TurnWork } from "../activity/activity.js";
import { loadActivity, loadedActivity } from "../turn/activity-loader.js";
import { MessageBody } from "../content/message-body.js";
import { loadedMarkdown, loadMarkdown, type Markup } from "../content/markdown-loader.js";
import { uploadsFor } from "../content/uploads-loader.js";
import type { AttachmentList } from "../uploads/uploads.js";
import { format } from "../language/strings.js";
import { askedMessage } from "../presentation/questions.js";
import type { Presentation } from "../presentation/presentation.js";

/**
 * One entry of the transcript. It is drawn again when the identity of `entry` or `presentation` changes, and keeps the
 * nodes of unchanged text.
 *
 * @fires oc-link - `{ href, entry }`, public and cancelable: a person follows a link
 * @fires oc-action - `{ name, entry, pressed }`, public: a person has pressed a button of the host
 * @fires oc-request-edit - `{ text }`: a person edits a message, to send it again
 * @fires oc-request-retry - `{ key }`: a person sends a failed message again
 * @fires oc-request-discard - `{ key }`: a person discards a failed message
 * @fires oc-request-report - `{ error }`: a host's function has failed
 */
export class OcEntry extends LitElement {
  static override properties = {
    entry: { attribute: false },
    presentation: { attribute: false },
    live: { attribute: false },
    queued: { attribute: false },
    stop: { attribute: "tabindex" },
  };

  declare entry: Entry;
  declare presentation: Presentation;
  /** Whether the entry is the last one, and is running work or a question. */
  declare live: boolean;
  /** Whether the entry is a message that waits for the running turn to end. */
  declare queued: boolean;
  /** The attribute `tabindex`. The Tab key reaches the buttons at the message only in the entry with the tab stop. */
  declare stop: string | null;

  readonly #custom = new CustomRendering();
  #customContent: CustomContent | null = null;
  #body: MessageBody | undefined;
  #copyButton: HTMLElement | null = null;
  #bar: ActionBar | undefined;
  #work: TurnWork | undefined;
  #card: InstanceType<Markup["Card"]> | undefined;
  #files: AttachmentList | undefined;
  #printing = false;

  constructor() {
    super();
    this.live = this.queued = false;
  }

  override createRenderRoot(): this {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // With a listener of its own, an entry would be "clickable" to screen readers. A root adds the same one only once.
    for (const type of ["click", "auxclick"]) this.getRootNode().addEventListener(type, onFollow);
    // The disconnection has removed the node of a renderer. After a move within the page it is drawn again.
    if (this.hasUpdated) this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#custom.clear();
  }

  /** Draws at once, for printing, everything that "Show more" would show; `false` reverts that. */
  print(on: boolean): void {
    this.#printing = on;
    this.requestUpdate();
    this.performUpdate();
    this.#body?.print(on);
    this.#work?.print(on);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const { entry, presentation } = this;
    this.#customContent = this.#custom.update(entry.event, presentation, this.#failed);
    // A message without text is shown only if a renderer draws it. A spilled body has no text until it is read.
    const isBlank = entry.kind === "message" && entry.text === "" && !this.#customContent;
    this.hidden = (isBlank && !this.#printing) || this.#customContent?.kind === "hidden";
    this.classList.toggle("question", isOpenQuestion(entry, this.live));
    if (entry.kind === "work" && presentation.activity === "none") this.hidden = true;
    const isStreaming = entry.kind === "message" && entry.streaming;
    this.ariaBusy = isStreaming ? "true" : null;
    if (entry.kind === "message" && entry.from === "agent" && !isStreaming)
      this.#keepCopyButton(changed.get("presentation"));
    else this.#copyButton = null;
  }

  #keepCopyButton(previous: Presentation | undefined): void {
    const { strings } = this.presentation;
    if (this.#copyButton && (!previous || previous.strings === strings)) return;
    this.#copyButton = this.#createCopyButton("copy-button", format(strings, "button.copy"), "plain");
  }

  /** Makes a button that copies the message; null without a clipboard, or until the markdown code is loaded. */
  #createCopyButton(part: string, label: string, wording: "plain" | "markdown"): HTMLElement | null {
    const markup = this.#markup();
    if (!markup) return null;
    const copied = () => {
      const custom = this.#customContent;
      const { text, from } =
        custom?.kind === "text" ? { text: custom.text, from: "host" } : (this.entry as MessageEntry);
      return markup.copiedMessage(text, from === "agent" ? "markdown" : "plain", this.presentation, wording);
    };
    return markup.createCopyButton(this.presentation.strings, { part, label, copied });
  }

  /** The markdown code; null until it is loaded. Then the entry is drawn again. */
  #markup(): Markup | null {
    const markup = loadedMarkdown();
    if (!markup) void loadMarkdown().then((loaded) => loaded && this.requestUpdate());
    return markup;
  }

  /** The buttons at a message: the one that copies it, and the action buttons if the host has set `actions`. */
  #buttons(entry: MessageEntry): HTMLElement | null {
    const { tabIndex } = this;
    if (this.#copyButton) this.#copyButton.tabIndex = tabIndex;
    const isWhole = entry.seq !== null && !entry.streaming && entry.from !== "system";
    if (
      !(this.presentation.actions ?? this.presentation.permalink) ||
      !isWhole ||
      entry !== this.entry ||
      !this.#markup()
    )
      return this.#copyButton;
    const { loaded } = actionsFile;
    if (!loaded) {
      void actionsFile.attempt().then((actions) => actions && this.requestUpdate());
      return this.#copyButton;
    }
    this.#bar ??= new loaded.ActionBar({
      copyButton: (part, label, wording) => this.#createCopyButton(part, label, wording),
      act: (name, pressed) =>
        this.#request("oc-action", { name, entry: this.entry, pressed }, { composed: true }),
      edit: (text) => this.#request("oc-request-edit", { text }),
      failed: this.#failed,
    });
    this.#bar.update(entry, this.presentation, tabIndex);
    return this.#bar.element;
  }

  protected override render(): unknown {
    const { entry } = this;
    const custom = this.#customContent;
    if (this.hidden || custom?.kind === "hidden") return nothing;
    if (custom?.kind === "slot") return html`<slot name=${custom.slot}></slot>`;
    if (entry.kind === "message") return this.#message(entry, custom?.text);
    if (entry.kind === "notice") return this.#notice(entry, custom?.text);
    if (custom) return this.#remark(custom.text);
    if (entry.kind === "question") return this.#message(askedMessage(entry), undefined);
    return entry.kind === "card" ? this.#renderCard(entry) : this.#renderWork(entry);
  }

  #notice(entry: NoticeEntry, customText: string | undefined): TemplateResult {
    return noticeTemplate(entry, this.presentation, this.#words(customText ?? entry.text));
  }

  /** A card; until the code for cards is loaded, only its title and its text. */
  #renderCard(entry: CardEntry): unknown {
    const markup = this.#markup();
    if (!markup) return this.#remark([entry.title, entry.text].filter(Boolean).join("\n"));
    this.#card ??= new markup.Card();
    this.#card.update(entry, this.presentation);
    return this.#card.element;
  }

  /** The work of a turn; until the code for work is loaded, only the number of steps. */
  #renderWork(entry: WorkEntry): unknown {
    const activity = loadedActivity();
    if (!activity) {
      void loadActivity().then((loaded) => loaded && this.requestUpdate());
      return html`<div part="activity">
        ${format(this.presentation.strings, "work.steps", { count: entry.steps.length })}
      </div>`;
    }
    this.#work ??= new activity.TurnWork();
    this.#work.update(entry, this.presentation, this.live);
    return this.#work.element;
  }

  #message(entry: MessageEntry, customText: string | undefined): TemplateResult {
    const attachments = customText === undefined ? entry.attachments : undefined;
    const files = attachments ? this.#attachments(attachments) : null;
    const own = files ? files.wordsOf(entry.text) : entry.text;
    const text = customText ?? (entry.text ? own : format(this.presentation.strings, "content.not-loaded"));
    const isMarkdown = entry.from === "agent" && customText === undefined;
    const bubble = this.#words(text, isMarkdown, entry.streaming);
    bubble.hidden = text === "";
    bubble.setAttribute("part", `bubble ${messageModifiers(entry)}`);
    return messageTemplate(entry, this.presentation, {
      bubble,
      buttons: this.#buttons(entry),
      attachments: files && files.element,
      isQueued: this.queued,
      asks: this.entry.kind === "question" || entry.asks === true,
      onRetry: () => this.#request("oc-request-retry", { key: entry.key }),
      onDiscard: () => this.#request("oc-request-discard", { key: entry.key }),
    });
  }

  /**
   * The files of a message; null until the code for files is loaded. Until then the text of the message shows their
   * URLs.
   */
  #attachments(attachments: readonly Attachment[]): AttachmentList | null {
    const markup = this.#markup();
    const uploads = uploadsFor(() => this.requestUpdate());
    if (!markup || !uploads) return null;
    this.#files ??= new uploads.AttachmentList();
    this.#files.update(attachments, this.presentation, markup);
    return this.#files;
  }

  /** A text in place of an entry that is no message, for example from a host's renderer. */
  #remark(text: string): TemplateResult {
    return html`<div part="notice info">${this.#words(text)}</div>`;
  }

  #words(text: string, isMarkdown = false, isGrowing = false): HTMLElement {
    this.#body ??= new MessageBody();
    this.#body.update(text, isMarkdown ? "markdown" : "plain", this.presentation, isGrowing);
    return this.#body.element;
  }

  /** Reports that a function of the host has failed. `what`: the name of the function. */
  readonly #failed = (what: string, cause: unknown): void => {
    const error = new SessionError("renderer", `${what} failed.`, { cause });
    this.#request("oc-request-report", { error });
  };

  #request(type: string, detail: Readonly<Record<string, unknown>>, options?: EventInit): void {
    this.dispatchEvent(new CustomEvent(type, { bubbles: true, detail, ...options }));
  }
}

/** Tells the host that a person follows a link of a message. */
function onFollow(event: Event): void {
  const link = (event.target as Element).closest<HTMLAnchorElement>("a[part~=link]");
  const element = link?.closest<OcEntry>("oc-entry");
  // The right button opens the context menu, and does not follow the link.
  if (!link || !element || (event as MouseEvent).button === 2) return;
  const detail = { href: link.href, entry: element.entry };
  const init = { bubbles: true, composed: true, cancelable: true, detail };
  if (!element.dispatchEvent(new CustomEvent("oc-link", init))) event.preventDefault();
}

/** Whether an entry is a question that waits for its answer. @param isLast whether the entry is the last one. */
function isOpenQuestion(entry: Entry, isLast: boolean): boolean {
  return entry.kind === "question"
    ? entry.state === "open"
    : entry.kind === "message" && isLast && entry.asks === true;
}
