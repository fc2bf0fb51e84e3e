import { executeServerCommand } from "@web/test-runner-commands";
import { SCRIPTED_SERVER } from "./commands.js";

/** The end of an answer after its chunks: regular, cut in the body, or left open. */
export type Ending = "end" | "cut" | "open";

/** One answer of a {@link ScriptedServer}, sent exactly as written. */
export interface ScriptedAnswer {
  /** HTTP status; default 200. */
  readonly status?: number;
  /** Headers besides the permissive CORS ones; default none, not even a content type. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The body; each entry is a separate network write: text as UTF-8, or byte values. Default empty. */
  readonly chunks?: readonly (string | readonly number[])[];
  /** Default `end`. */
  readonly then?: Ending;
  /** False omits the CORS headers; default true. */
  readonly cors?: boolean;
}

/** A received request. The server answers preflights itself and does not record them. */
export interface RecordedRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body as text. */
  readonly body: string;
  /** True if the client has disconnected before the end of the answer. */
  readonly aborted: boolean;
}

/** A command to the scripted server; the answer is the result of that method. */
export type ScriptedCommand =
  | { do: "start" }
  | { do: "answer"; url: string; route: string; answers: readonly ScriptedAnswer[] }
  | { do: "write"; url: string; route: string; chunk: string | readonly number[] }
  | { do: "finish"; url: string; route: string; ending: "end" | "cut" }
  | { do: "requests"; url: string; count: number }
  | { do: "close"; url: string };

/**
 * A real HTTP server on its own origin that answers byte by byte what the test defines: malformed frames, HTML
 * instead of JSON, a 429, a stream that is cut in the middle of a character. Routes are `METHOD /path`, without the
 * query; an undefined route is a 404. `METHOD /path?limit` is for requests of pages, if their answer differs from
 * that of streams.
 */
export class ScriptedServer {
  /** The server's origin, `http://127.0.0.1:<port>`. */
  readonly url: string;

  private constructor(url: string) {
    this.url = url;
  }

  /** Starts a server; {@link close} it, or it ends with the test run. */
  static async start(): Promise<ScriptedServer> {
    return new ScriptedServer(await command<string>({ do: "start" }));
  }

  /** Queues answers for a route. They are used in order; the last one stays for all later requests. */
  async answer(route: string, ...answers: ScriptedAnswer[]): Promise<void> {
    await command({ do: "answer", url: this.url, route, answers });
  }

  /** Writes to every answer of the route that was left `open`. */
  async write(route: string, chunk: string | readonly number[]): Promise<void> {
    await command({ do: "write", url: this.url, route, chunk });
  }

  /** Ends every answer of the route that was left `open`: regularly or cut. */
  async finish(route: string, ending: "end" | "cut"): Promise<void> {
    await command({ do: "finish", url: this.url, route, ending });
  }

  /** The requests so far, in order of arrival; waits until there are at least `count` (at most 30 s). */
  async requests(count = 0): Promise<readonly RecordedRequest[]> {
    return command<readonly RecordedRequest[]>({ do: "requests", url: this.url, count });
  }

  /** Stops listening and cuts every connection: the origin is then unreachable. */
  async close(): Promise<void> {
    await command({ do: "close", url: this.url });
  }
}

async function command<Result>(payload: ScriptedCommand): Promise<Result> {
  return (await executeServerCommand<unknown, ScriptedCommand>(SCRIPTED_SERVER, payload)) as Result;
}
