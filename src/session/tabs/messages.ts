/*
 * The messages on the channel of all tabs, and how they are read again.
 */
import { integer, isObject, text } from "../../wire/json.js";
import { errorOf, parseRecord, timeOf, type OutboxRecord } from "../sending/outbox-record.js";
import type { SharedChange } from "../state/change.js";

/** Raised when the meaning of a message changes. Tabs with different versions do not understand each other. */
const VERSION = 1;

/**
 * What tabs tell each other. No message has a token: a tab that needs one asks the host's backend, which alone knows
 * who uses the tab now. See docs/decisions/tabs-tell-no-token.md.
 */
export type TabMessage =
  /** A message was written. */
  | { readonly kind: "queued"; readonly record: OutboxRecord }
  /** Something has become of a message. */
  | { readonly kind: "change"; readonly change: SharedChange }
  /** There is a conversation where there was none, or access where it was refused. Each tab asks for its own access. */
  | { readonly kind: "access" }
  /** What tabs tell each other of the log, as `log-words.ts` reads it. */
  | { readonly kind: "log"; readonly word: unknown }
  /** The conversation is to be forgotten. */
  | { readonly kind: "reset" };

/** A message and its addressees: the tabs that have one of these names; null: every tab. */
export interface Envelope {
  readonly v: typeof VERSION;
  readonly to: readonly unknown[] | null;
  readonly message: TabMessage;
}

/**
 * A message ready to be posted. An error is posted as data, because structured clone would lose its class and its
 * fields.
 */
export function envelopeOf(to: readonly string[] | null, message: TabMessage): unknown {
  if (message.kind !== "change" || !("error" in message.change)) return { v: VERSION, to, message };
  const { error } = message.change;
  const data = error && { code: error.code, message: error.message, status: error.status };
  return { v: VERSION, to, message: { ...message, change: { ...message.change, error: data } } };
}

/**
 * Reads an envelope that came over the channel, on which any page of the origin may speak; null for anything that is no
 * envelope of this version.
 */
export function parseEnvelope(value: unknown): Envelope | null {
  if (!isObject(value) || value.v !== VERSION || !isObject(value.message)) return null;
  const message = parseMessage(value.message);
  return message && { v: VERSION, to: Array.isArray(value.to) ? value.to : null, message };
}

function parseMessage(message: Record<string, unknown>): TabMessage | null {
  const { kind } = message;
  switch (kind) {
    case "access":
    case "reset":
      return { kind };
    case "queued": {
      const record = parseRecord(message.record);
      return record && { kind, record };
    }
    case "log":
      return { kind, word: message.word };
    case "change": {
      const change = parseChange(message.change);
      return change && { kind, change };
    }
    default:
      return null;
  }
}

function parseChange(change: unknown): SharedChange | null {
  if (!isObject(change)) return null;
  const { type, starts, until, certain } = change;
  const error = isObject(change.error) ? errorOf(change.error) : null;
  const key = text(change.key);
  const at = timeOf(change.at);
  if (key === null) return null;
  switch (type) {
    case "started":
    case "discarded":
      return { type, key };
    case "attempt":
      return at === null ? null : { type, key, at, starts: starts === true };
    case "retry":
      return at === null ? null : { type, key, at };
    case "postponed":
      return { type, key, until: Number.isFinite(until) ? (until as number) : null, error };
    case "accepted": {
      const [id, seq] = [text(change.id), integer(change.seq)];
      const [turnId, heldId] = [text(change.turnId), text(change.heldId)];
      const isNamed = (id !== null && seq !== null) || turnId !== null || heldId !== null;
      const repeat = change.isRepeat === true ? { isRepeat: true } : {};
      return isNamed ? { type, key, id, seq, turnId, heldId, ...repeat } : null;
    }
    case "refused":
      return error && { type, key, certain: certain === true, error };
    default:
      return null;
  }
}
