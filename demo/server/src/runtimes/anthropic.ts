import Anthropic, { APIConnectionError, APIError } from "@anthropic-ai/sdk";
import type { Runtime, TurnContext, TurnEnd } from "./runtime.js";

/** Tokens that one answer may have when the session has no tighter limit. */
const MAX_ANSWER_TOKENS = 8192;

/** Plays an agent by a model of Anthropic's. It has no tools: nothing that the model writes is ever run. */
export class AnthropicAgent implements Runtime {
  readonly #baseUrl: string | null;

  /** @param baseUrl the API's address; null for Anthropic's own */
  constructor(baseUrl: string | null) {
    this.#baseUrl = baseUrl;
  }

  async run(turn: TurnContext): Promise<TurnEnd> {
    try {
      return await this.#answer(turn);
    } catch (error) {
      turn.signal.throwIfAborted();
      return fail(turn, error);
    }
  }

  async #answer(turn: TurnContext): Promise<TurnEnd> {
    const client = new Anthropic({
      apiKey: turn.apiKey,
      // Never taken from the environment: the key that was set for this agent is the only one it runs on.
      authToken: null,
      logLevel: "off",
      ...(this.#baseUrl !== null && { baseURL: this.#baseUrl }),
    });
    const allowed = Math.min(MAX_ANSWER_TOKENS, turn.tokensLeft ?? MAX_ANSWER_TOKENS);
    const system = turn.agent.prompt.trim();
    const stream = client.messages.stream(
      {
        model: turn.agent.model.slice(turn.agent.model.indexOf("/") + 1),
        max_tokens: allowed,
        ...(system !== "" && { system }),
        messages: messages(turn),
      },
      { signal: turn.signal },
    );
    const { content, stop_reason, usage } = await stream.finalMessage();
    turn.signal.throwIfAborted();
    const text = content.map((block) => (block.type === "text" ? block.text : "")).join("");
    const result = text.trim() === "" ? undefined : turn.emit({ type: "agent.message", body: { text } });
    turn.spend(usage);
    const cutByBudget = stop_reason === "max_tokens" && allowed < MAX_ANSWER_TOKENS;
    return { outcome: cutByBudget ? "budget_exceeded" : "completed", ...(result && { result }) };
  }
}

/** The conversation as the API takes it: no blank texts. */
function messages(turn: TurnContext): Anthropic.MessageParam[] {
  const asked = turn.inputs.map((text) => ({ role: "user" as const, text }));
  return [...turn.history(), ...asked]
    .filter(({ text }) => text.trim() !== "")
    .map(({ role, text }) => ({ role, content: text }));
}

function fail(turn: TurnContext, cause: unknown): TurnEnd {
  const error = { code: codeOf(cause), message: messageOf(cause, turn.apiKey) };
  turn.emit({ type: "error.model", level: "user", body: { ...error, retriable: isRetriable(cause) } });
  return { outcome: "error", error };
}

function codeOf(cause: unknown): string {
  if (cause instanceof APIConnectionError) return "connection_error";
  return (cause instanceof APIError && cause.type) || "model_error";
}

/** What the provider said, without the key should it have repeated that. */
function messageOf(cause: unknown, key: string | null): string {
  if (cause instanceof APIConnectionError) return "The model's provider could not be reached.";
  const said = cause instanceof APIError ? cause.apiMessage : null;
  if (said === null) return "The model's provider gave an answer that could not be read.";
  return (key === null ? said : said.replaceAll(key, "…")).slice(0, 1000);
}

function isRetriable(cause: unknown): boolean {
  if (cause instanceof APIConnectionError) return true;
  if (!(cause instanceof APIError)) return false;
  return cause.type === "overloaded_error" || cause.status === 429 || (cause.status ?? 0) >= 500;
}
