import { Webhook } from "standardwebhooks";
import type { StoredEvent } from "../log/event.js";
import type { DeliveryRow, SessionRow } from "../store/schema/rows.js";

/** The body of a webhook: the event, and the session's metadata for routing. */
export function webhookBody(session: SessionRow, event: StoredEvent, includeRaw: boolean): string {
  return JSON.stringify({
    type: event.type,
    sessionId: session.id,
    eventId: event.id,
    metadata: session.metadata === null ? null : (JSON.parse(session.metadata) as unknown),
    event: includeRaw ? (JSON.parse(event.json) as unknown) : withoutRaw(event.json),
  });
}

/** The headers of a webhook; signed if there is a secret. The id is that of the event, for deduplication. */
export function webhookHeaders(
  row: DeliveryRow,
  body: string,
  secret: string | null,
): Record<string, string> {
  const now = new Date();
  const headers: Record<string, string> = {
    "Content-Type": "application/json",
    "User-Agent": "oc-session-server",
    "webhook-id": row.event,
    "webhook-timestamp": String(Math.floor(now.getTime() / 1000)),
    "X-OC-Delivery-ID": row.id,
    "X-OC-Session-ID": row.session,
  };
  if (secret !== null) {
    const signer = new Webhook(secretBytes(secret), { format: "raw" });
    headers["webhook-signature"] = signer.sign(row.event, now, body);
  }
  return headers;
}

/** A secret is `whsec_` and base64, or base64 alone; any other text is the key itself. */
function secretBytes(secret: string): Uint8Array {
  const encoded = secret.replace(/^whsec_/, "");
  const decoded = Buffer.from(encoded, "base64");
  const isBase64 = decoded.toString("base64").replace(/=+$/, "") === encoded.replace(/=+$/, "");
  return isBase64 && decoded.length > 0 ? decoded : Buffer.from(secret);
}

function withoutRaw(json: string): unknown {
  const event = JSON.parse(json) as { body?: { raw?: unknown } };
  delete event.body?.raw;
  return event;
}
