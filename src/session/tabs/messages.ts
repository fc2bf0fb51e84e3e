import { SessionError, type ErrorCode } from "../../wire/errors.js";
import type { Grant } from "../access/grant.js";
import type { SenderChange } from "../sending/sender.js";
import type { Outgoing } from "../state/state.js";

/** A change that carries an error. */
type Failure = Extract<SenderChange, { type: "refused" | "postponed" }>;
type WithoutError<T> = T extends unknown ? Omit<T, "error"> : never;

/** What tabs of one conversation tell each other. */
export type TabMessage =
  /** A message was written for `session` (null: to start one). */
  | { readonly kind: "queued"; readonly item: Outgoing; readonly session: string | null }
  | { readonly kind: "change"; readonly change: Exclude<SenderChange, Failure> }
  | { readonly kind: "failed"; readonly change: WithoutError<Failure>; readonly error: ErrorData | null }
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
  if (change.type !== "refused" && change.type !== "postponed") return { kind: "change", change };
  const { error, ...rest } = change;
  return { kind: "failed", change: rest, error: error && dataOf(error) };
}

/** The change that another tab told of. */
export function changeIn(message: Extract<TabMessage, { kind: "change" | "failed" }>): SenderChange {
  if (message.kind === "change") return message.change;
  const error = message.error && errorFrom(message.error);
  return { ...message.change, error } as SenderChange;
}

function dataOf({ code, message, status, retryable }: SessionError): ErrorData {
  return { code, message, status, retryable };
}

function errorFrom({ code, message, status, retryable }: ErrorData): SessionError {
  return new SessionError(code, message, { retryable, ...(status === null ? {} : { status }) });
}
