import { html, nothing, render } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { OcSession } from "oc-session";
import type { Delivery, InboxView, Received } from "../backend/inbox.js";

/** Milliseconds between two requests while deliveries are pending, and otherwise. */
const PACE = { busy: 1000, quiet: 5000 };

const STATUS_WORDS: Readonly<Record<Delivery["status"], string>> = {
  pending: "pending",
  delivering: "delivering",
  delivered: "delivered",
  failed: "will be retried",
  dead_letter: "dead letter",
};

/** The conversation's webhooks: those that the backend received, and the state of each in the API. */
export function inboxPanel(panel: HTMLElement, chat: OcSession): void {
  let view: InboxView = { failing: false, received: [], deliveries: [] };
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function look(): Promise<void> {
    clearTimeout(timer);
    const response = document.hidden ? null : await fetch("/api/inbox").catch(() => null);
    if (response?.ok) view = (await response.json()) as InboxView;
    draw();
    const busy = view.deliveries.some(({ status }) => status !== "delivered" && status !== "dead_letter");
    clearTimeout(timer);
    timer = setTimeout(() => void look(), busy ? PACE.busy : PACE.quiet);
  }

  async function setFailing(failing: boolean): Promise<void> {
    await fetch("/api/inbox/failing", { method: "PUT", body: JSON.stringify(failing) });
    await look();
  }

  async function redeliver(id: string): Promise<void> {
    await fetch(`/api/inbox/redeliver/${id}`, { method: "POST" });
    await look();
  }

  function draw(): void {
    render(
      html`<header>
          <h2 id="inbox-title">The webhook inbox</h2>
          <button
            class="button"
            type="button"
            aria-pressed=${String(view.failing)}
            @click=${() => setFailing(!view.failing)}
          >
            ${view.failing ? "Answering 503" : "Let it fail"}
          </button>
          <p>Your backend gets the same events, signed. Four attempts, then a dead letter.</p>
        </header>
        <div class="scroll" tabindex="0">
          ${view.deliveries.length === 0 ? html`<p class="none">No deliveries yet.</p>` : nothing}
          <ol class="events" reversed>
            ${repeat(
              view.deliveries.toReversed(),
              ({ id }) => id,
              (delivery) => row(delivery, view.received, redeliver),
            )}
          </ol>
        </div>`,
      panel,
    );
  }

  chat.addEventListener("oc-event", ({ detail }) => {
    if (detail.replayed) return;
    clearTimeout(timer);
    timer = setTimeout(() => void look(), 200);
  });
  chat.addEventListener("oc-session-change", () => void look());
  document.addEventListener("visibilitychange", () => void look());
  void look();
}

function row(delivery: Delivery, received: readonly Received[], redeliver: (id: string) => void) {
  const { id, event_seq, status, attempts } = delivery;
  const arrived = received.filter((other) => other.delivery === id);
  const tone = status === "delivered" ? "good" : status === "dead_letter" ? "bad" : "";
  return html`<li class="delivery">
    <span class="seq">${event_seq}</span>
    <span class="type">${arrived[0]?.type ?? "event"}</span>
    <span class="gist">
      ${arrived.length > 0 ? html`<span class="good">✓ signature</span>` : nothing}
      ${attempts === 1 ? "1 attempt" : `${attempts} attempts`}${delivery.response_code ? ` · ${delivery.response_code}` : nothing}
    </span>
    <span>
      ${
        status === "dead_letter"
          ? html`<button class="copy" type="button" @click=${() => redeliver(id)}>Redeliver</button>`
          : nothing
      }
      <span class="tag ${tone}">${STATUS_WORDS[status]}</span>
    </span>
  </li>`;
}
