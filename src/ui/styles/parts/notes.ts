const css = String.raw;

/** Footnotes, sources, and line numbers of code. */
export const notes = css`
  sup {
    font-size: 0.75em;
    line-height: 0;
  }

  [part~="footnote-reference"] {
    padding: 0.35em 0.15em;
    color: var(--_link);
    line-height: 1;
  }

  [part~="footnote-back"] {
    padding: 0.1em 0.35em;
    color: var(--_link);
  }

  [part~="footnote-back"]:dir(rtl) {
    scale: -1 1;
  }

  :is([part~="footnote-reference"], [part~="footnote-back"]):hover {
    text-decoration: underline;
  }

  [part~="footnotes"] {
    margin-block: 1.2em 0;
    padding-block-start: 0.7em;
    border-block-start: 1px solid var(--_border);
    color: var(--_muted);
    font-size: 0.875em;
  }

  [part~="bubble"] [part~="footnotes"] > ul {
    display: grid;
    grid-template-columns: auto 1fr;
    margin: 0;
    padding: 0;
    list-style: none;
  }

  [part~="footnotes"] > ul > li {
    display: grid;
    grid-template-columns: subgrid;
    grid-column: 1 / -1;
    border-radius: 0.35em;
    scroll-margin-block: 1em;
  }

  [part~="footnotes"] > ul > li > * {
    grid-column: 2;
    min-inline-size: 0;
  }

  [part~="footnotes"] > ul > li:focus {
    background: var(--_subtle);
    outline-offset: 0;
  }

  [part~="footnotes"] > ul > li > .note-label {
    grid-column: 1;
    max-inline-size: 8em;
    padding-inline-end: 0.8em;
    overflow: hidden;
    font-variant-numeric: tabular-nums;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  [part~="footnotes"] > ul > li > .note-label + * {
    margin-block-start: 0;
  }

  [part~="footnotes"] > ul > li > [part~="footnote-back"] {
    justify-self: start;
  }

  [part~="sources"] {
    margin-block-start: 1em;
    font-size: 0.8125em;
    line-height: 1.35;
  }

  .sources-label {
    color: var(--_muted);
    font-weight: 500;
  }

  [part~="bubble"] [part~="sources"] > ul {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5em;
    margin: 0.4em 0 0;
    padding: 0;
    list-style: none;
  }

  [part~="bubble"] [part~="sources"] li {
    margin: 0;
    max-inline-size: min(100%, 18em);
  }

  [part~="source"] {
    display: block;
    padding: 0.45em 0.75em;
    border: 1px solid var(--_border);
    border-radius: calc(var(--_radius) * 0.6);
    background: var(--_subtle);
    color: var(--_text);
    text-decoration: none;
  }

  [part~="source"]:hover {
    border-color: var(--_outline);
  }

  :is(.source-title, .source-host) {
    display: block;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .source-host {
    color: var(--_muted);
    text-align: start;
  }

  [part~="sources"] .button {
    block-size: 100%;
    font-size: 1em;
  }

  pre[data-lines] {
    display: grid;
    grid-template-columns: auto 1fr;
    column-gap: 1.2em;
    line-height: 1.55em;
  }

  pre[data-lines]::before {
    position: sticky;
    inset-inline-start: 0;
    color: var(--_muted);
    content: attr(data-lines);
    content: attr(data-lines) / "";
    font-size: 0.9em;
    font-variant-numeric: tabular-nums;
    text-align: end;
    user-select: none;
  }

  pre[data-lines].wrapped {
    display: block;
  }

  pre[data-lines].wrapped::before {
    content: none;
  }

  @media (pointer: coarse) {
    [part~="source"],
    [part~="sources"] .button {
      min-block-size: 44px;
    }

    [part~="footnote-back"] {
      padding: 0.6em 0.8em;
    }
  }

  @media print {
    [part~="footnote-back"],
    [part~="sources"] {
      display: none;
    }

    /* A printed reference to a footnote is no button. */
    sup > [part~="footnote-reference"][type] {
      display: inline !important;
      padding-inline: 0.1em;
      color: inherit;
    }
  }
`;
