import type { CredentialStore } from "../store/credentials.js";
import type { AgentSnapshot, SessionRow } from "../store/sessions.js";
import { AnthropicAgent } from "./anthropic.js";
import { providerOf } from "./models.js";
import { OfflineAgent } from "./offline/agent.js";
import type { Runtime } from "./runtime.js";

/** The model whose agent does nothing, so that a test alone writes the session's log. */
const SILENT_MODEL = "offline/silent";

/** What a real key of Anthropic's looks like; anything else, such as the placeholder `sk-ant-…`, is played offline. */
const ANTHROPIC_KEY = /^sk-ant-[\w-]{20,}$/;

/** Who plays a session's agent. */
export interface Casting {
  runtime: Runtime;
  /** The provider's key, for a runtime that calls one. */
  apiKey: string | null;
}

/** What decides who plays. */
export type Part = Pick<SessionRow, "credential"> & { model: string };

/** Chooses who plays an agent: Anthropic's models with a real key, the offline agent everything else. */
export class CastingOffice {
  readonly #credentials: CredentialStore;
  readonly #offline: Runtime;
  readonly #anthropic: Runtime;

  constructor(credentials: CredentialStore, options: { agentPace: number; anthropicUrl: string | null }) {
    this.#credentials = credentials;
    this.#offline = new OfflineAgent(options.agentPace);
    this.#anthropic = new AnthropicAgent(options.anthropicUrl);
  }

  /** Null when nobody plays: the session's messages stay queued. */
  cast(session: SessionRow): Casting | null {
    const { model } = JSON.parse(session.snapshot) as AgentSnapshot;
    if (model === SILENT_MODEL) return null;
    const apiKey = this.#key({ model, credential: session.credential });
    if (apiKey === undefined) return { runtime: WITHOUT_CREDENTIAL, apiKey: null };
    if (apiKey !== null && providerOf(model) === "anthropic" && ANTHROPIC_KEY.test(apiKey)) {
      return { runtime: this.#anthropic, apiKey };
    }
    return { runtime: this.#offline, apiKey: null };
  }

  /** Whether a session of this part has the key it needs. */
  hasCredential(part: Part): boolean {
    return this.#key(part) !== undefined;
  }

  /** The key of a part; null when it needs none, undefined when it needs one and there is none. */
  #key({ model, credential }: Part): string | null | undefined {
    if (providerOf(model) === "offline" || credential === "managed") return null;
    const id = credential ?? this.#credentials.defaultOf(providerOf(model))?.id;
    return id === undefined ? undefined : this.#credentials.reveal(id);
  }
}

/** Plays a session whose credential was deleted. */
const WITHOUT_CREDENTIAL: Runtime = {
  run(turn) {
    const error = { code: "no_credential", message: "There is no key for this model any more." };
    turn.emit({ type: "error.model", level: "user", body: { ...error, retriable: false } });
    return Promise.resolve({ outcome: "error", error });
  },
};
