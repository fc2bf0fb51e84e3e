import { fromJson, isObject, toJson } from "../../wire/json.js";

/**
 * The issuer, subject, audience and scopes of a token that is a JWT, as JSON; "" for any other token. The signature is
 * not verified: the result is only compared with that of another token.
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
