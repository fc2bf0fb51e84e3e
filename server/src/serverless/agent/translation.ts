import { randomUUID } from "node:crypto";
import type { EventDraft as AgentEvent } from "../../log/event.js";
import type { EventDraft, OpenCall } from "../sessions/session.js";

/**
 * Characters of a fragment, about those of a model. A longer reply has larger fragments, at most {@link
 * MAX_FRAGMENTS}.
 */
const FRAGMENT_CHARACTERS = 24;
const MAX_FRAGMENTS = 400;

/** Translates the v3 events of the server's agents into events of this API. Only this file knows both. */
export class Translation {
  /** The part of the reply that has been emitted. */
  #reply = "";
  #call: OpenCall | null = null;
  #exitCode: number | undefined;

  /** The events of this API with the same meaning. */
  of({ type, level, body }: AgentEvent): EventDraft[] {
    switch (type) {
      case "agent.message":
        return level === "progress" ? this.#think(text(body["text"])) : this.#say(text(body["text"]));
      case "tool.call":
        return [...this.#endCall(), ...this.#startCall(text(body["tool"]), text(body["args_summary"]))];
      case "tool.result":
        return this.#endCall(text(body["output"]), body["is_error"] === true);
      case "exec.completed":
        this.#exitCode = Number(body["exit_code"]);
        return this.#progress("finished");
      case "preview.url":
        return this.#report({ title: "Preview", ...body });
      case "artifact.published":
        return this.#report(body);
      default:
        // Other events have no counterpart; a model's error, for example, is in the end of the turn.
        return [];
    }
  }

  /** The events that complete the reply: the end of an open call, and the whole text. */
  end(): EventDraft[] {
    const ended = this.#endCall();
    if (this.#reply === "") return ended;
    const data = { text: this.#reply, finalText: this.#reply, source: "oc-session-server" };
    return [...ended, { type: "message.completed", data }];
  }

  #think(thought: string): EventDraft[] {
    return [
      ...this.#endCall(),
      ...fragments(thought).map((text) => ({ type: "reasoning.delta", data: { text } })),
      { type: "reasoning.completed", data: { text: thought } },
    ];
  }

  #say(said: string): EventDraft[] {
    const more = this.#reply === "" ? said : `\n\n${said}`;
    this.#reply += more;
    return [
      ...this.#endCall(),
      ...fragments(more).map((text) => ({ type: "message.delta", data: { text } })),
    ];
  }

  #startCall(name: string, argument: string): EventDraft[] {
    const isCommand = name === "exec";
    const tool = isCommand ? "sandbox_exec" : name;
    const title = isCommand ? argument : `${name} ${argument}`.trim();
    this.#call = { tool, callId: randomUUID(), title };
    const input = isCommand ? { command: argument } : { path: argument };
    const started: EventDraft = { type: "tool.started", data: { ...this.#call, input } };
    return isCommand ? [started, ...this.#progress("running")] : [started];
  }

  #progress(stage: string): EventDraft[] {
    if (this.#call === null) return [];
    const { tool, callId } = this.#call;
    return [{ type: "tool.progress", data: { stage, callId, tool } }];
  }

  #endCall(output = "", isError = false): EventDraft[] {
    const call = this.#call;
    if (call === null) return [];
    this.#call = null;
    if (isError) return [{ type: "tool.failed", data: { ...call, message: output } }];
    if (call.tool !== "sandbox_exec") {
      return [{ type: "tool.completed", data: { ...call, ...(output !== "" && { output }) } }];
    }
    // The output of a command is JSON in a string, as recorded from the service.
    const json = JSON.stringify({ exitCode: this.#exitCode ?? 0, stdout: output });
    this.#exitCode = undefined;
    return [{ type: "tool.completed", data: { ...call, output: json } }];
  }

  #report(output: AgentEvent["body"]): EventDraft[] {
    const call = { tool: "report", callId: randomUUID(), title: "report" };
    return [
      ...this.#endCall(),
      { type: "tool.started", data: { ...call, input: output } },
      { type: "tool.completed", data: { ...call, output, result: true } },
    ];
  }
}

/** Splits a text into pieces of some words each. */
export function fragments(whole: string): string[] {
  const size = Math.max(FRAGMENT_CHARACTERS, Math.ceil(whole.length / MAX_FRAGMENTS));
  const pieces: string[] = [];
  let piece = "";
  for (const word of whole.match(/\s*\S+|\s+$/gu) ?? []) {
    piece += word;
    if (piece.length < size) continue;
    pieces.push(piece);
    piece = "";
  }
  return piece === "" ? pieces : [...pieces, piece];
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
