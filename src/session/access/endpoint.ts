import { fetchOf } from "../../wire/connect.js";
import { fromJson, toJson } from "../../wire/json.js";
import { SessionError, unreached, type ErrorCode } from "../../wire/errors.js";
import { retryAfterOf } from "../../wire/retry-after.js";
import type { AccessOptions } from "./access.js";
import type { ClientTokenAnswer, ClientTokenQuestion } from "./grant.js";

/** How the host's own backend is reached. */
export interface EndpointOptions {
  readonly url: string;
  readonly fetch: typeof fetch | undefined;
  /** Send cookies to another origin too. */
  readonly withCredentials: boolean;
}

/**
 * The error for a status that is not a success. Only 401 and 403 are final. Other statuses may come from a proxy or
 * during a deployment of the backend, so another attempt may succeed.
 */
function refusal(response: Response): SessionError {
  const { status } = response;
  if (status === 401 || status === 403) {
    return new SessionError("unauthorized", `The endpoint answered ${status}: signed out.`, { status });
  }
  const code: ErrorCode = status === 429 ? "rate-limited" : "endpoint";
  return new SessionError(code, `The endpoint answered ${status}.`, {
    status,
    retryable: true,
    retryAfter: retryAfterOf(response),
  });
}

/** Asks the host's backend over HTTP: one JSON question, one JSON answer, `204` for "no conversation yet". */
export function askEndpoint(options: EndpointOptions): NonNullable<AccessOptions["ask"]> {
  return async (question, signal) => {
    const { response, body } = await post(options, question, signal);
    if (response.type === "opaqueredirect" || (response.status >= 300 && response.status < 400)) {
      // A sign-on proxy answers with a redirect. Once the person has signed in there, the backend answers with JSON
      // again.
      const message = "The endpoint answered with a redirect.";
      throw new SessionError("endpoint", message, { retryable: true });
    }
    if (!response.ok) throw refusal(response);
    if (body.trim() === "") return null;
    try {
      return fromJson(body) as ClientTokenAnswer;
    } catch {
      const type = response.headers.get("content-type") ?? "no content type";
      throw new SessionError("endpoint", `The endpoint's answer is not JSON (${type}).`, {
        status: response.status,
        retryable: true,
      });
    }
  };
}

async function post(
  { url, fetch: given, withCredentials }: EndpointOptions,
  question: ClientTokenQuestion,
  signal: AbortSignal,
): Promise<{ response: Response; body: string }> {
  try {
    const response = await fetchOf(given)(url, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: toJson(question),
      cache: "no-store",
      // A redirect usually leads to a login page. It is reported, never followed.
      redirect: "manual",
      credentials: withCredentials ? "include" : "same-origin",
      signal,
    });
    return { response, body: await response.text() };
  } catch (cause) {
    throw unreached("The endpoint", cause, { cause });
  }
}
