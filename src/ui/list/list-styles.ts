import { css } from "lit";

/** The styles of the list, without the tokens it shares with the chat. */
export const listStyles = css`
  :host {
    display: block;
    box-sizing: border-box;
    min-inline-size: 0;
    min-block-size: 0;
    overflow: auto;
    overscroll-behavior: contain;
  }

  :host([hidden]) {
    display: none;
  }

  .frame {
    all: initial;
    box-sizing: border-box;
    display: block;
    min-block-size: 100%;
    visibility: inherit;
    color-scheme: inherit;
    direction: inherit;
    padding: calc(var(--_space) / 2);
    background: var(--_surface);
    color: var(--_text);
    font-family: var(--oc-font, inherit);
    font-size: var(--oc-font-size, max(0.9375em, 13px));
    line-height: 1.45;
    overflow-wrap: anywhere;
    -webkit-tap-highlight-color: transparent;
  }

  .frame * {
    box-sizing: border-box;
  }

  button,
  input {
    margin: 0;
    padding: 0;
    border: 0;
    background: none;
    color: inherit;
    font: inherit;
    text-align: start;
  }

  button {
    cursor: pointer;
  }

  :focus-visible {
    outline: 2px solid var(--_link);
    outline-offset: -2px;
  }

  [part~="list"] {
    margin: 0;
    padding: 0;
    list-style: none;
  }

  [part~="item"] {
    position: relative;
    display: flex;
    align-items: center;
    min-block-size: 2.9em;
    border-radius: calc(var(--_radius) * 0.7);
    /* A browser does not lay out rows that cannot be seen. */
    content-visibility: auto;
    contain-intrinsic-block-size: auto 2.9em;
  }

  /* The background alone hardly differs from that of the others. */
  [part~="current"] {
    background: var(--_subtle);
    box-shadow: inset 0 0 0 1px var(--_outline);
  }

  [part~="item-button"] {
    display: grid;
    flex: 1;
    grid-template-columns: minmax(0, 1fr) auto auto;
    align-items: baseline;
    align-self: stretch;
    align-content: center;
    min-inline-size: 0;
    padding: 0.4em 0.7em;
    border-radius: inherit;
  }

  [part~="title"] {
    overflow: hidden;
    /* A right-to-left title begins at the same edge as the others. */
    text-align: -webkit-match-parent;
    text-align: match-parent;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  [part~="unread"] > [part~="item-button"] > [part~="title"] {
    font-weight: 600;
  }

  [part~="state"],
  [part~="time"] {
    color: var(--_muted);
    font-size: 0.8125em;
  }

  [part~="time"] {
    margin-inline-start: 0.6em;
    white-space: nowrap;
  }

  [part~="state"] {
    grid-column: 1 / span 2;
    grid-row: 2;
  }

  [part~="state"][part~="awaiting-input"] {
    color: var(--_warning);
    font-weight: 600;
  }

  [part~="unread-badge"] {
    grid-area: 1 / 3 / span 2;
    align-self: center;
    min-inline-size: 1.6em;
    margin-inline-start: 0.8em;
    padding-inline: 0.45em;
    border-radius: 1em;
    background: var(--_accent);
    color: var(--_on-accent);
    font-size: 0.75em;
    font-variant-numeric: tabular-nums;
    font-weight: 600;
    text-align: center;
  }

  [part~="rename-button"],
  [part~="delete-button"] {
    display: grid;
    flex: none;
    place-items: center;
    inline-size: 2em;
    block-size: 2em;
    border-radius: calc(var(--_radius) * 0.5);
    color: var(--_muted);
  }

  [part~="delete-button"] {
    margin-inline-end: 0.4em;
  }

  .icon {
    display: block;
    inline-size: 1.25em;
    block-size: 1.25em;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.6;
    stroke-linecap: round;
    stroke-linejoin: round;
  }

  [part~="rename-input"] {
    flex: 1;
    min-inline-size: 0;
    margin: 0.4em;
    padding: 0.35em 0.5em;
    border: 1px solid var(--_outline);
    border-radius: calc(var(--_radius) * 0.5);
    background: var(--_surface);
    /* Safari on iOS zooms in on a field whose font is smaller than 16px. */
    font-size: max(1em, 16px);
  }

  .confirm {
    display: flex;
    flex: 1;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.4em;
    padding: 0.5em 0.7em;
  }

  .confirm > span {
    flex: 1 1 10em;
  }

  [part~="confirm-button"],
  [part~="cancel-button"],
  [part~="more-button"] {
    min-block-size: 2em;
    padding: 0.15em 0.75em;
    border: 1px solid var(--_outline);
    border-radius: calc(var(--_radius) * 0.6);
    font-size: 0.875em;
  }

  [part~="confirm-button"] {
    border-color: var(--_danger);
    color: var(--_danger);
  }

  [part~="more-button"] {
    display: block;
    margin: 0.6em auto;
  }

  [part~="empty"] {
    margin: 0;
    padding: 1.2em 0.7em;
    color: var(--_muted);
    text-align: center;
  }

  @media (hover: hover) {
    /* These buttons stand in the place of the time and the badge, while the row is pointed at or has the focus. */
    [part~="rename-button"],
    [part~="delete-button"] {
      position: absolute;
      inset-block: 0;
      inset-inline-end: 0.4em;
      margin-block: auto;
      margin-inline: 0;
    }

    [part~="rename-button"] {
      inset-inline-end: 2.4em;
    }

    [part~="item"]:is(:hover, :has(:focus-visible)) {
      background: var(--_subtle);
    }

    [part~="item"]:is(:hover, :has(:focus-visible)) :is([part~="time"], [part~="unread-badge"]) {
      visibility: hidden;
    }

    [part~="rename-button"]:hover,
    [part~="delete-button"]:hover {
      color: var(--_text);
    }

    [part~="item"]:not(:hover, :has(:focus-visible)) > :is([part~="rename-button"], [part~="delete-button"]) {
      opacity: 0;
    }
  }

  @media (pointer: coarse) {
    [part~="rename-button"],
    [part~="delete-button"],
    [part~="confirm-button"],
    [part~="cancel-button"],
    [part~="more-button"] {
      min-inline-size: 44px;
      min-block-size: 44px;
    }
  }

  @media (forced-colors: active) {
    [part~="current"] {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }

    /* Within the ring of the open row, which has the same colour here. */
    [part~="current"] > :focus-visible {
      outline-offset: -6px;
    }

    [part~="unread-badge"] {
      border: 1px solid;
    }
  }
`;
