import type { LocalComputer } from "./local-computer.js";

/** An answer of the API. */
export interface ApiAnswer<Body> {
  readonly status: number;
  readonly body: Body;
}

/** Calls OpenComputer with the org key, which only a backend may have. */
export class OrgApi {
  readonly #computer: LocalComputer;

  constructor(computer: LocalComputer) {
    this.#computer = computer;
  }

  /**
   * @param path the part after `/v3`
   * @throws TypeError if the server cannot be reached
   */
  async request<Body>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<ApiAnswer<Body>> {
    const { url, orgKey } = this.#computer.server;
    const response = await fetch(`${url}/v3${path}`, {
      method,
      headers: { ...headers, Authorization: `Bearer ${orgKey}`, "Content-Type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: (text === "" ? null : JSON.parse(text)) as Body };
  }
}
