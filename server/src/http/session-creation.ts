import type { z } from "zod";
import type { newSession } from "../contract/sessions.js";
import { canDrive, providerOf } from "../runtimes/models.js";
import { keyOf } from "../runtimes/runtime-selector.js";
import type { Services } from "../services.js";
import { createSession, WEBHOOK_LEVEL } from "../sessions/creation.js";
import { canonicalJson, sha256 } from "../store/ids.js";
import type { AgentRow, SessionRow } from "../store/schema/rows.js";
import type { Transaction } from "../store/store.js";
import { inputDraft } from "./envelope.js";
import { ApiError, conflict, invalid } from "./errors.js";
import { requireTarget } from "./webhook-target.js";

type CreateBody = z.output<typeof newSession>;

/** Creates the sessions of requests, each only once. */
export class SessionCreation {
  readonly #services: Services;

  constructor(services: Services) {
    this.#services = services;
  }

  /** The session of a request: a new one, or the one that was created with the same `key` or `Idempotency-Key`. */
  async getOrCreate(
    body: CreateBody,
    header: string | null,
  ): Promise<{ session: SessionRow; isNew: boolean }> {
    const fingerprint = sha256(canonicalJson(body));
    return this.#services.store.transaction(async (tx) => {
      // Always in this order, so that no two requests wait for each other.
      if (header !== null) await tx.lock(`Idempotency-Key ${header}`);
      if (body.key !== undefined) await tx.lock(`session ${body.key}`);
      const found = await this.#existing(tx, body.key, header, fingerprint);
      const session = found ?? (await this.#create(tx, body, fingerprint));
      if (header !== null && (await tx.sessions.created(header)) === undefined) {
        await tx.sessions.rememberCreated(header, session.id, fingerprint);
      }
      return { session, isNew: found === undefined };
    });
  }

  async #create(tx: Transaction, body: CreateBody, fingerprint: string): Promise<SessionRow> {
    const { model, limits, key, metadata } = body;
    return createSession(tx, this.#services.log, {
      model,
      limits,
      key,
      metadata,
      fingerprint,
      agent: await this.#agent(tx, body),
      destinations: this.#destinations(body),
      input: inputDraft(body.input),
    });
  }

  /** The session that the same request created before. A different request with its key is a conflict. */
  async #existing(
    { sessions }: Transaction,
    key: string | undefined,
    header: string | null,
    fingerprint: string,
  ): Promise<SessionRow | undefined> {
    const made = header === null ? undefined : await sessions.created(header);
    if (made !== undefined && made.fingerprint !== fingerprint) {
      throw conflict("This Idempotency-Key was used for a different request.", { param: "Idempotency-Key" });
    }
    const keyed = key === undefined ? undefined : await sessions.withKey(key);
    if (keyed !== undefined && keyed.fingerprint !== fingerprint) {
      throw conflict("A session with this key exists and was created with a different request.", {
        param: "key",
      });
    }
    return keyed ?? (made && sessions.get(made.session));
  }

  /** The agent of a request. It must have a credential with which it can run. */
  async #agent({ agents, credentials }: Transaction, body: CreateBody): Promise<AgentRow> {
    const agent = (await agents.get(body.agent)) ?? (await agents.named(body.agent));
    if (agent === undefined) throw invalid("agent", "There is no such agent.");
    const model = body.model ?? agent.model;
    if (!canDrive(agent.runtime, model)) {
      throw invalid("model", `The runtime ${agent.runtime} does not support models of ${providerOf(model)}.`);
    }
    if ((await keyOf({ model, credential: agent.credential }, credentials)) === undefined) {
      const message = `There is no key for ${providerOf(model)}: set one on the agent, or a default credential.`;
      throw new ApiError(422, "no_credential", message, { param: "agent" });
    }
    return agent;
  }

  #destinations(body: CreateBody): CreateBody["destinations"] {
    const { allowLoopbackWebhooks } = this.#services.options;
    if (body.webhook !== undefined) requireTarget(body.webhook, "webhook", allowLoopbackWebhooks);
    for (const [index, { url }] of body.destinations.entries()) {
      requireTarget(url, `destinations.${index}.url`, allowLoopbackWebhooks);
    }
    const webhook = body.webhook === undefined ? [] : [{ url: body.webhook, level: WEBHOOK_LEVEL }];
    return [...webhook, ...body.destinations];
  }
}
