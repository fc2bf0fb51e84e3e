/*
 * Makes errors of the refusals of a host's routes.
 */
import { SessionError, type ErrorCode } from "../errors.js";
import { fromJson, isObject, text } from "../json.js";
import { retryAfterOf } from "../retry-after.js";

/** What the answer to a refused request says. */
interface Refusal {
  /** The service's own code; "" where it gives none. */
  readonly code: string;
  readonly message: string;
  /** Whether the answer is a web page: a gateway has answered, or the host has no such route. */
  readonly isPage: boolean;
}

/** The error code for an HTTP status. */
const BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  401: "unauthorized",
  402: "insufficient-credits",
  403: "forbidden",
  404: "not-found",
  408: "server",
  413: "too-large",
  425: "server",
  429: "rate-limited",
};

/**
 * The error code for the code of a conflict, status 409. `closed`: the session takes no more messages. `server`: it
 * does not take the message yet. Any other: it does not take this message.
 */
const CONFLICTS: ReadonlyMap<string, ErrorCode> = new Map([
  ["session_ended", "closed"],
  ["project_archived", "closed"],
  ["memory_admission_rejected", "closed"],
  ["memory_admission_pending", "server"],
  ["question_stale", "question-stale"],
  ["idempotency_conflict", "invalid"],
]);

/** The most characters of a refusal that an error repeats. */
const REASON_CHARS = 300;

/** The error code of a refusal. A refusal with `protocol` says nothing of the session: the request is repeated. */
function codeOf(status: number, { code, isPage }: Refusal): ErrorCode {
  if (code.endsWith("_retired")) return "retired";
  if (isPage && status < 500 && status !== 401) return "protocol";
  if (status === 409) return CONFLICTS.get(code) ?? (code ? "invalid" : "protocol");
  if (status >= 500) return "server";
  return BY_STATUS[status] ?? (status < 400 ? "protocol" : "invalid");
}

/** Reads the error envelope of a refusal. A body without one, such as a string, has no code and no message. */
function refusalIn(body: string, type: string): Refusal {
  const isPage = /^text\/html\b/i.test(type);
  try {
    const answer: unknown = fromJson(body);
    const error = isObject(answer) && isObject(answer.error) ? answer.error : answer;
    if (!isObject(error)) return { code: "", message: "", isPage };
    const guide = text(error.migration_guide);
    const message = [text(error.message), guide && `(${guide})`].filter(Boolean).join(" ");
    return { code: text(error.code) ?? "", message, isPage };
  } catch {
    return { code: "", message: "", isPage };
  }
}

/** The error of a refused request. */
export async function refusalOf(response: Response): Promise<SessionError> {
  const { status } = response;
  const body = await response.text().catch(() => "");
  const said = refusalIn(body, response.headers.get("content-type") ?? "");
  const code = codeOf(status, said);
  const reason = [said.code, said.message.replace(/\bosb_[\w-]+/g, "…")]
    .filter(Boolean)
    .join(": ")
    .slice(0, REASON_CHARS);
  const advice = said.isPage && status === 404 ? " It is a web page: is the base URL right?" : "";
  return new SessionError(
    code,
    `The host's routes answered ${status}${reason ? `: ${reason}` : "."}${advice}`,
    {
      status,
      ...(code === "protocol" && { retryable: true }),
      retryAfter: retryAfterOf(response),
    },
  );
}
