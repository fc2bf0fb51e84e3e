const css = String.raw;

/** The styles of entries that are no messages: cards, notices and work. */
export const otherEntries = css`
  [part~="card"] {
    position: relative;
    display: grid;
    grid-template-columns: auto auto minmax(0, 1fr);
    column-gap: 0.35em;
    align-items: baseline;
    max-inline-size: 34em;
    padding: 0.7em 0.85em 0.75em 0.7em;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
  }

  [part~="card"]:has(a):hover {
    border-color: var(--_outline);
  }

  [part~="card"] > .icon {
    grid-row: span 3;
    align-self: start;
    inline-size: 2.5em;
    block-size: 2.5em;
    margin-inline-end: 0.45em;
    padding: 0.6em;
    border-radius: calc(var(--_radius) * 0.65);
    background: var(--_subtle);
    color: var(--_muted);
  }

  .card-kind,
  .card-host,
  .card-text {
    color: var(--_muted);
    font-size: 0.8125em;
  }

  .card-host {
    grid-area: 1 / 3;
  }

  .card-host::before {
    content: "· ";
  }

  .card-title,
  .card-text {
    grid-column: 2 / -1;
  }

  .card-title {
    font-weight: 600;
  }

  .card-text.failing,
  .card-text.changes-requested {
    color: var(--_danger);
  }

  .card-text.approved {
    color: var(--_success);
  }

  .card-title .link-host {
    display: none;
  }

  /* The link covers the whole card, so that a click anywhere on it follows the link. */
  .card-title a::after {
    content: "";
    position: absolute;
    inset: 0;
    border-radius: var(--_radius);
  }

  /* The collapsed details are above that link, so that they can be clicked. */
  [part~="card"] > .fold {
    position: relative;
    grid-column: 2 / -1;
    margin-block-start: 0.25em;
  }

  [part~="notice"] {
    --_tone: var(--_muted);
    display: flex;
    gap: 0.6em;
    padding: 0.6em 0.85em;
    border-radius: calc(var(--_radius) * 0.75);
    background: color-mix(in oklab, var(--_tone) 9%, var(--_surface));
    font-size: 0.9375em;
  }

  [part~="notice"][part~="warning"] {
    --_tone: var(--_warning);
  }

  [part~="notice"][part~="error"] {
    --_tone: var(--_danger);
  }

  [part~="notice"] > .icon {
    margin-block-start: 0.1em;
    color: var(--_tone);
  }

  .notice-words + * {
    margin-block-start: 0.15em;
    color: var(--_muted);
  }

  details[part~="activity"],
  .fold {
    color: var(--_muted);
    font-size: 0.875em;
  }

  summary {
    display: inline-flex;
    align-items: center;
    gap: 0.3em;
    min-block-size: 24px;
    max-inline-size: 100%;
    padding-inline-end: 0.4em;
    border-radius: calc(var(--_radius) * 0.5);
    list-style: none;
    cursor: pointer;
  }

  summary::-webkit-details-marker {
    display: none;
  }

  summary > .icon {
    margin-inline-start: -0.25em;
    transition: rotate 0.12s;
  }

  summary:dir(rtl) > .icon {
    rotate: 180deg;
  }

  [open] > summary > .icon {
    rotate: 90deg;
  }

  details > ol {
    display: grid;
    gap: 0.5em;
    margin-block: 0.35em 0.25em;
    margin-inline: 0.3em 0;
    padding-block: 0.15em;
    padding-inline: 0.9em 0;
    border-inline-start: 2px solid var(--_border);
    list-style: none;
  }

  details > ol > li {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr) auto;
    gap: 0 0.4em;
    /* A step with a text of the other direction stays next to its outcome. */
    justify-items: start;
  }

  [part~="step"] > .fold {
    grid-column: 2 / -1;
    justify-self: stretch;
    min-inline-size: 0;
  }

  .step-label {
    grid-area: 1 / 2;
    color: var(--_text);
    font-weight: 500;
  }

  .step-detail {
    grid-column: 2 / -1;
  }

  .step-label[hidden] + .work-time + .step-detail {
    grid-area: 1 / 2;
  }

  .step-detail,
  .fold-text {
    max-inline-size: 100%;
    max-block-size: 12em;
    overflow: auto;
    font-family: var(--_mono);
    font-size: 0.9em;
  }

  .fold-text {
    max-block-size: 20em;
    padding: 0.4em 0.6em;
    border-radius: calc(var(--_radius) * 0.5);
    background: var(--_subtle);
    overflow-wrap: anywhere;
  }

  [part~="step"] > .work-time {
    grid-area: 1 / 3;
  }

  .work-time {
    font-variant-numeric: tabular-nums;
    unicode-bidi: plaintext;
    white-space: nowrap;
  }

  .step-outcome {
    grid-area: 1 / 1;
    min-inline-size: 1.25em;
  }

  .step-ok {
    color: var(--_success);
  }

  .step-failed {
    color: var(--_danger);
  }

  .step-running::before {
    content: "";
    display: inline-block;
    inline-size: 0.5em;
    block-size: 0.5em;
    margin-inline-start: 0.25em;
    border-radius: 50%;
    background: currentColor;
    animation: oc-pulse 1s ease-in-out infinite alternate;
  }

  .live {
    display: grid;
    flex: 1;
    grid-template-columns: auto minmax(0, max-content) auto;
    align-items: center;
    justify-content: start;
    gap: 0.3em 0.6em;
    min-inline-size: 0;
  }

  .live-words {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .live > .live-queued {
    grid-column: 1 / -1;
  }

  .live-queued:empty {
    display: none;
  }
`;
