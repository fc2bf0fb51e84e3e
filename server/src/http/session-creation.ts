import type { z } from "zod";
import type { newSession } from "../contract/sessions.js";
import { canDrive, providerOf } from "../runtimes/models.js";
import type { Services } from "../services.js";
import { createSession, WEBHOOK_LEVEL } from "../sessions/creation.js";
import type { AgentRow } from "../store/agents.js";
import { canonicalJson, sha256 } from "../store/ids.js";
import type { SessionRow } from "../store/sessions.js";
import { inputDraft } from "./envelope.js";
import { ApiError, conflict, invalid } from "./errors.js";
import { requireTarget } from "./webhook-target.js";

type CreateBody = z.output<typeof newSession>;

/** Makes sessions from requests, each only once. */
export class SessionCreation {
  readonly #services: Services;

  constructor(services: Services) {
    this.#services = services;
  }

  /** The session of a request: a new one, unless its `key` or `Idempotency-Key` has made one before. */
  getOrCreate(body: CreateBody, header: string | null): { session: SessionRow; isNew: boolean } {
    const { db, sessions } = this.#services;
    const fingerprint = sha256(canonicalJson(body));
    return db.transaction(() => {
      const found = this.#existing(body.key, header, fingerprint);
      const session = found ?? this.#create(body, fingerprint);
      if (header !== null && sessions.created(header) === undefined) {
        sessions.rememberCreated(header, session.id, fingerprint);
      }
      return { session, isNew: found === undefined };
    });
  }

  #create(body: CreateBody, fingerprint: string): SessionRow {
    const { model, limits, key, metadata } = body;
    return createSession(this.#services, {
      ...{ model, limits, key, metadata, fingerprint },
      agent: this.#agent(body),
      destinations: this.#destinations(body),
      input: inputDraft(body.input),
    });
  }

  /** The session that the same request made before; a different request under its key is a conflict. */
  #existing(key: string | undefined, header: string | null, fingerprint: string): SessionRow | undefined {
    const { sessions } = this.#services;
    const made = header === null ? undefined : sessions.created(header);
    if (made !== undefined && made.fingerprint !== fingerprint) {
      throw conflict("This Idempotency-Key was used for a different request.", { param: "Idempotency-Key" });
    }
    const keyed = key === undefined ? undefined : sessions.withKey(key);
    if (keyed !== undefined && keyed.fingerprint !== fingerprint) {
      throw conflict("There is a session of this key that was created differently.", { param: "key" });
    }
    return keyed ?? (made && sessions.get(made.session));
  }

  /** The agent of a request, which must be able to run it. */
  #agent(body: CreateBody): AgentRow {
    const { agents, runtimes } = this.#services;
    const agent = agents.get(body.agent) ?? agents.named(body.agent);
    if (agent === undefined) throw invalid("agent", `There is no agent "${body.agent}".`);
    const model = body.model ?? agent.model;
    if (!canDrive(agent.runtime, model)) {
      throw invalid("model", `The runtime ${agent.runtime} cannot drive models of ${providerOf(model)}.`);
    }
    if (!runtimes.hasCredential({ model, credential: agent.credential })) {
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
