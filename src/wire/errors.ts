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

/** What went wrong, as a small closed set a host can switch on. */
export type ErrorCode = (typeof CODES)[number];

/** Whether `value` is an error code of this version. A tab with another version of this package may send others. */
export function isErrorCode(value: unknown): value is ErrorCode {
  return (CODES as readonly unknown[]).includes(value);
}

/** The optional facts of a {@link SessionError}. */
export interface SessionErrorOptions {
  /** HTTP status, where an answer was had. */
  status?: number;
  /** Whether the same request may succeed later. Default: derived from `code`. */
  retryable?: boolean;
  /** How long the server asked to wait (its `Retry-After`), in milliseconds. */
  retryAfter?: number;
  cause?: unknown;
}

const RETRYABLE: readonly ErrorCode[] = ["network", "insufficient-credits", "rate-limited", "server"];

/**
 * The one error class of the package. `message` is for the developer, in English, and never carries a token;
 * the words for the end user are chosen by `code`.
 */
export class SessionError extends Error {
  override readonly name = "SessionError";
  readonly code: ErrorCode;
  /** HTTP status of the answer, or null when none was had. */
  readonly status: number | null;
  readonly retryable: boolean;
  /** Milliseconds the server asked to wait, or null. */
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
