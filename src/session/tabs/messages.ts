import { SessionError, type ErrorCode } from "../../wire/errors.js";
import type { Grant } from "../access/grant.js";
import type { SenderChange } from "../sending/sender.js";
import type { Outgoing } from "../state/state.js";

type Refusal = Extract<SenderChange, { type: "refused" }>;

/** What tabs of one conversation tell each other. */
export type TabMessage =
  /** A message was written for `session` (null: to start one). */
  | { readonly kind: "queued"; readonly item: Outgoing; readonly session: string | null }
  | { readonly kind: "change"; readonly change: Exclude<SenderChange, Refusal> }
  | { readonly kind: "refused"; readonly change: Omit<Refusal, "error">; readonly error: ErrorData }
  /** A token was had. */
  | { readonly kind: "grant"; readonly grant: Grant }
  /** A conversation was begun. */
  | { readonly kind: "started"; readonly grant: Grant }
  | { readonly kind: "reset" };

/** An error as data: a copy made by structured clone would have lost its class and its fields. */
interface ErrorData {
  readonly code: ErrorCode;
  readonly message: string;
  readonly status: number | null;
  readonly retryable: boolean;
}

/** A change, ready to be posted. */
export function tabMessageOf(change: SenderChange): TabMessage {
  if (change.type !== "refused") return { kind: "change", change };
  const { code, message, status, retryable } = change.error;
  const { error: _, ...rest } = change;
  return { kind: "refused", change: rest, error: { code, message, status, retryable } };
}

/** The change that another tab told of. */
export function changeIn(message: Extract<TabMessage, { kind: "change" | "refused" }>): SenderChange {
  if (message.kind === "change") return message.change;
  const { code, message: text, status, retryable } = message.error;
  const error = new SessionError(code, text, { retryable, ...(status === null ? {} : { status }) });
  return { ...message.change, error };
}
