import { html, render } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { OcSession, SessionEvent } from "oc-session";

/** The log's events as the element reports them. */
export function logPanel(panel: HTMLElement, chat: OcSession): { clear(): void } {
  let events: SessionEvent[] = [];

  const draw = () =>
    render(
      html`<header>
          <h2 id="log-title">The raw log</h2>
          <span class="tag">level ${chat.level ?? "user"}</span>
          <p>Every event once, in order, by <code>oc-event</code>. Newest first.</p>
        </header>
        <div class="scroll" tabindex="0">
          ${events.length === 0 ? html`<p class="none">Nothing yet.</p>` : ""}
          <ol class="events" reversed>
            ${repeat(events.toReversed(), ({ id }) => id, row)}
          </ol>
        </div>`,
      panel,
    );

  const clear = () => {
    events = [];
    draw();
  };
  let frame = 0;
  chat.addEventListener("oc-event", ({ detail }) => {
    events.push(detail.event);
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(draw);
  });
  chat.addEventListener("oc-session-change", clear);
  draw();
  return { clear };
}

function row(event: SessionEvent) {
  return html`<li>
    <details>
      <summary>
        <span class="seq">${event.seq}</span>
        <span class="type">${event.type}</span>
        <span class="gist">${gist(event)}</span>
        <span class="tag">${event.level}</span>
      </summary>
      <pre tabindex="0"><code>${JSON.stringify(event, null, 2)}</code></pre>
    </details>
  </li>`;
}

function gist({ body }: SessionEvent): string {
  const { text, summary, tool, outcome, url } = body;
  const words = [text, summary, tool, outcome, url].find((value) => typeof value === "string");
  return typeof words === "string" ? words.slice(0, 120) : "";
}
