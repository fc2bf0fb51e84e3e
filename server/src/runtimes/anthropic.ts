import type * as AnthropicSdk from "@anthropic-ai/sdk";
import type { Runtime, TurnContext, TurnEnd } from "./runtime.js";

/** Tokens that one answer may have when the session has no tighter limit. */
const MAX_ANSWER_TOKENS = 8192;

type Sdk = typeof AnthropicSdk;

/** What went wrong at the provider. */
interface Fault {
  code: string;
  message: string;
  retriable: boolean;
}

/** Runs an agent by a model of Anthropic's. It has no tools: nothing that the model writes is ever run. */
export class AnthropicAgent implements Runtime {
  readonly #baseUrl: string | null;

  /** @param baseUrl the API's address; null for Anthropic's own */
  constructor(baseUrl: string | null) {
    this.#baseUrl = baseUrl;
  }

  async run(turn: TurnContext): Promise<TurnEnd> {
    // Loaded on first use: it is large, and most local servers never need it.
    const sdk = await import("@anthropic-ai/sdk");
    try {
      return await this.#answer(turn, sdk);
    } catch (error) {
      turn.signal.throwIfAborted();
      return fail(turn, faultOf(error, sdk));
    }
  }

  async #answer(turn: TurnContext, { Anthropic }: Sdk): Promise<TurnEnd> {
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
        messages: await messages(turn),
      },
      { signal: turn.signal },
    );
    const { content, stop_reason, usage } = await stream.finalMessage();
    turn.signal.throwIfAborted();
    const text = content.map((block) => (block.type === "text" ? block.text : "")).join("");
    const result =
      text.trim() === "" ? undefined : await turn.emit({ type: "agent.message", body: { text } });
    turn.spend(usage);
    const cutByBudget = stop_reason === "max_tokens" && allowed < MAX_ANSWER_TOKENS;
    return { outcome: cutByBudget ? "budget_exceeded" : "completed", ...(result && { result }) };
  }
}

/** The conversation as the API takes it: no blank texts. */
async function messages(turn: TurnContext): Promise<AnthropicSdk.Anthropic.MessageParam[]> {
  const asked = turn.inputs.map((text) => ({ role: "user" as const, text }));
  return [...(await turn.history()), ...asked]
    .filter(({ text }) => text.trim() !== "")
    .map(({ role, text }) => ({ role, content: text }));
}

async function fail(turn: TurnContext, { code, message, retriable }: Fault): Promise<TurnEnd> {
  // Should the provider repeat the key, we do not.
  const told = turn.apiKey === null ? message : message.replaceAll(turn.apiKey, "…");
  const error = { code, message: told.slice(0, 1000) };
  await turn.emit({ type: "error.model", level: "user", body: { ...error, retriable } });
  return { outcome: "error", error };
}

function faultOf(cause: unknown, { APIConnectionError, APIError }: Sdk): Fault {
  if (cause instanceof APIConnectionError) {
    return {
      code: "connection_error",
      message: "The model's provider could not be reached.",
      retriable: true,
    };
  }
  if (!(cause instanceof APIError) || cause.apiMessage === null) {
    const message = "The model's provider gave an answer that could not be read.";
    return { code: "model_error", message, retriable: false };
  }
  const isPassing = cause.type === "overloaded_error" || cause.status === 429 || (cause.status ?? 0) >= 500;
  return { code: cause.type ?? "model_error", message: cause.apiMessage, retriable: isPassing };
}
