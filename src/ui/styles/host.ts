import { css } from "lit";

/** The element's own box, and the frame inside, which the styles of the page do not affect. */
export const host = css`
  :host {
    display: block;
    box-sizing: border-box;
    block-size: var(--oc-height, 36rem);
    min-inline-size: 0;
    min-block-size: 0;
    container: oc-session / inline-size;
    contain-intrinsic-inline-size: 24rem;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
  }

  :host([hidden]),
  :host([popover]:not(:popover-open)) {
    display: none;
  }

  /* Resets inherited properties of the page, such as letter spacing, case and alignment. */
  .frame {
    all: initial;
    box-sizing: border-box;
    display: flex;
    flex-direction: column;
    position: relative;
    block-size: var(--oc-height, 36rem);
    max-block-size: inherit;
    overflow: hidden;
    border-radius: inherit;
    visibility: inherit;
    color-scheme: inherit;
    background: var(--_surface);
    color: var(--_text);
    font-family: var(--oc-font, inherit);
    font-size: var(--oc-font-size, max(0.9375em, 13px));
    line-height: 1.5;
    overflow-wrap: anywhere;
    -webkit-text-size-adjust: 100%;
    text-size-adjust: 100%;
    -webkit-tap-highlight-color: transparent;
  }

  /* Rules that set display would otherwise show hidden elements. */
  [hidden] {
    display: none !important;
  }

  /* A page that resets the host removes its containment, and with it the height that 100% refers to. */
  @container oc-session (inline-size >= 0px) {
    .frame {
      block-size: 100%;
    }
  }

  .frame *,
  .frame ::before,
  .frame ::after {
    box-sizing: border-box;
  }

  .confirming > :is(oc-transcript, oc-composer) {
    visibility: hidden;
  }

  /* Only the styles of drawn text give paragraphs margins; until they are loaded, plain text has none. */
  h2,
  p {
    margin: 0;
  }

  button {
    margin: 0;
    padding: 0;
    border: 0;
    background: none;
    color: inherit;
    font: inherit;
    letter-spacing: inherit;
    text-align: start;
    cursor: pointer;
  }

  /* A copy of a selection over several messages contains their text, and not that of the buttons between them. */
  button,
  .code-head {
    -webkit-user-select: none;
    user-select: none;
  }

  button:disabled {
    cursor: default;
  }

  :focus-visible {
    outline: 2px solid var(--_link);
    outline-offset: 2px;
  }

  .icon {
    display: block;
    flex: none;
    inline-size: 1.25em;
    block-size: 1.25em;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.6;
    stroke-linecap: round;
    stroke-linejoin: round;
  }

  .solid {
    fill: currentColor;
    stroke: none;
  }

  /* A small button with text. */
  .button {
    min-block-size: 2em;
    padding: 0.15em 0.75em;
    border: 1px solid var(--_outline);
    border-radius: calc(var(--_radius) * 0.6);
    background: var(--_surface);
    color: var(--_text);
    font-size: 0.875em;
    font-weight: 500;
  }

  @media (hover: hover) {
    :is(.button, [part~="prompt"], .choices button, [part~="earlier-button"], [part~="scroll-button"]):hover {
      background: var(--_subtle);
    }

    :is(
      [part~="copy-button"],
      [part~="code-copy"],
      [part~="image-placeholder"],
      [part~="menu-button"],
      summary
    ):hover {
      color: var(--_text);
    }

    :is([part~="send-button"], [part~="stop-button"]):enabled:hover {
      box-shadow: 0 0 0 3px color-mix(in oklab, var(--_accent) 25%, transparent);
    }
  }
`;
