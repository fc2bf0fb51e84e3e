import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { z } from "zod";
import type { refusal } from "../contract/refusal.js";

/** A refusal, which the caller receives in the error envelope. */
export class ApiError extends Error {
  readonly status: ContentfulStatusCode;
  readonly type: string;
  /** The wrong field, parameter or header. */
  readonly param: string | undefined;
  readonly code: string | undefined;

  constructor(
    status: ContentfulStatusCode,
    type: string,
    message: string,
    at: { param?: string; code?: string } = {},
  ) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.type = type;
    this.param = at.param;
    this.code = at.code;
  }
}

/** The error envelope of a refusal. */
export function refusalBody(
  { type, message, code, param }: ApiError,
  request_id: string,
): z.output<typeof refusal> {
  return { error: { type, message, code, param, request_id } };
}

/** 422: the request is well-formed, but one of its values is not acceptable. */
export function invalid(param: string, message: string): ApiError {
  return new ApiError(422, "invalid_request", message, { param });
}

/** 404: the resource does not exist or does not belong to the caller. */
export function notFound(what: string): ApiError {
  return new ApiError(404, "not_found", `No such ${what}.`);
}

/** 409: the request contradicts the stored state. */
export function conflict(message: string, at: { param?: string; code?: string } = {}): ApiError {
  return new ApiError(409, "conflict", message, at);
}
