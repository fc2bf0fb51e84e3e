import { destination, pino, type Logger as PinoLogger } from "pino";
import { StoreUnavailable } from "../store/errors.js";

/** How much is logged: nothing, failures, or also each request and what the server does by itself. */
export const LOG_LEVELS = ["silent", "error", "info"] as const;

/** One of {@link LOG_LEVELS}. */
export type LogLevel = (typeof LOG_LEVELS)[number];

/** The server's log: a JSON object to a line, on standard error. */
export type Logger = Pick<PinoLogger, "info" | "error">;

/** Makes the log. What is logged holds ids and numbers only: no header, query, body or text of anybody. */
export function createLogger(level: LogLevel): Logger {
  return pino(
    { level, base: null, serializers: { err: presentError } },
    destination({ dest: 2, sync: true }),
  );
}

/** What may be told of an error. Its other properties can repeat rows, and so what people wrote. */
function presentError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error };
  const { name, message, stack } = error;
  const { code } = error as NodeJS.ErrnoException;
  const told = { type: name, message, ...(code !== undefined && { code }) };
  // Where it came from is known, and it comes often while the database is away.
  if (error instanceof StoreUnavailable)
    return { ...told, cause: (error.cause as Error | undefined)?.message };
  return { ...told, stack, ...(error.cause !== undefined && { cause: presentError(error.cause) }) };
}
