import { fromJson, isObject, toJson } from "../../wire/json.js";

/**
 * For whom a token was made, and for what, as far as it says so itself (a JWT): only to tell tokens apart, as nothing
 * of it is proven. "" where it does not say.
 */
export function subjectOf(token: string): string {
  try {
    const [, payload = ""] = token.split(".");
    const claims: unknown = fromJson(atob(payload.replaceAll("-", "+").replaceAll("_", "/")));
    if (!isObject(claims)) return "";
    const { iss, sub, aud, scope, scopes } = claims;
    return toJson([iss, sub, aud, scope, scopes]);
  } catch {
    return "";
  }
}
