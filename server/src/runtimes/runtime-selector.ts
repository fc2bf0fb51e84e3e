import type { CredentialStore } from "../store/credentials.js";
import type { SessionRow } from "../store/schema/rows.js";
import { AnthropicAgent } from "./anthropic.js";
import { isSilent, providerOf } from "./models.js";
import { OfflineAgent } from "./offline/agent.js";
import type { Runtime } from "./runtime.js";

/**
 * The form of a real Anthropic key; with anything else, such as the placeholder `sk-ant-…`, the offline agent
 * answers.
 */
const ANTHROPIC_KEY = /^sk-ant-[\w-]{20,}$/;

/** The runtime of a session's agent. */
export interface SelectedRuntime {
  runtime: Runtime;
  /** The provider's key, for a runtime that calls a provider. */
  apiKey: string | null;
}

/** The model and the credential, which decide the runtime of an agent. */
export type ModelAccess = Pick<SessionRow, "credential"> & { model: string };

/** Selects the runtime of an agent: Anthropic's for its models with a real key, the offline agent for all others. */
export class RuntimeSelector {
  readonly #offline: Runtime;
  readonly #anthropic: Runtime;

  constructor(options: { agentPace: number; anthropicUrl: string | null }) {
    this.#offline = new OfflineAgent(options.agentPace);
    this.#anthropic = new AnthropicAgent(options.anthropicUrl);
  }

  /** Null if no runtime runs the agent: the session's messages stay queued. */
  async select(
    { model, credential }: ModelAccess,
    credentials: CredentialStore,
  ): Promise<SelectedRuntime | null> {
    if (isSilent(model)) return null;
    const apiKey = await keyOf({ model, credential }, credentials);
    if (apiKey === undefined) return { runtime: WITHOUT_CREDENTIAL, apiKey: null };
    if (apiKey !== null && providerOf(model) === "anthropic" && ANTHROPIC_KEY.test(apiKey)) {
      return { runtime: this.#anthropic, apiKey };
    }
    return { runtime: this.#offline, apiKey: null };
  }
}

/** The key of a model; null if it needs none, undefined if it needs one that does not exist. */
export async function keyOf(
  { model, credential }: ModelAccess,
  credentials: CredentialStore,
): Promise<string | null | undefined> {
  if (providerOf(model) === "offline" || credential === "managed") return null;
  const id = credential ?? (await credentials.defaultOf(providerOf(model)))?.id;
  return id === undefined ? undefined : credentials.reveal(id);
}

/** The runtime of a session whose credential was deleted. */
const WITHOUT_CREDENTIAL: Runtime = {
  async run(turn) {
    const error = { code: "no_credential", message: "There is no key for this model any more." };
    await turn.emit({ type: "error.model", level: "user", body: { ...error, retriable: false } });
    return { outcome: "error", error };
  },
};
