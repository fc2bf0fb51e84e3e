/**
 * The styles of the action buttons and their menu. The menu has the letters of the messages, not those of the line. A
 * pressed button has an edge too, because some accents hardly tint the surface.
 */
export const ACTION_RULES = `
  .actions {
    order: 2;
    display: flex;
    flex: 0 1 100%;
    align-items: center;
    gap: 0.15em;
    min-inline-size: 0;
    block-size: 2.2em;
    margin-block: -0.3em -0.9em;
    margin-inline-start: -0.4em;
    color: var(--_muted);
    font-size: 0.8125em;
  }

  .mine > .actions {
    /* In the line of time and delivery. Buttons that do not fit in it are in the menu. */
    flex: 1 1 6em;
    justify-content: flex-end;
    margin-block: -0.3em;
    margin-inline: 0;
  }

  /* Buttons that do not fit in the line wrap below it, where they are clipped. */
  .action-row {
    display: flex;
    flex: 0 1 auto;
    flex-wrap: wrap;
    gap: 0.15em;
    min-inline-size: 0;
    block-size: 100%;
    overflow: hidden;
    /* Room for the focus ring. */
    margin: -4px;
    padding: 4px;
    box-sizing: content-box;
  }

  .action-row > .no-room {
    visibility: hidden;
  }

  .actions [part~="action-button"],
  .actions [part~="copy-button"] {
    display: inline-flex;
    flex: none;
    align-items: center;
    gap: 0.35em;
    min-inline-size: 24px;
    max-inline-size: 100%;
    min-block-size: 24px;
    block-size: 100%;
    margin: 0;
    padding-inline: 0.45em;
    border-radius: calc(var(--_radius) * 0.5);
    color: inherit;
    font-size: inherit;
    white-space: nowrap;
  }

  .actions > .action-row > [part~="copy-button"] {
    order: 0;
    opacity: 1;
  }

  .action-label {
    overflow: hidden;
    text-overflow: ellipsis;
  }

  .actions .icon,
  [part~="action-item"] .icon {
    inline-size: 1.4em;
    block-size: 1.4em;
  }

  .actions .filled,
  [part~="action-item"] .filled {
    fill: currentColor;
    stroke: none;
  }

  [part~="action-button"][aria-pressed="true"] {
    background: color-mix(in oklab, var(--_accent) 14%, var(--_surface));
    box-shadow: inset 0 0 0 1px currentColor;
    color: var(--_text);
  }

  [part~="action-menu"] {
    position: fixed;
    inset: auto;
    box-sizing: border-box;
    min-inline-size: 12em;
    max-inline-size: min(20em, 100vw - 16px);
    max-block-size: min(20em, 100dvh - 16px);
    margin: 0;
    padding: 0.3em;
    overflow: auto;
    overscroll-behavior: contain;
    border: 1px solid var(--_outline);
    border-radius: var(--_radius);
    background: var(--_surface);
    box-shadow: 0 6px 24px rgb(0 0 0 / 18%);
    color: var(--_text);
    font-size: calc(1em / 0.8125);
  }

  [part~="action-item"] {
    display: flex;
    align-items: center;
    gap: 0.6em;
    inline-size: 100%;
    min-block-size: 2.2em;
    padding: 0.25em 0.6em;
    border-radius: calc(var(--_radius) * 0.6);
  }

  [part~="action-item"]:focus-visible {
    outline-offset: -2px;
  }

  [part~="action-item"][aria-checked]::after {
    content: "";
    flex: none;
    inline-size: 0.5em;
    block-size: 0.5em;
    margin-inline-start: auto;
    border-radius: 50%;
  }

  [part~="action-item"][aria-checked="true"]::after {
    background: currentColor;
  }

  @media (hover: hover) {
    oc-entry:not(:hover, :focus-within) .actions:not(:has([aria-pressed="true"], [aria-expanded="true"])) {
      opacity: 0;
    }

    .actions :is([part~="action-button"], [part~="copy-button"]):hover,
    [part~="action-item"]:hover {
      background: var(--_subtle);
      color: var(--_text);
    }
  }

  @media (pointer: coarse) {
    .actions {
      block-size: 40px;
      margin-block-end: -0.3em;
    }

    .actions [part~="action-button"],
    .actions [part~="copy-button"] {
      min-inline-size: 40px;
      justify-content: center;
    }

    [part~="action-item"] {
      min-block-size: 44px;
    }
  }

  @media (forced-colors: active) {
    .actions button[aria-pressed="true"] {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }

    [part~="action-item"][aria-checked="true"]::after {
      forced-color-adjust: none;
      background: ButtonText;
    }
  }

  @media print {
    .actions {
      display: none;
    }
  }
`;
