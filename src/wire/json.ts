/*
 * JSON, and values of which nothing is certain.
 */

/**
 * `JSON.parse` and `JSON.stringify` as they were when this file was loaded. A library of the page may replace both.
 *
 * @throws {SyntaxError} `fromJson`, where the text is no JSON.
 */
const { parse: fromJson, stringify } = JSON;
export { fromJson };

type Json = Readonly<Record<string, unknown>>;

/** The prototypes to which old libraries add a `toJSON`. With that of prototype.js an array becomes a JSON string. */
const PROTOTYPES: readonly object[] = [
  Object.prototype,
  Array.prototype,
  String.prototype,
  Number.prototype,
  Boolean.prototype,
];

/** `JSON.stringify` without any `toJSON` that the page has added to {@link PROTOTYPES}. @param indent in spaces. */
export function toJson(value: unknown, indent = 0): string {
  const added = PROTOTYPES.map((type) => Object.getOwnPropertyDescriptor(type, "toJSON"));
  try {
    for (const type of PROTOTYPES) Reflect.deleteProperty(type, "toJSON");
    return stringify(value, null, indent);
  } finally {
    PROTOTYPES.forEach((type, i) => added[i] && Object.defineProperty(type, "toJSON", added[i]));
  }
}

/** Whether `value` is a JSON object: not null, not an array. */
export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `value` if it is a non-empty string, else null. */
export function text(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

/**
 * A non-negative integer. The integers of the service are database bigints and may arrive as decimal strings. An
 * integer above 2^53 - 1 is refused, because no double holds it exactly and a wrong cursor loses an event.
 *
 * @returns null when `value` is no such integer.
 */
export function integer(value: unknown): number | null {
  const number = typeof value === "string" && /^\d{1,16}$/.test(value) ? Number(value) : value;
  return Number.isSafeInteger(number) && (number as number) >= 0 ? (number as number) : null;
}
