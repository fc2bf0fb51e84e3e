// Named like Lit's tag, so that editors and formatters treat the text as CSS.
const css = String.raw;

/** The styles of files, in the composer and at messages. */
export const FILE_RULES = css`
  .tray,
  .attachments {
    margin: 0;
    padding: 0;
    list-style: none;
    font-size: 0.875em;
  }

  .tray-files,
  .attachments {
    display: flex;
    flex-wrap: wrap;
    align-items: flex-end;
    gap: 0.5em;
    margin: 0;
    padding: 0;
    list-style: none;
  }

  .tray-files {
    max-block-size: 12em;
    overflow-y: auto;
    margin-block-end: 0.5em;
  }

  .tray-files:empty {
    display: none;
  }

  [part~="attachment"] {
    position: relative;
    display: grid;
    grid-template-columns: 2em minmax(0, 1fr) auto;
    align-items: center;
    column-gap: 0.6em;
    inline-size: min(18em, 100%);
    padding: 0.45em 0.6em;
    border: 1px solid var(--_border);
    border-radius: calc(var(--_radius) * 0.75);
    background: var(--_surface);
    color: var(--_text);
    text-align: start;
  }

  [part~="attachment"][part~="failed"] {
    border-color: var(--_danger);
  }

  [part~="attachment"] > .icon,
  .file-thumb {
    grid-row: 1 / 3;
    justify-self: center;
    color: var(--_muted);
  }

  .file-thumb {
    inline-size: 2em;
    block-size: 2em;
    border-radius: calc(var(--_radius) * 0.4);
    object-fit: cover;
  }

  .file-name {
    grid-column: 2;
    overflow: hidden;
    font-weight: 500;
    /* A name is cut at its own end, and aligned with the start of the page's lines. */
    text-align: left;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  /* What cuts the name off would cut off a ring around it. */
  .file-name > a {
    outline-offset: -2px;
  }

  [part~="attachment"]:dir(rtl) > .file-name {
    text-align: right;
  }

  .file-facts {
    grid-column: 2;
    color: var(--_muted);
    font-size: 0.9em;
    font-variant-numeric: tabular-nums;
  }

  [part~="failed"] > .file-facts {
    color: var(--_danger);
  }

  .file-buttons {
    grid-area: 1 / 3 / 3;
    display: flex;
    align-items: center;
    gap: 0.25em;
  }

  .file-remove {
    display: grid;
    place-items: center;
    min-inline-size: 24px;
    min-block-size: 24px;
    border-radius: 50%;
    color: var(--_muted);
  }

  [part~="attachment"] progress {
    grid-column: 1 / -1;
    inline-size: 100%;
    block-size: 0.3em;
    /* In the padding, so that a row has the same height before, during and after its upload. */
    margin-block-end: -0.5em;
    accent-color: var(--_accent);
  }

  .tray-notes p,
  .tray-held {
    margin: 0 0 0.5em;
    color: var(--_muted);
  }

  .tray-notes .refused {
    color: var(--_danger);
  }

  .tray-held {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.35em 0.75em;
  }

  .attach {
    display: contents;
  }

  [part~="attach-button"] {
    display: grid;
    flex: none;
    place-items: center;
    inline-size: 2.25em;
    block-size: 2.25em;
    border-radius: calc(var(--_radius) * 2);
    color: var(--_muted);
  }

  [part~="attach-button"]:disabled {
    opacity: 0.5;
  }

  .drop-cover {
    position: absolute;
    inset: 0.5em;
    z-index: 3;
    display: grid;
    place-items: center;
    padding: 1em;
    border: 2px dashed var(--_link);
    border-radius: var(--_radius);
    background: color-mix(in oklab, var(--_surface) 90%, transparent);
    color: var(--_text);
    font-size: 1.15em;
    font-weight: 600;
    text-align: center;
  }

  .drop-cover:not(.over) {
    display: none;
  }

  .attachments {
    order: 2;
    flex-basis: 100%;
  }

  .mine > .attachments {
    order: 1;
    justify-content: flex-end;
  }

  .file-picture {
    grid-column: 1 / -1;
    display: flex;
    justify-content: center;
    margin-block-end: 0.35em;
  }

  .file-picture + .file-name,
  .file-picture ~ .file-facts {
    grid-column: 1 / -1;
  }

  .file-picture :is(canvas, [part~="image"]) {
    max-inline-size: 100%;
    max-block-size: 12em;
    margin: 0;
    border-radius: calc(var(--_radius) * 0.5);
    object-fit: contain;
  }

  @media (hover: hover) {
    :is([part~="attach-button"]:enabled, .file-remove):hover {
      background: var(--_subtle);
      color: var(--_text);
    }
  }

  @container oc-session (inline-size < 26rem) {
    .tray-files > [part~="attachment"] {
      inline-size: 100%;
    }
  }

  @media (pointer: coarse) {
    [part~="attach-button"] {
      inline-size: 44px;
      block-size: 44px;
    }

    .file-remove {
      min-inline-size: 44px;
      min-block-size: 44px;
    }
  }

  @media print {
    .drop-cover {
      display: none;
    }
  }
`;
