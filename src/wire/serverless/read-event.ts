/*
 * What each event of a serverless agent says: docs/agents/events.mdx in https://github.com/diggerhq/opencomputer
 */
import { attached } from "../attachments.js";
import type { SessionEvent } from "../events.js";
import type { Fact, QuestionOption, ReadEvent, TurnEndFact, TurnOutcome } from "../facts.js";
import { fromJson, isObject, text } from "../json.js";
import { clip, label, printed, str } from "../words.js";

type Data = SessionEvent["body"];

/** At most this many options of a question are shown. The service offers fewer. */
const MAX_OPTIONS = 20;
/** The detail of a step is cut to this many characters. */
const DETAIL_CHARS = 4_000;

/** The notice for an event that cannot be read. */
const UNREADABLE: Fact = { says: "notice", tone: "info", code: "unreadable", text: "" };

/** What an event of a serverless agent says. An event of an unknown type says nothing. Never throws. */
export function readEvent(event: SessionEvent): ReadEvent {
  return { event, turnId: event.turn_id, facts: safely(event) };
}

function safely(event: SessionEvent): readonly Fact[] {
  try {
    return FACTS[event.type]?.(event.body, event) ?? [];
  } catch {
    return [UNREADABLE];
  }
}

/** The message of a person. @param heldId the message's id while the service holds it back. */
function said(data: Data, heldId: string | null): Fact {
  const person = { author: null, isPersons: true, mayRepeat: false } as const;
  const text = inputOf(data);
  return { says: "message", from: "user", name: "", text, ...person, heldId, ...attached(data.payload) };
}

/** The text of an input, held back or received. What is not text is shown as JSON. */
function inputOf({ input }: Data): string {
  return str(input) || printed(input);
}

function turnEnd(outcome: TurnOutcome, reason: string): TurnEndFact {
  return { says: "turn-end", outcome, reason, takes: null, isExact: true };
}

function failed({ code, message }: Data): readonly Fact[] {
  const reason = label(code) || "failed";
  // A turn that a person has stopped did not fail.
  if (reason === "interrupted" || reason === "session_ended") return [turnEnd("stopped", reason)];
  return [
    turnEnd("failed", reason),
    { says: "notice", tone: "error", code: reason, text: clip(str(message), DETAIL_CHARS) },
  ];
}

function cancelled({ reason }: Data): readonly Fact[] {
  if (reason === "held") return [turnEnd("held", reason)];
  if (reason !== "interrupted") return [turnEnd("stopped", label(reason) || "canceled")];
  return [turnEnd("stopped", "canceled"), { says: "notice", tone: "info", code: "canceled", text: "" }];
}

function completed({ outcome }: Data): readonly Fact[] {
  return [outcome === "question" ? turnEnd("asked", "needs_input") : turnEnd("done", "completed")];
}

function nameOf({ title, tool }: Data): string {
  return label(title) || label(tool);
}

function toolStarted(data: Data, { id }: SessionEvent): readonly Fact[] {
  const callId = text(data.callId);
  const detail = clip(printed(data.input ?? data.content), DETAIL_CHARS);
  const name = nameOf(data);
  const step = { id: callId ?? id, label: name, detail, ok: null, output: "", mayRepeat: false };
  return [{ says: "step", ...step, phase: callId === null ? "open" : "begun" }];
}

function toolProgress(data: Data): readonly Fact[] {
  const id = text(data.callId);
  const detail = str(data.message) || str(data.text) || str(data.stage);
  return id && detail ? [{ says: "step-progress", id, detail: clip(detail, DETAIL_CHARS) }] : [];
}

function toolEnded(ok: boolean): Reader {
  return (data, { id }) => [
    {
      says: "step-end",
      of: text(data.callId),
      id,
      label: nameOf(data),
      ok,
      output: ok ? outputOf(data) : clip(printed(data.message), DETAIL_CHARS) || outputOf(data),
    },
  ];
}

/** The output of a tool, which is an object, a string, or JSON in a string. */
function outputOf({ output, content }: Data): string {
  const value = output ?? content;
  if (typeof value !== "string" || !/^\s*[[{]/.test(value)) return printed(value);
  try {
    return printed(fromJson(value));
  } catch {
    return printed(value);
  }
}

function asked({ questionId, text: words, options }: Data): readonly Fact[] {
  const id = text(questionId);
  if (id === null) return [];
  const list = Array.isArray(options) ? options.slice(0, MAX_OPTIONS) : [];
  return [{ says: "question", questionId: id, text: str(words), options: list.flatMap(optionOf) }];
}

function optionOf(option: unknown): QuestionOption[] {
  const given = isObject(option) ? option : { label: option };
  const value = label(given.value) || label(given.label);
  return value ? [{ label: label(given.label) || value, value }] : [];
}

function answered({ questionId, answer }: Data): readonly Fact[] {
  const id = text(questionId);
  const words = isObject(answer) ? str(answer.text) || str(answer.value) : str(answer);
  return id === null ? [] : [{ says: "question-end", questionId: id, state: "answered", answer: words }];
}

/** A question was closed. Its `reason` is not looked at, as the service may add reasons. */
function closed({ questionId }: Data): readonly Fact[] {
  const id = text(questionId);
  return id === null ? [] : [{ says: "question-end", questionId: id, state: "closed", answer: "" }];
}

function delivered({ heldId, turnId, as }: Data): readonly Fact[] {
  const id = text(heldId);
  if (id === null) return [];
  return [{ says: "held-end", heldId: id, isDelivered: true, turnId: as === "turn" ? text(turnId) : null }];
}

type Reader = (data: Data, event: SessionEvent) => readonly Fact[];

const FACTS: Readonly<Record<string, Reader>> = Object.assign(Object.create(null) as Record<string, Reader>, {
  "message.received": (data: Data) => [{ says: "input" }, said(data, null)],
  "message.held": (data: Data, { id }: SessionEvent) => [said(data, text(data.heldId) ?? id)],
  "message.delivered": delivered,
  "message.discarded": ({ heldId }: Data) => [
    { says: "held-end", heldId: text(heldId), isDelivered: false, turnId: null },
  ],
  "message.delta": ({ text: words }: Data) => (str(words) ? [{ says: "text", text: str(words) }] : []),
  "message.completed": ({ text: words, finalText }: Data) => [
    { says: "text-end", text: str(words) || str(finalText) },
  ],
  "reasoning.completed": ({ text: words }: Data, { id }: SessionEvent) =>
    str(words)
      ? [
          {
            says: "step",
            id,
            label: "",
            detail: str(words),
            ok: null,
            output: "",
            phase: "open",
            mayRepeat: false,
          },
        ]
      : [],
  "turn.started": () => [{ says: "turn-start", takes: null }],
  "turn.steered": () => [{ says: "input-taken" }],
  "turn.completed": completed,
  "turn.failed": failed,
  "turn.cancelled": cancelled,
  "tool.started": toolStarted,
  "tool.progress": toolProgress,
  "tool.completed": toolEnded(true),
  "tool.failed": toolEnded(false),
  "question.asked": asked,
  "question.answered": answered,
  "question.closed": closed,
  "session.ended": () => [{ says: "session-end", hasFailed: false }],
  "session.failed": ({ message }: Data) => [
    { says: "session-end", hasFailed: true },
    { says: "notice", tone: "error", code: "failed", text: clip(str(message), DETAIL_CHARS) },
  ],
} satisfies Record<string, Reader>);
