import { checkTarget, TargetError } from "../webhooks/target.js";
import { invalid } from "./errors.js";

/** Refuses, with 422, a URL that no webhook may be sent to. */
export function requireTarget(url: string, param: string, allowLoopback: boolean): void {
  try {
    checkTarget(url, allowLoopback);
  } catch (error) {
    if (error instanceof TargetError) throw invalid(param, error.message);
    throw error;
  }
}
