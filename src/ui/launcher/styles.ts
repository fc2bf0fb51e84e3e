// Named like Lit's tag, so that editors and formatters treat the text as CSS.
const css = String.raw;

/*
 * --oc-launcher-inset   distance of button and panel from the edges of the window
 * --oc-launcher-width   width of the panel
 * --oc-launcher-height  height of the panel, where the window has as much
 *
 * Colours, font and roundness are the chat's own properties with the same defaults. `--_top` and `--_height`
 * are the visible part of the window, as the chat measures it.
 */
const rules = css`
  :host {
    --_accent: var(--oc-accent, #3d4fd6);
    --_on-accent: var(--oc-on-accent, #fff);
    --_line: rgb(128 128 128 / 0.25);
    --_inset: var(--oc-launcher-inset, 1.25em);
    --_inline: auto var(--_inset);
    --_below: max(var(--_inset), env(safe-area-inset-bottom));
    position: fixed;
    z-index: 999999999;
    /* The base of all sizes here. It is at least 16px, because some pages set a root font size of 62.5%. */
    font: max(1rem, 16px) var(--oc-font, system-ui);
  }

  :host([placement="bottom-start"]) {
    --_inline: var(--_inset) auto;
  }

  /* The text on the accent is white or black, whichever has the higher contrast. */
  @supports (color: rgb(from light-dark(red, red) r g b)) {
    :host {
      --_accent: var(--oc-accent, light-dark(#3d4fd6, #4d60e6));
      --_on-accent: var(
        --oc-on-accent,
        color(
          from var(--_accent) xyz calc((0.179 - y) * 9999) calc((0.179 - y) * 9999) calc((0.179 - y) * 9999)
        )
      );
    }
  }

  :host([hidden]),
  [part="unread-badge"]:empty,
  .waiting:empty,
  [part="panel"],
  ::slotted(:not(:defined)) {
    display: none;
  }

  /* Inert while a dialog of the page keeps people from using it. */
  [inert] {
    visibility: hidden;
  }

  button {
    border: 1px solid transparent;
    border-radius: 0.5em;
    background: none;
    color: inherit;
    font: inherit;
    cursor: pointer;
    outline-offset: 2px;
  }

  /* The icon of both buttons, drawn with borders, which forced colours keep: a speech bubble; a chevron to close. */
  i {
    display: block;
    inline-size: 1.25em;
    block-size: 1.25em;
    margin: 0.125em;
    border: 0.125em solid;
    border-radius: 50% 50% 50% 0;
  }

  :host([open]) i {
    border-width: 0 0 0.25em 0.25em;
    border-radius: 0;
    rotate: -45deg;
    scale: 0.6;
    translate: 0 -0.25em;
  }

  /* The button is a popover, so that no element of the page can move or clip it. */
  [part="launcher-button"] {
    display: block;
    position: fixed;
    inset-block: auto var(--_below);
    inset-inline: var(--_inline);
    margin: 0;
    padding: 0.875em;
    overflow: visible;
    border-radius: 50%;
    background: var(--_accent);
    color: var(--_on-accent);
    box-shadow: 0 6px 20px rgb(0 0 0 / 0.25);
  }

  [part="unread-badge"] {
    position: absolute;
    inset-block-start: -0.5em;
    inset-inline-end: -0.5em;
    padding-inline: 0.5em;
    border: 2px solid var(--oc-surface, Canvas);
    border-radius: 1em;
    background: #c8281e;
    color: #fff;
    font-size: 0.75em;
    line-height: 1.5;
  }

  /* For screen readers only. */
  .spoken {
    position: absolute;
    clip-path: inset(50%);
  }

  [part="panel"] {
    --_lift: calc(var(--_below) + 4.25em);
    --_block: min(var(--oc-launcher-height, 42em), var(--_height, 100%) - var(--_lift) - 0.75em);
    position: fixed;
    inset-block: calc(var(--_top, 0px) + var(--_height, 100%) - var(--_lift) - var(--_block)) auto;
    inset-inline: var(--_inline);
    flex-direction: column;
    box-sizing: border-box;
    inline-size: min(var(--oc-launcher-width, 25em), 100% - 2 * var(--_inset));
    block-size: var(--_block);
    margin: 0;
    padding: 0;
    overflow: hidden;
    overscroll-behavior: contain;
    border: 1px solid var(--_line);
    border-radius: calc(var(--oc-radius, 12px) * 1.25);
    background: var(--oc-surface, Canvas);
    color: var(--oc-text, CanvasText);
    box-shadow: 0 6px 20px rgb(0 0 0 / 0.25);
    outline: none;
  }

  :host([open]) [part="panel"] {
    display: flex;
  }

  /*
   * The panel is the frame: the chat inside has none, and leaves room in its header for the close button. The chat's
   * own text has another size: an em is the chat's here, by which its menu button reaches into the margin.
   */
  ::slotted(*) {
    --_header-end: calc(max(3rem, 50px) + 0.4em);
    flex: 1 1 0;
    border: 0;
    border-radius: 0;
  }

  [part="close-button"] {
    position: absolute;
    inset-block-start: 0.75em;
    inset-inline-end: 0.75em;
    z-index: 1;
    padding: 0.25em;
    opacity: 0.7;
  }

  /* The direction follows the words, which may be English on a right-to-left page. */
  .waiting,
  .waiting button {
    unicode-bidi: plaintext;
  }

  .waiting {
    margin: auto;
    text-align: center;
  }

  .waiting button {
    display: block;
    margin: 1em auto 0;
    padding: 0.5em 1em;
    border-color: currentColor;
  }

  @media (prefers-contrast: more) {
    :host {
      --_line: currentColor;
    }
  }

  /* On phones, upright or on their side, the panel fills the visible part of the window. */
  @media (max-width: 30rem), (max-height: 28rem) {
    [part="panel"] {
      --_block: var(--_height, 100%);
      inset: var(--_top, 0) 0 auto;
      inline-size: auto;
      /* A border and no padding, as the close button keeps clear of a border. */
      border: solid transparent;
      border-width: env(safe-area-inset-top) env(safe-area-inset-right) env(safe-area-inset-bottom)
        env(safe-area-inset-left);
      border-radius: 0;
    }

    :host([open]) [part="launcher-button"] {
      visibility: hidden;
    }
  }

  @media not (prefers-reduced-motion) {
    /* The panel leaves the top layer only when it has faded. */
    [popover] {
      transition: 0.2s allow-discrete;
      transition-property: scale, opacity, translate, display, overlay;
    }

    [part="launcher-button"]:hover {
      scale: 1.06;
    }

    [part="panel"] {
      opacity: 0;
      translate: 0 1em;
    }

    :host([open]) [part="panel"] {
      opacity: 1;
      translate: 0;
      @starting-style {
        opacity: 0;
        translate: 0 1em;
      }
    }
  }

  /* An open conversation is printed at the position of the launcher in the document, usually after the page. */
  @media print {
    :host {
      position: static;
    }

    :host(:not([open])),
    button {
      display: none !important;
    }

    :host([open]) [part="panel"] {
      display: block;
      position: static;
      inline-size: auto;
      block-size: auto;
      overflow: visible;
      border: 0;
      background: none;
      box-shadow: none;
      transition: none;
    }
  }
`;

/** A launcher's styles as a constructed style sheet, which works on pages that forbid inline styles. */
export function launcherSheet(): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(rules);
  return sheet;
}
