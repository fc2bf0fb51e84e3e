import { css } from "lit";

/** The transcript: the scrolling box, day lines, the typing sign, the scroll button, and the empty state. */
export const transcript = css`
  oc-transcript {
    position: relative;
    display: flex;
    /* Fills the rest of the chat. If the page sets no height, the transcript has the default height and scrolls. */
    flex: 1 9999 var(--oc-height, 36rem);
    flex-direction: column;
    min-block-size: 0;
  }

  [part~="transcript"] {
    flex: 1;
    min-block-size: 0;
    /* At the end, room for the copy button that hangs below the last message. */
    padding: 0 var(--_edge) 1.5em;
    /* Room for the focus ring of what the Tab key scrolls into view. */
    scroll-padding-block: 0.5em;
    overflow: hidden auto;
    overscroll-behavior: contain;
  }

  [part~="transcript"]:focus-visible {
    outline-offset: -2px;
  }

  [part~="day"] {
    display: flex;
    align-items: center;
    gap: 0.85em;
    padding-block-start: 1.5em;
    color: var(--_muted);
    font-size: 0.8125em;
    font-weight: 500;
  }

  [part~="day"]::before,
  [part~="day"]::after {
    content: "";
    flex: 1;
    block-size: 1px;
    background: var(--_border);
  }

  div[part~="activity"] {
    display: flex;
    align-items: center;
    gap: 0.6em;
    padding-block-start: calc(var(--_space) * 1.25);
    color: var(--_muted);
    font-size: 0.875em;
  }

  [part~="typing"] {
    display: inline-flex;
    gap: 0.25em;
    padding: 0.6em 0.7em;
    border-radius: 1em;
    background: var(--_subtle);
  }

  [part~="typing"] i {
    inline-size: 0.4em;
    block-size: 0.4em;
    border-radius: 50%;
    background: currentColor;
    animation: oc-typing 1.2s ease-in-out infinite;
  }

  [part~="typing"] i:nth-child(2) {
    animation-delay: 0.15s;
  }

  [part~="typing"] i:nth-child(3) {
    animation-delay: 0.3s;
  }

  [part~="scroll-button"] {
    position: absolute;
    inset-block-end: 0.5em;
    inset-inline: 0;
    display: flex;
    align-items: center;
    gap: 0.4em;
    inline-size: fit-content;
    min-inline-size: 2.5em;
    min-block-size: 2.5em;
    margin-inline: auto;
    padding-inline: 0.6em;
    border: 1px solid var(--_border);
    border-radius: 2em;
    background: var(--_surface);
    box-shadow: 0 2px 10px rgb(0 0 0 / 0.16);
    font-size: 0.875em;
    font-weight: 500;
    animation: oc-rise 0.18s ease-out;
  }

  [part~="unread-badge"] {
    min-inline-size: 1.5em;
    padding-inline: 0.4em;
    border-radius: 1em;
    background: var(--_accent);
    color: var(--_on-accent);
    font-size: 0.875em;
    font-weight: 600;
    line-height: 1.5;
    text-align: center;
    font-variant-numeric: tabular-nums;
  }

  .loading {
    padding-block: 2em;
    color: var(--_muted);
    text-align: center;
  }

  /* The log cannot be read any more. The banner says why. */
  :host(:is(:state(disconnected), :state(unauthorized), :state(closed))) .loading {
    display: none;
  }

  [part~="empty"] {
    display: flex;
    flex-direction: column;
    gap: 1em;
    justify-content: safe center;
    min-block-size: 100%;
    padding-block: 1.5em 0.5em;
  }

  .greeting {
    font-size: 1.5em;
    font-weight: 600;
    line-height: 1.25;
    letter-spacing: -0.015em;
    text-wrap: balance;
  }

  .prompts,
  .choices {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5em;
  }

  .choices {
    padding-block-start: var(--_space);
  }

  /* The button that dismisses the question is no answer. */
  .choices > .button {
    min-block-size: 2.85em;
    border-color: transparent;
    border-radius: calc(var(--_radius) * 1.5);
    color: var(--_muted);
  }

  .earlier {
    padding-block-start: var(--_space);
    text-align: center;
  }

  [part~="earlier-button"],
  [part~="prompt"],
  [part~="suggestion"],
  [part~="option"],
  ::slotted([slot="prompt"]) {
    min-block-size: 2.5em;
    padding: 0.45em 0.9em;
    border: 1px solid var(--_outline);
    border-radius: calc(var(--_radius) * 1.5);
    background: var(--_surface);
    color: var(--_text);
    font: inherit;
    font-size: 0.9375em;
    text-align: start;
    cursor: pointer;
  }
`;
