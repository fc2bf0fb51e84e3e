import type { Attachment } from "../../wire/attachments.js";
import type { Upload } from "../presentation/presentation.js";
import { fileName } from "../attachments/addresses.js";
import { attachmentOf } from "./answer.js";

/**
 * How many uploads run at the same time. By HTTP/1.1 a browser opens at most six connections to a host, and the chat
 * needs some of them.
 */
const MAX_AT_ONCE = 3;

/** A file of the next message. */
export interface TrayFile {
  /** Identifies the file within its page. */
  readonly id: number;
  readonly name: string;
  readonly type: string;
  readonly size: number | null;
  /** Null for a file that an earlier page has uploaded. */
  readonly file: File | null;
  readonly state: "queued" | "uploading" | "done" | "failed";
  /** The uploaded fraction, from 0 to 1; null until the host's `upload` reports it. */
  readonly share: number | null;
  /** The attachment, once the file is uploaded; null until then. */
  readonly attachment: Attachment | null;
}

/** What {@link UploadQueue} works with. */
export interface QueueOptions {
  /** Returns the host's `upload`. Called before each file, because the host may set another function. */
  readonly upload: () => Upload | null | undefined;
  /**
   * Called after each change. `ended`: the file whose upload has just finished or failed; null for any other change.
   */
  readonly onChange: (ended: TrayFile | null) => void;
  /**
   * Called when an upload has failed, with the name of the error, and the error itself as `cause`. The message of the
   * error may contain secrets.
   */
  readonly onError: (kind: string, cause?: unknown) => void;
}

let ids = 0;

/** Uploads files in the order in which they were added, three at a time. The result of an aborted upload is ignored. */
export class UploadQueue {
  readonly #options: QueueOptions;
  readonly #running = new Map<number, AbortController>();
  #files: readonly TrayFile[] = [];

  constructor(options: QueueOptions) {
    this.#options = options;
  }

  get files(): readonly TrayFile[] {
    return this.#files;
  }

  /** How many files wait to be uploaded, or are being uploaded. */
  get unended(): number {
    return this.#files.filter(({ state }) => state === "queued" || state === "uploading").length;
  }

  add(files: readonly File[]): void {
    const added = files.map((file): TrayFile => {
      const { size, type } = file;
      const of = { id: (ids += 1), name: fileName(file.name), type, size, file };
      return { ...of, state: "queued", share: null, attachment: null };
    });
    this.#files = [...this.#files, ...added];
    this.#next();
  }

  /** Adds files that were uploaded before. */
  restore(attachments: readonly Attachment[]): void {
    const restored = attachments.map((attachment): TrayFile => {
      const { name, size, type } = attachment;
      return { id: (ids += 1), name, type, size, file: null, state: "done", share: 1, attachment };
    });
    this.#files = [...restored, ...this.#files];
    this.#options.onChange(null);
  }

  retry(id: number): void {
    this.#set(id, { state: "queued", share: null });
    this.#next();
  }

  remove(id: number): void {
    this.#files = this.#files.filter((file) => file.id !== id);
    this.#abort(id);
    this.#next();
  }

  /** Removes all files, and aborts their uploads. */
  clear(): void {
    this.#files = [];
    for (const id of this.#running.keys()) this.#abort(id);
    this.#options.onChange(null);
  }

  /** Aborts the uploads that have not finished, and marks those files as failed. They can be retried. */
  stop(): void {
    for (const id of this.#running.keys()) this.#abort(id);
    this.#files = this.#files.map((file) => (file.state === "done" ? file : { ...file, state: "failed" }));
    this.#options.onChange(null);
  }

  #next(): void {
    for (const file of this.#files) {
      if (file.state === "queued" && this.#running.size < MAX_AT_ONCE) void this.#upload(file);
    }
    this.#options.onChange(null);
  }

  async #upload({ id, file }: TrayFile): Promise<void> {
    const abort = new AbortController();
    const { signal } = abort;
    this.#running.set(id, abort);
    this.#set(id, { state: "uploading", share: null });
    const onProgress = (share: number) => {
      if (signal.aborted || !(share >= 0)) return;
      this.#set(id, { share: Math.min(share, 1) });
      this.#options.onChange(null);
    };
    let attachment: Attachment | null = null;
    try {
      const upload = this.#options.upload();
      const answer = upload && file ? await upload(file, { signal, onProgress }) : null;
      attachment = file && attachmentOf(answer, file);
      if (!attachment && !signal.aborted) this.#options.onError("no http or https URL in its result");
    } catch (cause) {
      if (!signal.aborted) this.#options.onError(cause instanceof Error ? cause.name : typeof cause, cause);
    }
    if (signal.aborted) return;
    // Progress that this upload still reports is ignored from now on.
    this.#abort(id);
    this.#set(id, attachment ? { state: "done", share: 1, attachment } : { state: "failed" });
    this.#options.onChange(this.#files.find((other) => other.id === id) ?? null);
    this.#next();
  }

  #abort(id: number): void {
    this.#running.get(id)?.abort();
    this.#running.delete(id);
  }

  #set(id: number, change: Partial<TrayFile>): void {
    this.#files = this.#files.map((file) => (file.id === id ? { ...file, ...change } : file));
  }
}
