import { setTimeout as wait } from "node:timers/promises";
import type { StoredEvent } from "../../log/event.js";
import type { AgentQuestion, TurnContext, TurnEnd } from "../runtime.js";

/** An estimate, as there is no tokenizer. */
const CHARACTERS_PER_TOKEN = 4;

/** One scripted answer. */
export type ScriptedReply = (context: ReplyContext) => Promise<TurnEnd>;

/** The interface of a scripted reply to its turn: the usual steps of an agent, at its speed. */
export class ReplyContext {
  readonly turn: TurnContext;
  /** All messages of this turn. */
  readonly asked: string;
  readonly #pace: number;

  constructor(turn: TurnContext, pace: number) {
    this.turn = turn;
    this.asked = turn.inputs.join("\n\n");
    this.#pace = pace;
  }

  /** Waits, scaled by the pace. Rejects if the turn ends meanwhile. */
  async pause(milliseconds: number): Promise<void> {
    await wait(milliseconds * this.#pace, undefined, { signal: this.turn.signal });
  }

  /** Announces the next step; shown only above the level `user`. */
  async narrate(text: string): Promise<void> {
    await this.pause(350);
    this.#spend(text);
    await this.turn.emit({ type: "agent.message", level: "progress", body: { text } });
  }

  /** Emits a tool call, and its output if it is already known. */
  async useTool(tool: string, args_summary: string, output?: string): Promise<void> {
    await this.pause(300);
    await this.turn.emit({ type: "tool.call", level: "progress", body: { tool, args_summary } });
    if (output !== undefined) await this.toolResult(tool, output);
  }

  /** Emits the output of a tool. */
  async toolResult(tool: string, output: string, is_error = false): Promise<void> {
    await this.turn.emit({
      type: "tool.result",
      level: "progress",
      body: { tool, output, is_error, duration_ms: 120 },
    });
  }

  /** Answers after a delay that grows a little with the text. */
  async answer(text: string, more: { awaiting_input?: true } = {}): Promise<StoredEvent> {
    await this.pause(400 + Math.min(text.length, 2000) * 0.3);
    this.#spend(text);
    return this.turn.emit({ type: "agent.message", body: { text, ...more } });
  }

  /** Answers and completes the turn. */
  async conclude(text: string): Promise<TurnEnd> {
    return { outcome: "completed", result: await this.answer(text) };
  }

  /** Like {@link conclude}, after work with tools: also emits the answer as narration if the log requires it. */
  async concludeWork(text: string): Promise<TurnEnd> {
    if (this.turn.saysAnswerTwice) await this.narrate(text);
    return this.conclude(text);
  }

  /**
   * Asks the user and ends the turn until the reply.
   *
   * @param lead the text before the question
   * @param whole lead and question in one text, for a log without questions
   */
  async ask(lead: string, question: AgentQuestion, whole: string): Promise<TurnEnd> {
    if (!this.turn.knowsQuestions) {
      return { outcome: "needs_input", result: await this.answer(whole, { awaiting_input: true }) };
    }
    return { outcome: "needs_input", result: await this.answer(lead), question };
  }

  #spend(text: string): void {
    this.turn.spend({
      input_tokens: Math.ceil(this.asked.length / CHARACTERS_PER_TOKEN),
      output_tokens: Math.ceil(text.length / CHARACTERS_PER_TOKEN),
    });
  }
}
