/**
 * Kept as they were when the page loaded: a library of the page may replace them later. `fromJson` throws a
 * `SyntaxError` where the text is no JSON.
 */
const { parse: fromJson, stringify } = JSON;
export { fromJson };

type Json = Readonly<Record<string, unknown>>;

/** Prototypes that old libraries give a `toJSON`: with prototype.js an array is written as a string of itself. */
const PROTOTYPES: readonly object[] = [
  Object.prototype,
  Array.prototype,
  String.prototype,
  Number.prototype,
  Boolean.prototype,
];

/** `JSON.stringify` as the language has it, whatever the page has added to its types. @param indent in spaces. */
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
 * A non-negative integer. The service's integers are database bigints and may arrive as decimal strings. One that a
 * double cannot hold exactly is refused, because a cursor that is off by one loses an event.
 *
 * @returns null when `value` is no such integer.
 */
export function integer(value: unknown): number | null {
  const number = typeof value === "string" && /^\d{1,16}$/.test(value) ? Number(value) : value;
  return Number.isSafeInteger(number) && (number as number) >= 0 ? (number as number) : null;
}
