const css = String.raw;

/**
 * Print styles: the whole conversation in the flow of the page, dark on white in every scheme, without controls.
 * `!important` keeps the page's styles from overriding the rules without which a scrolling box would print only its
 * visible part.
 */
export const print = css`
  @media print {
    :host {
      position: static !important;
      block-size: auto !important;
      min-block-size: auto !important;
      max-block-size: none !important;
      overflow: visible !important;
      contain: none !important;
      container-type: normal !important;
      border: 0 !important;
    }

    .frame {
      --_accent: #f4f5f7;
      --_on-accent: #1a1d24;
      --_link: #3d4fd6;
      --_surface: #fff;
      --_subtle: #f4f5f7;
      --_text: #1a1d24;
      --_muted: #5c6370;
      --_border: #c4c8d0;
      --_outline: #858c99;
      --_danger: #b3261e;
      --_warning: #8a5300;
      --_success: #1a7a45;
      --_edge: 0px;
      color-scheme: light;
    }

    .frame,
    oc-transcript,
    [part~="transcript"],
    [part~="message"] {
      display: block;
      position: static;
      block-size: auto !important;
      max-block-size: none !important;
      overflow: visible !important;
    }

    .feed {
      padding-block-end: 0 !important;
    }

    .chunk {
      contain: none;
      margin-block-start: 0 !important;
    }

    button:not([part~="image-placeholder"]),
    ::slotted([slot="prompt"]),
    [part~="message"]::before,
    [part~="avatar"],
    [part~="status"],
    .banner,
    .spoken,
    .tail,
    .brace,
    oc-composer,
    a[data-address] > .link-host {
      display: none !important;
    }

    [part~="bubble"][part~="user"] {
      inline-size: fit-content;
      border: 1px solid var(--_border);
    }

    .mine {
      text-align: end;
    }

    .mine > [part~="delivery"] {
      justify-content: flex-end;
    }

    .mine > [part~="bubble"] {
      margin-inline-start: auto;
      text-align: start;
    }

    [part~="code"],
    [part~="table"],
    pre,
    .step-detail,
    .fold-text {
      max-block-size: none;
      overflow: visible !important;
      overflow-wrap: anywhere;
      white-space: pre-wrap;
    }

    [part~="table"] * {
      overflow-wrap: anywhere;
      white-space: normal;
    }

    a[data-address]::after {
      content: " (" attr(href) ")" !important;
      position: static !important;
      direction: ltr;
      unicode-bidi: isolate;
    }

    .short,
    tr,
    img {
      break-inside: avoid;
    }

    :is(h3, h4, h5, h6),
    .code-head,
    [part~="author"],
    [part~="day"],
    [part~="header"] {
      break-after: avoid;
    }
  }
`;
