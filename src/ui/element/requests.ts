import type { CancelTurn } from "../../session/access/grant.js";
import type { Names } from "../../session/access/person.js";
import { newIdempotencyKey } from "../../session/sending/idempotency-key.js";
import { hostFailed, SessionError } from "../../wire/errors.js";
import type { OcComposer } from "../composer/oc-composer.js";
import { uploadsFor } from "../content/uploads-loader.js";
import type { FiledMessage, Tray, TrayHost } from "../uploads/uploads.js";
import type { BannerActions } from "./header.js";
import type { HostEvents } from "../host/host-events.js";
import type { SessionController } from "./session-controller.js";

/** The properties and methods of the element that requests use. */
export interface RequestHost extends TrayHost {
  value: string;
  session: string | null | undefined;
  token: string | null | undefined;
  readonly disabled: boolean | null | undefined;
  readonly readOnly: boolean | null | undefined;
  readonly refs: Readonly<Record<string, unknown>> | null | undefined;
  readonly cancelTurn: CancelTurn | null | undefined;
  scrollToEnd(): void;
}

/**
 * Handles the `oc-request-…` events, by which inner elements ask for actions. Inner elements tell the element nothing
 * in any other way.
 */
export class Requests {
  readonly #host: RequestHost;
  readonly #controller: SessionController;
  readonly #events: HostEvents;
  #isDismissUnserved = false;
  #tray: Tray | null = null;
  /** The names of the person at the last call of `restore`. */
  #person: Names = { user: null, viewer: null };
  #isReadingEarlier = false;

  constructor(host: RequestHost, controller: SessionController, events: HostEvents) {
    this.#host = host;
    this.#controller = controller;
    this.#events = events;
  }

  /** The files of the next message; null if the host takes no files, or until the code for files is loaded. */
  get tray(): Tray | null {
    return this.#tray;
  }

  /** Loads the code for files, because the host takes files. */
  takeFiles(): void {
    if (this.#tray) return;
    const host = this.#host;
    const uploads = uploadsFor(() => host.requestUpdate());
    const failed = (kind: string, cause: unknown) =>
      this.#events.error(new SessionError("upload", `upload failed (${kind}).`, { retryable: true, cause }));
    this.#tray = uploads && new uploads.Tray(host, () => this.#controller.session?.fileDraft ?? null, failed);
  }

  /**
   * Restores the draft once the owner of the conversation is known, unless the person has written something already.
   */
  restore(): void {
    const host = this.#host;
    const { session } = this.#controller;
    if (!session) return;
    const { person } = session.fileDraft;
    const isTheirs = person.is(this.#person);
    this.#person = { ...person };
    host.value = (isTheirs && host.value) || session.draft;
    if (!isTheirs) this.#controller.left.close();
    this.#tray?.restore();
  }

  readonly send = (event: CustomEvent<{ text: string } & Partial<FiledMessage>>): void => {
    const { text, attachments, taken } = event.detail;
    const host = this.#host;
    const { session, state } = this.#controller;
    const idempotencyKey = newIdempotencyKey();
    if (!session || !this.canWrite) return;
    const answers = state.question?.questionId ?? null;
    if (
      !this.#events.emit("oc-send", { text, idempotencyKey, answers, attachments: attachments ?? [] }, true)
    )
      return;
    const refs = attachments ? { ...host.refs, attachments } : (host.refs ?? null);
    const sent = session.send(text, { idempotencyKey, refs, answers });
    const isKept = session.state.outbox.some(({ key }) => key === idempotencyKey);
    // For a message in the outbox the transcript shows the error, so it is not reported too.
    sent.catch((error: SessionError) => isKept || this.#events.error(error));
    this.#controller.flush();
    if (isKept && isComposer(event.target)) host.value = "";
    if (isKept) taken?.();
    host.scrollToEnd();
  };

  /** Whether the composer is usable. */
  get canWrite(): boolean {
    const { disabled, readOnly } = this.#host;
    return !disabled && !readOnly && !this.#controller.state.readOnly;
  }

  /** Whether a failed message can be sent again: a conversation that has ended takes no more. */
  get canRetry(): boolean {
    return this.#controller.shown.connection !== "closed";
  }

  /** Appends the text of a message to the draft, to be edited and sent again. The message itself stays in the log. */
  readonly edit = ({ detail: { text } }: CustomEvent<{ text: string }>): void => {
    const { value } = this.#host;
    this.#tray?.hold();
    this.#host.value = value ? `${value}\n\n${text}` : text;
    this.#host.focus();
  };

  /** The actions of the banner's button. */
  get bannerActions(): BannerActions {
    const controller = this.#controller;
    return {
      reconnect: () => controller.reconnect(),
      startOver: controller.canStartOver ? this.#startOver : null,
    };
  }

  readonly #startOver = (): void => {
    // The texts of unsent messages return to the draft, which is that of the conversation without these properties.
    this.#host.session = this.#host.token = null;
    this.#controller.startOver();
  };

  /** Asks for the running turn to stop. Does nothing while an earlier request is open. */
  readonly stop = async (): Promise<void> => {
    const { cancelTurn } = this.#host;
    if (this.isStopping) return;
    const asked = this.#controller.session?.stop(cancelTurn ?? null);
    this.#controller.flush();
    try {
      await asked;
    } catch (cause) {
      this.#events.error(cancelTurn ? hostFailed("cancelTurn", cause) : (cause as SessionError));
    }
  };

  /** Whether the running turn was asked to stop. */
  get isStopping(): boolean {
    return this.#controller.state.stopping;
  }

  /** Whether the open question can be dismissed. False after the host has answered that it has no route for it. */
  get canDismiss(): boolean {
    return this.#controller.state.capabilities.questions && !this.#isDismissUnserved;
  }

  /** Dismisses the open question without an answer. */
  readonly dismiss = async (): Promise<void> => {
    const { session, state } = this.#controller;
    try {
      if (state.question) await session?.dismiss(state.question.questionId);
    } catch (cause) {
      const error = cause as SessionError;
      this.#isDismissUnserved = error.code === "not-found";
      this.#host.requestUpdate();
      this.#events.error(error);
    }
  };

  readonly retry = (event: CustomEvent<{ key: string }>): void => {
    this.#controller.session?.retry(event.detail.key);
  };

  /** Discards a message. If it was refused for its text, the text returns to the empty composer to be corrected. */
  readonly discard = (event: CustomEvent<{ key: string }>): void => {
    const { key } = event.detail;
    const item = this.#controller.state.outbox.find((other) => other.key === key);
    this.#controller.session?.discard(key);
    const isMendable = item?.error?.code === "invalid" || item?.error?.code === "too-large";
    if (item && isMendable && this.#host.value === "") this.#host.value = item.text;
  };

  readonly report = (event: CustomEvent<{ error: SessionError }>): void => {
    this.#events.error(event.detail.error);
  };

  readonly seen = (event: CustomEvent<{ seq: number }>): void => {
    this.#controller.session?.markSeen(event.detail.seq);
  };

  /** Reads a page of earlier events, one page at a time. */
  readonly earlier = async (): Promise<void> => {
    if (this.#isReadingEarlier) return;
    this.#isReadingEarlier = true;
    try {
      await this.#controller.session?.readEarlier();
    } catch (cause) {
      if (cause instanceof SessionError && cause.code !== "closed") this.#events.error(cause);
    } finally {
      this.#isReadingEarlier = false;
    }
  };

  readonly compose = (): void => this.#host.focus();

  readonly input = (event: Event): void => {
    this.#host.value = (event.currentTarget as OcComposer).value;
  };
}

function isComposer(target: EventTarget | null): boolean {
  return (target as Element | null)?.localName === "oc-composer";
}
