const CODES = [
  "config",
  "endpoint",
  "org-key",
  "network",
  "unauthorized",
  "forbidden",
  "insufficient-credits",
  "not-found",
  "closed",
  "retired",
  "invalid",
  "too-large",
  "rate-limited",
  "server",
  "protocol",
  "renderer",
  "upload",
  "storage",
  "stale",
  "question-stale",
] as const;

/**
 * What went wrong: one of a closed set of codes.
 *
 * - `config`: an option is missing, or the wire cannot do what was asked of it.
 * - `endpoint`: an answer of the host's endpoint or of a function of the host cannot be used.
 * - `org-key`: an org key was given in place of a client token.
 * - `network`: no answer came, the answer broke off, or a file of the package did not load.
 * - `unauthorized`: status 401. `forbidden`: 403. `insufficient-credits`: 402. `too-large`: 413. `rate-limited`: 429.
 * - `not-found`: there is no such session, or it belongs to another person.
 * - `closed`: the session takes no more messages, or its log is not read any more.
 * - `retired`: the service has no such API any more.
 * - `invalid`: the service refuses the request as it is.
 * - `server`: the service has failed, or cannot do it yet.
 * - `protocol`: the answer or an event cannot be read.
 * - `renderer`: the drawing of an entry failed.
 * - `upload`: an upload of the host failed.
 * - `storage`: the browser refuses to store anything.
 * - `stale`: the message was written more than a day ago and never posted.
 * - `question-stale`: the question that the message answers is no longer open.
 */
export type ErrorCode = (typeof CODES)[number];

/** Whether `value` is an error code of this version. A tab with another version of this package may send others. */
export function isErrorCode(value: unknown): value is ErrorCode {
  return (CODES as readonly unknown[]).includes(value);
}

/** The optional facts of a {@link SessionError}. */
export interface SessionErrorOptions {
  /** HTTP status of the answer. Default: null, for an error without an answer. */
  status?: number | null;
  /** Whether the same request may succeed later. Default: derived from `code`. */
  retryable?: boolean;
  /** The wait that the `Retry-After` of the answer asks for, in milliseconds. Default: null, for none. */
  retryAfter?: number | null;
  cause?: unknown;
}

const RETRYABLE: readonly ErrorCode[] = ["network", "insufficient-credits", "rate-limited", "server"];

/**
 * The only error class of the package. `message` is English text for the developer and never has a token in it. The
 * words for the end user follow from `code`.
 */
export class SessionError extends Error {
  override readonly name = "SessionError";
  readonly code: ErrorCode;
  /** HTTP status of the answer; null for an error without an answer. */
  readonly status: number | null;
  /** Whether the same request may succeed later. */
  readonly retryable: boolean;
  /** The wait that the server asked for, in milliseconds; null for none. */
  readonly retryAfter: number | null;

  /** Each CDN file carries a copy of this class: `instanceof` recognises an error that any copy has made. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === "SessionError" && isErrorCode(Reflect.get(value, "code"));
  }

  constructor(code: ErrorCode, message: string, options: SessionErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.status = options.status ?? null;
    this.retryable = options.retryable ?? RETRYABLE.includes(code);
    this.retryAfter = options.retryAfter ?? null;
  }
}

/** What was thrown, as a {@link SessionError}: anything else becomes the cause of one with the code `protocol`. */
export function asSessionError(
  thrown: unknown,
  message: string,
  options: Pick<SessionErrorOptions, "retryable"> = {},
): SessionError {
  if (thrown instanceof SessionError) return thrown;
  return new SessionError("protocol", message, { ...options, cause: thrown });
}

/**
 * The error of a request that had no answer. A browser does not tell a script why. The message has the name of the cause
 * only, because what the cause says may quote the request. An error that the host's `fetch` has made so is passed on.
 */
export function unreached(who: string, cause: unknown, options?: SessionErrorOptions): SessionError {
  if (cause instanceof SessionError) return cause;
  const kind = (cause as Error | null)?.name ?? "Error";
  return new SessionError(
    "network",
    `${who} could not be reached (${kind}). Check its URL, CORS, CSP.`,
    options,
  );
}

/** A function that the host gives as `name`. @throws {SessionError} `config`, when it is none */
export function functionIn<Given>(name: string, given: Given): Given {
  if (typeof given === "function") return given;
  throw new SessionError("config", `${name} is not a function.`);
}

/**
 * The error of a host's function that threw `cause`. It is retryable. Its message has the name of the cause only, because
 * the message of the cause may contain secrets.
 */
export function hostFailed(what: string, cause: unknown): SessionError {
  const kind = cause instanceof Error ? cause.name : typeof cause;
  return new SessionError("endpoint", `${what} failed (${kind}).`, { retryable: true, cause });
}

/** A text with "…" in place of the service's tokens and keys. */
export function withoutTokens(text: string): string {
  return text.replace(/\b(?:ct|osb)_[\w-]+/g, "…");
}

/** The error of a file that is loaded on demand and did not load. @param does what its code does, as a predicate */
export function notLoaded(does: string, cause: unknown): SessionError {
  return new SessionError("network", `The file that ${does} did not load: ${cause as Error}`, { cause });
}
