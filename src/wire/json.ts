/** Prototypes that old libraries give a `toJSON`: with prototype.js an array is written as a string of itself. */
const PROTOTYPES: readonly object[] = [
  Object.prototype,
  Array.prototype,
  String.prototype,
  Number.prototype,
  Boolean.prototype,
];

/** `JSON.stringify` as the language has it, whatever the page has added to its types. */
export function toJson(value: unknown): string {
  const added = PROTOTYPES.map((type) => Object.getOwnPropertyDescriptor(type, "toJSON"));
  try {
    for (const type of PROTOTYPES) Reflect.deleteProperty(type, "toJSON");
    return JSON.stringify(value);
  } finally {
    PROTOTYPES.forEach((type, i) => added[i] && Object.defineProperty(type, "toJSON", added[i]));
  }
}
