import { setTimeout as pause } from "node:timers/promises";
import type { Runtime, TurnContext, TurnEnd } from "../runtime.js";

/** The agent that needs no model: it plays the answer that fits what was asked. */
export class OfflineAgent implements Runtime {
  readonly #pace: number;

  /** @param pace factor on all pauses; 1 is about a real agent's speed, 0 is no pause */
  constructor(pace: number) {
    this.#pace = pace;
  }

  async run(turn: TurnContext): Promise<TurnEnd> {
    await pause(300 * this.#pace, undefined, { signal: turn.signal });
    const text = turn.inputs.join("\n\n");
    const result = turn.emit({ type: "agent.message", body: { text: `You said:\n\n> ${text}` } });
    return { outcome: "completed", result };
  }
}
