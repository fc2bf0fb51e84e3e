import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Attachment } from "../../wire/attachments.js";
import { spoken } from "../language/spoken.js";
import type { Upload, Presentation } from "../presentation/presentation.js";
import { type Limits, limitOf, refusalOf } from "./checks.js";
import { readDraftFiles, written } from "./draft-files.js";
import { filesIn, followDrops, type Given } from "./drops.js";
import { fileName } from "../attachments/addresses.js";
import { isolated, sizeWords } from "../attachments/file-words.js";
import { ENGLISH } from "../attachments/words.js";
import { withLinks } from "../attachments/links.js";
import { forgetPreviews, keepPreview, previewOf } from "../attachments/previews.js";
import { TrayPanel } from "./tray-panel.js";
import { type QueueOptions, type TrayFile, UploadQueue } from "./upload-queue.js";

/** The default of `maxFiles`. */
const MAX_FILES = 10;

/** The properties of the element that the tray uses. */
export interface TrayHost extends ReactiveControllerHost, HTMLElement {
  readonly upload: Upload | null | undefined;
  readonly accept: string | null | undefined;
  readonly maxFileSize: number | null | undefined;
  readonly maxFiles: number | null | undefined;
}

/** The names of a person; null where they are not known. */
type TrayPerson = Readonly<Record<"user" | "viewer", string | null>>;

/** The part of the session's `FileDraft` that the tray uses. This folder does not import the session. */
export interface TrayDraft {
  draftFiles: string;
  /** The person who wrote the draft. `is`: whether this person had the names before. */
  readonly person: TrayPerson & { is(names: TrayPerson): boolean };
}

/** The composer that shows the files. */
export interface TrayComposer {
  readonly presentation: Presentation;
  /** Whether the composer cannot be used. */
  readonly disabled: boolean;
  /** Sends the content of the composer. */
  send(): void;
}

/** A message with its files, to be sent. */
export interface FiledMessage {
  readonly text: string;
  readonly attachments: readonly Attachment[];
  /** To be called once the message is in the outbox. Removes its files from the composer. */
  readonly taken: () => void;
}

/**
 * The files of the next message. A person picks, pastes or drops them, and the host's `upload` uploads them. A message
 * is sent once all its files are uploaded. The files belong to the draft of one conversation, and are stored with it. A
 * file whose upload has not finished is lost when the page is closed; the next page says so.
 */
export class Tray implements ReactiveController {
  readonly #host: TrayHost;
  readonly #draftNow: () => TrayDraft | null;
  readonly #panel: TrayPanel;
  readonly #queue: UploadQueue;
  readonly #previews = new WeakMap<File, Promise<HTMLCanvasElement | null>>();
  #draft: TrayDraft | null = null;
  #composer: TrayComposer | null = null;
  /** The names of the person at the last call of `restore`. */
  #person: TrayPerson | null = null;
  /** Why files were not accepted, one sentence for each reason. */
  #refusals: readonly string[] = [];
  /** Whether files of the draft were lost with an earlier page, because their upload had not ended. */
  #hasLost = false;
  /** Whether the person has sent the message, which now waits until its files are uploaded. */
  #isWaiting = false;
  /** Whether the person wanted to send the message while an upload had failed. */
  #isBlocked = false;
  #connected: AbortController | undefined;
  /** Makes the browser ask the person before the page is left while files are being uploaded. */
  readonly #askFirst = (event: Event): void => event.preventDefault();

  /**
   * @param draft returns the draft of the open conversation; null while none is open
   * @param onError called when an upload has failed, with the name of the error and the error
   */
  constructor(host: TrayHost, draft: () => TrayDraft | null, onError: QueueOptions["onError"]) {
    this.#host = host;
    this.#draftNow = draft;
    this.#queue = new UploadQueue({
      upload: () => host.upload,
      onChange: (ended) => this.#changed(ended),
      onError,
    });
    this.#panel = new TrayPanel({
      // The browser's dialog may have been open while the composer became unusable.
      onPick: (files) => this.#isOpen && this.#take({ files, folders: [] }),
      onRemove: (id) => this.#queue.remove(id),
      onRetry: (id) => this.#queue.retry(id),
      onHold: () => this.hold(),
      previewOf: ({ file }) => (file ? this.#previewOf(file) : undefined),
    });
    host.addController(this);
  }

  /** The element with the rows of the files and the notes about them. */
  get element(): Element {
    return this.#panel.element;
  }

  /** The attach button; null if the host takes no files. */
  get control(): Element | null {
    return this.#host.upload ? this.#panel.control : null;
  }

  /** Whether the draft has files. */
  get isFilled(): boolean {
    return this.#queue.files.length > 0;
  }

  /** Whether a message waits for its files. */
  get isWaiting(): boolean {
    return this.#isWaiting;
  }

  hostConnected(): void {
    this.#connected ??= new AbortController();
    const { signal } = this.#connected;
    const host = this.#host;
    const zone = {
      isOpen: () => this.#isOpen,
      take: (given: Given) => this.#take(given),
      show: (isOver: boolean) => this.#panel.showCover(isOver),
      cover: this.#panel.cover,
    };
    followDrops(host, zone, signal);
    host.addEventListener("paste", (event) => this.#onPaste(event), { signal });
    host.addEventListener("input", () => this.#refuse([]), { signal });
    this.hostUpdate();
  }

  /**
   * Stops the uploads in a later task, because an element that is moved within the page is connected again in the same
   * task.
   */
  hostDisconnected(): void {
    this.#connected?.abort();
    this.#connected = undefined;
    this.#panel.showCover(false);
    setTimeout(() => {
      if (this.#host.isConnected) return;
      this.#isWaiting = false;
      this.#queue.stop();
      removeEventListener("beforeunload", this.#askFirst);
    });
  }

  hostUpdate(): void {
    const draft = this.#draftNow();
    // The draft changes when another conversation is opened. Files stay with their conversation.
    if (draft !== this.#draft) this.#enter(draft);
  }

  /** Draws the files into the composer. */
  update(composer: TrayComposer): void {
    // A composer that was removed has heard nothing of the end of a drag.
    if (composer !== this.#composer) this.#panel.showCover(false);
    this.#composer = composer;
    this.#drawNow();
  }

  /** Restores the stored files. Called once the owner of the conversation is known. */
  restore(): void {
    const { attachments, unfinished } = readDraftFiles(this.#draft?.draftFiles ?? "");
    const person = this.#draft?.person;
    // Files that one person has picked are not shown to another one.
    if (this.#person && !person?.is(this.#person)) this.forget();
    this.#person = person ? { ...person } : null;
    if (this.isFilled) return this.#changed(null);
    if (attachments.length + unfinished === 0) return;
    this.#hasLost = unfinished > 0;
    this.#queue.restore(attachments);
  }

  /** Removes all files, because they were sent with a message, or the conversation was reset. */
  clear(): void {
    this.#hasLost = false;
    this.#refusals = [];
    this.#isWaiting = this.#isBlocked = false;
    this.#queue.clear();
  }

  /** Removes all files, and the previews of sent ones, because another person may use the page now. */
  forget(): void {
    // The draft of a conversation that was left stays as it is.
    if (this.#draftNow() !== this.#draft) this.#draft = null;
    forgetPreviews(this.#host);
    this.clear();
  }

  /**
   * The message to send now; null while its files are being uploaded, or if an upload has failed. When the uploads have
   * finished, the tray calls `send` of the composer again.
   */
  message(text: string): FiledMessage | null {
    if (this.#queue.unended > 0) {
      this.#isWaiting = true;
      this.#changed(null);
      return null;
    }
    const attachments = this.#queue.files.flatMap(({ attachment }) => attachment ?? []);
    // The note about an earlier attempt is removed first, so that screen readers hear of this one.
    this.#isBlocked = false;
    this.#drawNow();
    this.#isBlocked = attachments.length < this.#queue.files.length;
    this.#drawNow();
    if (this.#isBlocked) return null;
    return { text: withLinks(text, attachments), attachments, taken: () => this.clear() };
  }

  get #isOpen(): boolean {
    return (
      Boolean(this.#host.upload) &&
      this.#composer?.disabled === false &&
      !this.#isWaiting &&
      this.#panel.isShown
    );
  }

  get #limits(): Limits {
    const host = this.#host;
    return {
      accept: String(host.accept ?? ""),
      maxFiles: limitOf(host, "maxFiles", MAX_FILES),
      maxFileSize: limitOf(host, "maxFileSize", Infinity),
    };
  }

  #enter(draft: TrayDraft | null): void {
    // The previous draft has been stored already. `#draft` is null while the queue is emptied, so that neither draft is
    // overwritten.
    this.#draft = null;
    this.forget();
    this.#draft = draft;
    this.restore();
  }

  #take({ files, folders }: Given): void {
    if (!this.#composer) return;
    const { presentation } = this.#composer;
    const say = spoken(presentation, ENGLISH);
    const limits = this.#limits;
    const refused = new Set<string>();
    const taken: File[] = [];
    for (const name of folders) refused.add(say("upload.folder", { name: isolated(fileName(name)) }));
    for (const file of files) {
      const refusal = refusalOf(file, this.#queue.files.length + taken.length, limits);
      if (!refusal) taken.push(file);
      else {
        const size = sizeWords(limits.maxFileSize, presentation.strings.lang);
        refused.add(say(refusal, { name: isolated(fileName(file.name)), size, count: limits.maxFiles }));
      }
    }
    this.#hasLost = this.#isBlocked = false;
    this.#refuse([]);
    this.#refuse([...refused]);
    if (taken.length > 0) this.#queue.add(taken);
  }

  #refuse(refusals: readonly string[]): void {
    if (refusals.length + this.#refusals.length === 0) return;
    this.#refusals = refusals;
    this.#drawNow();
  }

  #onPaste(event: ClipboardEvent): void {
    const { clipboardData, defaultPrevented } = event;
    const isOurs = event.composedPath().includes(this.#panel.element.parentElement as Element);
    if (!clipboardData || defaultPrevented || !isOurs || !this.#isOpen) return;
    const given = filesIn(clipboardData);
    if (given.files.length + given.folders.length === 0) return;
    // If text was pasted together with files, the browser inserts it into the field.
    if (!clipboardData.types.includes("text/plain")) event.preventDefault();
    this.#take(given);
  }

  /** Stops the sending of the message that waits for its files. */
  hold(): void {
    this.#isWaiting = false;
    this.#changed(null);
  }

  #changed(ended: TrayFile | null): void {
    const { files, unended } = this.#queue;
    const attachments = files.flatMap(({ attachment }) => attachment ?? []);
    if (this.#draft)
      this.#draft.draftFiles = written({ attachments, unfinished: files.length - attachments.length });
    if (ended?.attachment && ended.file)
      keepPreview(this.#host, ended.attachment.url, this.#previewOf(ended.file));
    if (unended > 0) addEventListener("beforeunload", this.#askFirst);
    else removeEventListener("beforeunload", this.#askFirst);
    if (this.#isWaiting && unended === 0) {
      this.#isWaiting = false;
      if (this.isFilled) queueMicrotask(() => this.#composer?.send());
    }
    this.#drawNow();
    if (ended && this.#composer) this.#panel.announce(ended, this.#composer.presentation);
    this.#host.requestUpdate();
  }

  #previewOf(file: File): Promise<HTMLCanvasElement | null> {
    const preview = this.#previews.get(file) ?? previewOf(file);
    this.#previews.set(file, preview);
    return preview;
  }

  #drawNow(): void {
    if (!this.#composer) return;
    const { files, unended } = this.#queue;
    const { disabled, presentation } = this.#composer;
    this.#panel.update({
      files,
      accept: this.#limits.accept,
      isWaiting: this.#isWaiting,
      isBlocked: this.#isBlocked && files.some(({ state }) => state === "failed"),
      isUploading: unended > 0,
      isUsable: !disabled && !this.#isWaiting,
      refusals: this.#refusals,
      hasLost: this.#hasLost,
      presentation,
    });
  }
}
