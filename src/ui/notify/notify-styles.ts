/** The styles of the bell. */
export const BELL_RULES = `
  [part~="header"]:has([part~="notify-button"]) {
    grid-template-columns: auto minmax(0, 1fr) auto auto auto;
  }

  [part~="notify-button"] {
    grid-area: 1 / 4 / span 2;
    margin-inline-start: 0.4em;
    padding: 0.4em;
    border-radius: calc(var(--_radius) * 0.6);
    color: var(--_muted);
  }

  [part~="notify-button"] ~ [part~="menu-button"] {
    grid-area: 1 / 5 / span 2;
    margin-inline-start: 0.2em;
  }

  [part~="notify-button"][aria-pressed="true"] {
    background: color-mix(in oklab, var(--_accent) 14%, var(--_surface));
    color: var(--_text);
  }

  [part~="notify-button"][aria-pressed="true"] path {
    fill: currentColor;
  }

  [part~="notify-button"][aria-disabled] {
    opacity: 0.5;
    cursor: default;
  }

  @media (pointer: coarse) {
    [part~="notify-button"] {
      min-inline-size: 44px;
      min-block-size: 44px;
    }
  }

  @media (forced-colors: active) {
    [part~="notify-button"][aria-pressed="true"] {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }
  }
`;
