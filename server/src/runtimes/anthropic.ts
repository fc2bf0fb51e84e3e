import type * as AnthropicSdk from "@anthropic-ai/sdk";
import type { Runtime, TurnContext, TurnEnd } from "./runtime.js";

/** The longest answer if the session has no lower limit. */
const MAX_ANSWER_TOKENS = 8192;

type Sdk = typeof AnthropicSdk;

/** An error of the provider. */
interface Fault {
  code: string;
  message: string;
  retriable: boolean;
}

/** Runs an agent with a model of Anthropic. It has no tools, so nothing that the model writes is executed. */
export class AnthropicAgent implements Runtime {
  readonly #baseUrl: string | null;

  /** @param baseUrl the API's address; null for the default of the SDK */
  constructor(baseUrl: string | null) {
    this.#baseUrl = baseUrl;
  }

  async run(turn: TurnContext): Promise<TurnEnd> {
    // Loaded at first use, because it is large and most local servers never need it.
    const sdk = await import("@anthropic-ai/sdk");
    const conversation = await messages(turn);
    const allowed = Math.min(MAX_ANSWER_TOKENS, turn.tokensLeft ?? MAX_ANSWER_TOKENS);
    let answer: AnthropicSdk.Anthropic.Message;
    // Only what the provider does: a database that does not answer is no fault of the model.
    try {
      answer = await this.#ask(turn, conversation, allowed, sdk);
    } catch (error) {
      turn.signal.throwIfAborted();
      return fail(turn, faultOf(error, sdk));
    }
    turn.signal.throwIfAborted();
    const { content, stop_reason, usage } = answer;
    const text = content.map((block) => (block.type === "text" ? block.text : "")).join("");
    const result =
      text.trim() === "" ? undefined : await turn.emit({ type: "agent.message", body: { text } });
    turn.spend(usage);
    const cutByBudget = stop_reason === "max_tokens" && allowed < MAX_ANSWER_TOKENS;
    return { outcome: cutByBudget ? "budget_exceeded" : "completed", ...(result && { result }) };
  }

  #ask(
    turn: TurnContext,
    conversation: AnthropicSdk.Anthropic.MessageParam[],
    allowed: number,
    { Anthropic }: Sdk,
  ): Promise<AnthropicSdk.Anthropic.Message> {
    const client = new Anthropic({
      apiKey: turn.apiKey,
      // Never read from the environment: the agent runs only with the key that was set for it.
      authToken: null,
      logLevel: "off",
      ...(this.#baseUrl !== null && { baseURL: this.#baseUrl }),
    });
    const system = turn.agent.prompt.trim();
    const stream = client.messages.stream(
      {
        model: turn.agent.model.slice(turn.agent.model.indexOf("/") + 1),
        max_tokens: allowed,
        ...(system !== "" && { system }),
        messages: conversation,
      },
      { signal: turn.signal },
    );
    return stream.finalMessage();
  }
}

/** The conversation in the API's format; blank texts are omitted, because the API refuses them. */
async function messages(turn: TurnContext): Promise<AnthropicSdk.Anthropic.MessageParam[]> {
  const asked = turn.inputs.map((text) => ({ role: "user" as const, text }));
  return [...(await turn.history()), ...asked]
    .filter(({ text }) => text.trim() !== "")
    .map(({ role, text }) => ({ role, content: text }));
}

async function fail(turn: TurnContext, { code, message, retriable }: Fault): Promise<TurnEnd> {
  // The provider's message may repeat the key; it must not reach the log.
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
