/** The styles of the menu. */
export const MENU_RULES = `
  [part~="menu"] {
    position: absolute;
    z-index: 3;
    inset-block-start: calc(100% - 0.35em);
    inset-inline-end: max(var(--_edge), var(--_header-end, 0px));
    box-sizing: border-box;
    min-inline-size: 11em;
    max-inline-size: calc(100% - 2 * var(--_space));
    padding: 0.3em;
    border: 1px solid var(--_border);
    border-radius: calc(var(--_radius) * 0.6);
    background: var(--_surface);
    box-shadow: 0 4px 16px rgb(0 0 0 / 18%);
    font-size: 0.9375em;
  }

  [part~="menu-item"] {
    display: block;
    inline-size: 100%;
    padding: 0.45em 0.75em;
    border-radius: calc(var(--_radius) * 0.4);
    outline-offset: -2px;
  }

  .menu-progress {
    margin-inline-start: 0.5em;
    font-variant-numeric: tabular-nums;
  }

  .menu-question {
    max-inline-size: 18em;
    padding: 0.45em 0.75em;
  }

  [part~="menu-item"]:is(:focus, :hover) {
    background: var(--_subtle);
  }

  [part~="menu-item"][aria-disabled] {
    color: var(--_muted);
    cursor: progress;
  }

  @media (pointer: coarse) {
    [part~="menu-item"] {
      min-block-size: 44px;
    }
  }

  @media (forced-colors: active) {
    [part~="menu"] {
      border-color: CanvasText;
    }

    [part~="menu-item"] {
      border-color: transparent;
    }

    [part~="menu-item"]:is(:focus, :hover) {
      outline: 2px solid Highlight;
    }
  }

  @media print {
    [part~="menu"] {
      display: none;
    }
  }
`;
