import { css } from "lit";

/** Messages: who spoke, what, when, and how far it got. */
export const entry = css`
  oc-entry {
    display: block;
    padding-block-start: var(--_space);
  }

  [part~="message"] {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    column-gap: 0.5em;
  }

  [part~="avatar"] {
    flex: none;
    display: grid;
    place-items: center;
    inline-size: 1.6em;
    block-size: 1.6em;
    border-radius: 50%;
    overflow: hidden;
    background: var(--_subtle);
    color: var(--_muted);
    object-fit: cover;
  }

  [part~="author"] {
    font-size: 0.875em;
    font-weight: 600;
  }

  [part~="time"],
  [part~="delivery"] {
    color: var(--_muted);
    font-size: 0.8125em;
    font-variant-numeric: tabular-nums;
  }

  [part~="bubble"] {
    flex: 0 1 100%;
    min-inline-size: 0;
    margin-block: 0.25em;
  }

  [part~="bubble"][part~="user"] {
    flex-basis: auto;
    max-inline-size: min(85%, 34em);
    padding: 0.55em 0.9em;
    border-radius: calc(var(--_radius) * 1.5);
    border-end-end-radius: calc(var(--_radius) * 0.4);
    background: var(--_accent);
    color: var(--_on-accent);
    white-space: pre-wrap;
  }

  [part~="bubble"][part~="user"] a {
    color: inherit;
  }

  [part~="message"][part~="user"] {
    justify-content: flex-end;
  }

  [part~="bubble"][part~="failed"] {
    background: color-mix(in oklab, var(--_danger) 10%, var(--_surface));
    color: var(--_text);
    box-shadow: inset 0 0 0 1px var(--_danger);
  }

  [part~="delivery"][part~="failed"] {
    color: var(--_danger);
  }

  [part~="message"][part~="system"] {
    justify-content: center;
    color: var(--_muted);
    font-size: 0.875em;
    text-align: center;
  }
`;
