import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { ClientTokenQuestion } from "../../src/core.js";
import type { LocalOpenComputer } from "../runner/local-server.js";

/** A host's backend: one conversation for its one user, in memory. */
export class Backend {
  /** Its origin, once it listens. */
  url = "";
  readonly questions: ClientTokenQuestion[] = [];
  readonly #openComputer: LocalOpenComputer;
  readonly #server: Server;
  #session: string | null = null;
  readonly #starts = new Map<
    string,
    Promise<{ session: { id: string }; client_token: string; expires_at: string }>
  >();
  /** Answers to a start that are lost on their way. */
  lose = 0;
  /** Answered in place of everything. */
  status: number | null = null;
  #heard = () => {};

  constructor(openComputer: LocalOpenComputer) {
    this.#openComputer = openComputer;
    this.#server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const question = JSON.parse(Buffer.concat(chunks).toString()) as ClientTokenQuestion;
      this.questions.push(question);
      if (this.status) return response.writeHead(this.status).end("<html>");
      const answer = await this.#answer(question);
      this.#heard();
      if (question.reason === "start" && this.lose > 0) {
        this.lose -= 1;
        return request.socket.destroy();
      }
      if (!answer) return response.writeHead(204).end();
      return response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer));
    });
  }

  /** The session of its user, once there is one. */
  get session(): string | null {
    return this.#session;
  }

  /** Resolves once its user has a session: somebody has asked for a start. */
  async begun(): Promise<string> {
    while (this.#session === null) await new Promise<void>((heard) => (this.#heard = heard));
    return this.#session;
  }

  /** Listens on a free port; gives the endpoint's address. */
  async listen(): Promise<string> {
    await new Promise<void>((listening) => this.#server.listen(0, "127.0.0.1", listening));
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return `${this.url}/api/chat`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #answer({ reason, input, idempotency_key: key }: ClientTokenQuestion) {
    await Promise.all(this.#starts.values());
    if (reason !== "start")
      return this.#session && { session: this.#session, token: await this.#openComputer.mint(this.#session) };
    const begun = this.#starts.get(key!) ?? this.#begin(input!.text);
    this.#starts.set(key!, begun);
    return begun;
  }

  async #begin(input: string) {
    const { id, token } = await this.#openComputer.createSession({ input });
    this.#session = id;
    const expires_at = new Date(Date.now() + 3600_000).toISOString();
    return { session: { id }, client_token: token, expires_at };
  }
}
