import { setTimeout as wait } from "node:timers/promises";
import type { StoredEvent } from "../../log/event.js";
import type { AgentQuestion, TurnContext, TurnEnd } from "../runtime.js";

/** Characters that count as one token, there being no tokenizer. */
const CHARACTERS_PER_TOKEN = 4;

/** One scripted answer to what was asked. */
export type ScriptedReply = (context: ReplyContext) => Promise<TurnEnd>;

/** What a scripted reply works with: the turn, and an agent's usual steps at an agent's speed. */
export class ReplyContext {
  readonly turn: TurnContext;
  /** All that was asked in this turn. */
  readonly asked: string;
  readonly #pace: number;

  constructor(turn: TurnContext, pace: number) {
    this.turn = turn;
    this.asked = turn.inputs.join("\n\n");
    this.#pace = pace;
  }

  /** Pauses, scaled by the pace. Rejects when the turn ends meanwhile. */
  async pause(milliseconds: number): Promise<void> {
    await wait(milliseconds * this.#pace, undefined, { signal: this.turn.signal });
  }

  /** Says what it is about to do; shown above the level `user` only. */
  async narrate(text: string): Promise<void> {
    await this.pause(350);
    this.#spend(text);
    await this.turn.emit({ type: "agent.message", level: "progress", body: { text } });
  }

  /** Notes the use of a tool, and what it gave back where that is known at once. */
  async useTool(tool: string, args_summary: string, output?: string): Promise<void> {
    await this.pause(300);
    await this.turn.emit({ type: "tool.call", level: "progress", body: { tool, args_summary } });
    if (output !== undefined) await this.toolResult(tool, output);
  }

  /** Notes what a tool gave back. */
  async toolResult(tool: string, output: string, is_error = false): Promise<void> {
    await this.turn.emit({
      type: "tool.result",
      level: "progress",
      body: { tool, output, is_error, duration_ms: 120 },
    });
  }

  /** Answers after a pause that grows a little with the text. */
  async answer(text: string, more: { awaiting_input?: true } = {}): Promise<StoredEvent> {
    await this.pause(400 + Math.min(text.length, 2000) * 0.3);
    this.#spend(text);
    return this.turn.emit({ type: "agent.message", body: { text, ...more } });
  }

  /** Answers and ends the turn well. */
  async conclude(text: string): Promise<TurnEnd> {
    return { outcome: "completed", result: await this.answer(text) };
  }

  /** As {@link conclude}, after work with tools: where the log wants it, as narration too. */
  async concludeWork(text: string): Promise<TurnEnd> {
    if (this.turn.saysAnswerTwice) await this.narrate(text);
    return this.conclude(text);
  }

  /**
   * Asks the user and ends the turn waiting for the reply.
   *
   * @param lead what is said before the question
   * @param whole lead and question in one, for a log that knows no questions
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
