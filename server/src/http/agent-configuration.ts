import type { z } from "zod";
import type { newAgent } from "../contract/agents.js";
import { canDrive, isRuntime, providerOf } from "../runtimes/models.js";
import type { AgentRow } from "../store/agents.js";
import type { CredentialStore } from "../store/credentials.js";
import { canonicalJson } from "../store/ids.js";
import { invalid } from "./errors.js";

/** What a model runs on, as a request says it. */
interface Source {
  key?: string | undefined;
  credential?: string | null | undefined;
}

/** The rules that an agent's parts must keep among each other. */
export class AgentConfiguration {
  readonly #credentials: CredentialStore;

  constructor(credentials: CredentialStore) {
    this.#credentials = credentials;
  }

  /** Throws a 422 when the parts contradict each other. */
  check(runtime: string, model: string, { key, credential }: Source): void {
    if (!isRuntime(runtime)) throw invalid("runtime", `There is no runtime "${runtime}".`);
    if (!canDrive(runtime, model)) {
      throw invalid("model", `The runtime ${runtime} cannot drive models of ${providerOf(model)}.`);
    }
    if (key !== undefined && credential != null)
      throw invalid("key", "Give a key or a credential, not both.");
    if (credential == null || credential === "managed") return;
    const row = this.#credentials.get(credential);
    if (row === undefined) throw invalid("credential", "There is no such credential.");
    if (row.provider !== providerOf(model)) {
      throw invalid(
        "credential",
        `The credential is for ${row.provider}, the model of ${providerOf(model)}.`,
      );
    }
  }

  /** Whether an agent is what a repeated request asks for. */
  isSame(agent: AgentRow, body: z.output<typeof newAgent>, runtime: string): boolean {
    return (
      agent.prompt === body.prompt &&
      agent.model === body.model &&
      agent.runtime === runtime &&
      canonicalJson(JSON.parse(agent.limits)) === canonicalJson(body.limits) &&
      (body.key === undefined
        ? agent.credential === (body.credential ?? null)
        : agent.credential !== null && this.#credentials.reveal(agent.credential) === body.key)
    );
  }

  /** The credential that an agent is to run on; an inline key becomes one of its own. */
  credentialFor(name: string, model: string, { key, credential }: Source): string | null {
    if (key === undefined) return credential ?? null;
    return this.#credentials.insert(providerOf(model), key, `agent ${name}`).id;
  }
}
