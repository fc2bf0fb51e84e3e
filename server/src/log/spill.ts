/** A body whose JSON is larger is stored separately from its event. */
const SPILL_BYTES = 32 * 1024;

const PREVIEW_CHARACTERS = 2000;

/** The replacement of a long body. */
export interface Spilled {
  /** The body with every text truncated and all other values omitted. */
  preview: Record<string, unknown>;
  /** The whole body's JSON. */
  content: string;
  bytes: number;
}

/** Splits a body that is too long for its event; null if it is not too long. */
export function spill(body: Record<string, unknown>): Spilled | null {
  const content = JSON.stringify(body);
  const bytes = Buffer.byteLength(content);
  if (bytes <= SPILL_BYTES) return null;
  const preview: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(body).slice(0, 8)) {
    if (typeof value === "string") preview[name] = value.slice(0, PREVIEW_CHARACTERS).toWellFormed();
    else if (typeof value === "number" || typeof value === "boolean") preview[name] = value;
  }
  return { preview, content, bytes };
}
