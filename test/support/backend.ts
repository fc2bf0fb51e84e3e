import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { ClientTokenAnswer, ClientTokenQuestion } from "../../src/core.js";

/** The calls of the service that a backend uses. */
export interface BackendService {
  /** Starts a conversation with a message; returns its id. */
  begin(input: string, key: string): Promise<string>;
  /** The answer to a page that may see a conversation. */
  answerFor(id: string): Promise<ClientTokenAnswer>;
}

/** A host's backend: one conversation for one user, in memory. */
export class Backend {
  /** Its origin, after it listens. */
  url = "";
  /** The requests so far. */
  readonly questions: ClientTokenQuestion[] = [];
  readonly #service: BackendService;
  readonly #server: Server;
  #session: string | null = null;
  readonly #starts = new Map<string, Promise<ClientTokenAnswer>>();
  /** The number of further answers to a start that are not sent. */
  lose = 0;
  /** If set, the status of every answer. */
  status: number | null = null;
  #answered = () => {};

  constructor(service: BackendService) {
    this.#service = service;
    this.#server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const question = JSON.parse(Buffer.concat(chunks).toString()) as ClientTokenQuestion;
      this.questions.push(question);
      if (this.status) return response.writeHead(this.status).end("<html>");
      const answer = await this.#answer(question);
      this.#answered();
      if (question.reason === "start" && this.lose > 0) {
        this.lose -= 1;
        return request.socket.destroy();
      }
      if (!answer) return response.writeHead(204).end();
      return response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer));
    });
  }

  /** The user's session, if there is one. */
  get session(): string | null {
    return this.#session;
  }

  /** Resolves when the user has a session. */
  async begun(): Promise<string> {
    while (this.#session === null) await new Promise<void>((answered) => (this.#answered = answered));
    return this.#session;
  }

  /** Listens on a free port; returns the endpoint's URL. */
  async listen(): Promise<string> {
    await new Promise<void>((listening) => this.#server.listen(0, "127.0.0.1", listening));
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return `${this.url}/api/chat`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #answer({ reason, input, idempotency_key: key }: ClientTokenQuestion): Promise<ClientTokenAnswer> {
    await Promise.all(this.#starts.values());
    if (reason !== "start") return this.#session && this.#service.answerFor(this.#session);
    const begun = this.#starts.get(key!) ?? this.#begin(input!.text, key!);
    this.#starts.set(key!, begun);
    return begun;
  }

  async #begin(input: string, key: string): Promise<ClientTokenAnswer> {
    this.#session = await this.#service.begin(input, key);
    return this.#service.answerFor(this.#session);
  }
}
