import { destination, pino, type Logger as PinoLogger } from "pino";
import { StoreUnavailable } from "../store/errors.js";

/** How much is logged: nothing; failures; or also each request and the server's own actions. */
export const LOG_LEVELS = ["silent", "error", "info"] as const;

/** One of {@link LOG_LEVELS}. */
export type LogLevel = (typeof LOG_LEVELS)[number];

/** The server's log: one JSON object for each line, on standard error. */
export type Logger = Pick<PinoLogger, "info" | "error">;

/** Creates the log. Callers log ids and numbers only: no header, query, body or text of a person. */
export function createLogger(level: LogLevel): Logger {
  return pino(
    { level, base: null, serializers: { err: presentError } },
    destination({ dest: 2, sync: true }),
  );
}

/** The part of an error that may be logged. Its other properties can contain rows, and so people's texts. */
function presentError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error };
  const { name, message, stack } = error;
  const { code } = error as NodeJS.ErrnoException;
  const told = { type: name, message, ...(code !== undefined && { code }) };
  // The stack adds nothing, and the error is frequent while the database is unavailable.
  if (error instanceof StoreUnavailable)
    return { ...told, cause: (error.cause as Error | undefined)?.message };
  return { ...told, stack, ...(error.cause !== undefined && { cause: presentError(error.cause) }) };
}
