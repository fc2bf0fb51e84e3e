const css = String.raw;

/** The styles of matches, by the names of highlights in `marks.ts`, and of the find bar. */
export const FIND_RULES = css`
  ::highlight(oc-find) {
    background-color: #ffe27a;
    color: #1a1d24;
  }

  ::highlight(oc-find-current) {
    background-color: #ff9d3c;
    color: #1a1d24;
  }

  @media (forced-colors: active) {
    ::highlight(oc-find) {
      background-color: Mark;
      color: MarkText;
    }

    ::highlight(oc-find-current) {
      background-color: Highlight;
      color: HighlightText;
    }
  }

  @media print {
    ::highlight(oc-find),
    ::highlight(oc-find-current) {
      background-color: transparent;
      color: inherit;
    }
  }

  [part~="find"] {
    display: flex;
    flex: none;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.15em;
    padding: 0.4em var(--_edge);
    border-block-end: 1px solid var(--_border);
  }

  [part~="find-input"] {
    flex: 1;
    box-sizing: border-box;
    min-inline-size: 6em;
    margin: 0;
    padding: 0.3em 0.75em;
    border: 1px solid var(--_outline);
    border-radius: calc(var(--_radius) * 0.6);
    background: var(--_surface);
    color: inherit;
    font: inherit;
    font-size: max(0.9375em, 16px * var(--_touch, 0));
  }

  [part~="find-count"] {
    min-inline-size: 4.5em;
    padding-inline: 0.5em;
    color: var(--_muted);
    font-size: 0.8125em;
    font-variant-numeric: tabular-nums;
    text-align: end;
  }

  [part~="find-button"] {
    padding: 0.4em;
    border-radius: calc(var(--_radius) * 0.6);
    color: var(--_muted);
  }

  [part~="find-button"]:enabled:hover {
    background: var(--_subtle);
    color: var(--_text);
  }

  [part~="find-button"]:disabled {
    opacity: 0.5;
  }

  .find-note {
    flex-basis: 100%;
    margin: 0.2em 0.75em 0;
    color: var(--_muted);
    font-size: 0.8125em;
  }

  .find-note:empty {
    display: none;
  }

  @media (pointer: coarse) {
    [part~="find"] {
      --_touch: 1;
    }

    [part~="find-button"] {
      display: grid;
      place-items: center;
      min-block-size: 44px;
      min-inline-size: 44px;
    }
  }

  @media print {
    [part~="find"] {
      display: none !important;
    }
  }
`;
