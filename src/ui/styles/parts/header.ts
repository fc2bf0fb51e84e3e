import { css } from "lit";

/** The heading, the status line, and the banner. */
export const header = css`
  [part~="header"] {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr) auto auto;
    align-items: center;
    flex: none;
    position: relative;
    padding: 0.7em var(--_edge);
    /* Room for the launcher's close button. */
    padding-inline-end: max(var(--_edge), var(--_header-end, 0px));
    border-block-end: 1px solid var(--_border);
  }

  [part~="header"] [part~="avatar"] {
    grid-row: span 2;
    margin-inline-end: 0.65em;
    inline-size: 2.25em;
    block-size: 2.25em;
  }

  [part~="heading"] {
    grid-column: 2;
    overflow: hidden;
    font-size: 1em;
    font-weight: 600;
    line-height: 1.35;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  /* The host's words run in their own direction, and lie where those of the chat do. */
  [part~="heading"],
  .greeting {
    text-align: -webkit-match-parent;
    text-align: match-parent;
    unicode-bidi: plaintext;
  }

  [name="header-end"] {
    grid-area: 1 / 3 / span 2;
    display: flex;
    align-items: center;
  }

  [part~="status"] {
    grid-column: 2;
    display: flex;
    align-items: center;
    gap: 0.45em;
    color: var(--_muted);
    font-size: 0.8125em;
    line-height: 1.4;
  }

  [part~="status"]::before {
    content: "";
    flex: none;
    inline-size: 0.55em;
    block-size: 0.55em;
    border-radius: 50%;
    background: var(--_outline);
  }

  [part~="menu-button"] {
    grid-area: 1 / 4 / span 2;
    margin-inline: 0.65em -0.4em;
    padding: 0.4em;
    border-radius: calc(var(--_radius) * 0.6);
    color: var(--_muted);
  }

  [part~="menu-button"][aria-expanded="true"] {
    background: var(--_subtle);
    color: var(--_text);
  }

  /*
   * A class is used instead of :state() of the host, which would make the browser match every part again at each
   * change.
   */
  .live::before {
    background: var(--_success);
  }

  .connecting::before,
  .reconnecting::before {
    background: var(--_warning);
    animation: oc-pulse 1.2s ease-in-out infinite alternate;
  }

  .unauthorized::before {
    background: var(--_danger);
  }

  .banner {
    display: flex;
    flex: none;
    align-items: center;
    gap: 0.75em;
    padding: 0.5em var(--_edge);
    border-block-end: 1px solid var(--_border);
    background: var(--_subtle);
    line-height: 1.4;
  }

  .banner > span {
    flex: 1;
    font-size: 0.875em;
  }

  /* In a low window, such as one at 400 % zoom, the find bar takes the place of the header. */
  @media (max-height: 20em) {
    [part~="header"]:not(:focus-within):has(~ [part~="find"]) {
      position: absolute;
      clip-path: inset(50%);
    }

    [part~="find"] {
      padding-inline-end: max(var(--_edge), var(--_header-end, 0px));
    }
  }
`;
