/** Bodies whose JSON is longer than this many bytes are stored apart from their event. */
export const SPILL_BYTES = 32 * 1024;

const PREVIEW_CHARACTERS = 2000;

/** What an event carries in place of a long body. */
export interface Spilled {
  /** The body with every text cut short and everything else left out. */
  preview: Record<string, unknown>;
  /** The whole body's JSON. */
  content: string;
  bytes: number;
}

/** Splits a body that is too long to travel in its event; null when it is not. */
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
