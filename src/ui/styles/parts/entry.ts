import { css } from "lit";

/** Messages: author, text, time and delivery. Those of agents are on the surface, those of people in bubbles. */
export const entry = css`
  oc-entry {
    display: block;
    padding-block-start: 0.35em;
    border-radius: calc(var(--_radius) * 0.6);
  }

  oc-entry.group-first {
    padding-block-start: calc(var(--_space) * 1.35);
  }

  [part~="message"] {
    position: relative;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.3em 0.5em;
  }

  /* An empty item as wide as the line, which ends the line of author and time above the text of the message. */
  [part~="message"]::before {
    content: "";
    order: 1;
    flex-basis: 100%;
    margin-block-start: -0.3em;
  }

  [part~="bubble"],
  [part~="copy-button"] {
    order: 2;
  }

  [part~="bubble"] {
    flex: 0 1 100%;
    min-inline-size: 0;
  }

  .question [part~="bubble"] {
    padding-inline-start: 0.85em;
    border-inline-start: 3px solid var(--_accent);
  }

  .plain {
    white-space: pre-wrap;
  }

  .mine {
    justify-content: flex-end;
  }

  .mine > * {
    order: 3;
  }

  .mine:is([part~="pending"], [part~="failed"]) {
    padding-block-end: 0.5em;
  }

  [part~="bubble"][part~="user"] {
    flex-basis: auto;
    max-inline-size: min(85%, 36em);
    padding: 0.55em 0.9em;
    border-radius: calc(var(--_radius) * 1.5);
    border-start-start-radius: calc(var(--_radius) * 0.4);
    background: var(--_subtle);
  }

  .mine > [part~="bubble"][part~="user"] {
    order: 0;
    border-start-start-radius: calc(var(--_radius) * 1.5);
    border-end-end-radius: calc(var(--_radius) * 0.4);
    background: var(--_accent);
    --_link: var(--_on-accent);
    --_muted: var(--_on-accent);
    color: var(--_on-accent);
  }

  .mine > [part~="bubble"][part~="failed"] {
    background: color-mix(in oklab, var(--_danger) 9%, var(--_surface));
    box-shadow: inset 0 0 0 1px var(--_danger);
    --_on-accent: var(--_text);
  }

  [part~="avatar"] {
    display: grid;
    flex: none;
    place-items: center;
    inline-size: 1.75em;
    block-size: 1.75em;
    border-radius: 50%;
    background: var(--_subtle);
    color: var(--_muted);
    font-weight: 600;
    object-fit: cover;
    overflow: hidden;
    -webkit-user-select: none;
    user-select: none;
  }

  [part~="author"] {
    font-size: 0.9375em;
    font-weight: 600;
  }

  [part~="time"],
  [part~="delivery"],
  [part~="copy-button"] {
    color: var(--_muted);
    font-size: 0.8125em;
    font-variant-numeric: tabular-nums;
  }

  [part~="delivery"] {
    display: flex;
    align-items: center;
    gap: 0.3em;
    text-align: end;
  }

  [part~="delivery"][part~="failed"] {
    flex-basis: 100%;
    justify-content: flex-end;
    color: var(--_danger);
  }

  [part~="copy-button"],
  [part~="code-copy"] {
    display: inline-flex;
    align-items: center;
    gap: 0.35em;
    min-block-size: 24px;
    padding-inline: 0.4em;
    border-radius: calc(var(--_radius) * 0.5);
  }

  [part~="copy-button"] {
    margin: -0.3em -0.4em -1.4em;
  }

  @media (hover: hover) {
    oc-entry:not(:hover, :focus-within) [part~="copy-button"] {
      opacity: 0;
    }
  }

  /* The author and time of a run of messages are shown once, and read out by screen readers for each of them. */
  .visually-hidden,
  .mine > [part~="author"],
  .mine > [part~="time"][part~="failed"],
  [part~="author"][part~="system"],
  [part~="time"][part~="system"],
  oc-entry:not(.group-first) [part~="author"],
  oc-entry:not(.group-first) [part~="message"]:not(.mine) > [part~="time"],
  oc-entry:not(.group-last) .mine > [part~="time"],
  oc-entry:not(.group-last) .mine > [part~="delivery"]:not([part~="pending"], [part~="failed"]) {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
    -webkit-user-select: none;
    user-select: none;
  }

  oc-entry:not(.group-first) [part~="avatar"] {
    display: none;
  }

  [part~="message"][part~="system"] {
    color: var(--_muted);
    font-size: 0.875em;
    text-align: center;
    text-wrap: balance;
  }
`;
