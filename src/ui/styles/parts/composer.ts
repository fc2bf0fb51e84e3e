import { css } from "lit";

/** The composer. */
export const composer = css`
  oc-composer {
    display: block;
    flex: none;
    padding: 0.5em var(--_edge) var(--_space);
  }

  [part~="composer"] {
    display: flex;
    align-items: flex-end;
    gap: 0.35em;
    padding: 0.35em;
    border: 1px solid var(--_outline);
    border-radius: calc(var(--_radius) * 2.25);
    background: var(--_surface);
    cursor: text;
  }

  [part~="composer"]:focus-within {
    border-color: var(--_link);
    box-shadow: 0 0 0 1px var(--_link);
    /* Forced colours drop shadows and draw a transparent outline: it marks the focus there. */
    outline: 2px solid transparent;
  }

  [part~="composer"]:has(textarea:disabled) {
    border-color: var(--_border);
    background: var(--_subtle);
    cursor: not-allowed;
  }

  .grow {
    display: grid;
    flex: 1;
    min-inline-size: 0;
  }

  [part~="input"],
  .grow::after {
    grid-area: 1 / 1;
    inline-size: 100%;
    min-block-size: 2.25em;
    max-block-size: min(9lh, 40dvh);
    margin: 0;
    padding: 0.375em 0.6em;
    border: 0;
    overflow-wrap: anywhere;
    white-space: pre-wrap;
    font: inherit;
  }

  [part~="input"] {
    overflow-y: auto;
    background: none;
    color: inherit;
    outline: none;
    resize: none;
    field-sizing: content;
  }

  [part~="input"]::placeholder {
    color: var(--_muted);
    opacity: 1;
  }

  [part~="input"]:disabled {
    color: var(--_muted);
    cursor: not-allowed;
  }

  /* Without field-sizing, an invisible copy of the text in the same grid cell gives the field its height. */
  @supports not (field-sizing: content) {
    .grow::after {
      content: attr(data-text) " ";
      overflow: hidden;
      visibility: hidden;
    }
  }

  [part~="send-button"],
  [part~="stop-button"] {
    display: grid;
    flex: none;
    place-items: center;
    inline-size: 2.25em;
    block-size: 2.25em;
    border-radius: calc(var(--_radius) * 2);
    background: var(--_accent);
    color: var(--_on-accent);
  }

  [part~="stop-button"] {
    background: var(--_subtle);
    color: var(--_text);
  }

  [part~="stop-button"]:has(span:not(.visually-hidden)) {
    display: flex;
    align-items: center;
    gap: 0.4em;
    inline-size: auto;
    padding-inline: 0.75em 0.9em;
  }

  /* A narrow field needs the room. The line below the last message has the same text. */
  @container oc-session (inline-size < 24em) {
    [part~="stop-button"]:has(span:not(.visually-hidden)) {
      display: grid;
      inline-size: 2.25em;
      padding: 0;
    }

    [part~="stop-button"] > span {
      position: absolute;
      clip-path: inset(50%);
    }
  }

  [part~="send-button"]:disabled {
    background: var(--_subtle);
    color: var(--_muted);
  }

  @media (pointer: coarse) {
    [part~="send-button"],
    [part~="stop-button"] {
      min-inline-size: 44px;
      block-size: 44px;
    }

    [part~="input"],
    .grow::after {
      font-size: max(1em, 16px);
      min-block-size: 44px;
      padding-block: calc((44px - 1lh) / 2);
    }
  }
`;
