import { fromJson, isObject, toJson } from "../../wire/json.js";

/**
 * For whom a token was made, and for what, as the token itself says if it is a JWT; "" for any other token. Nothing of
 * it is verified: it only tells tokens apart.
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
