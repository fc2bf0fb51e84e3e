import { css } from "lit";

/** Animations, and the styles for reduced motion, for forced colours and for printing. */
export const modes = css`
  @keyframes oc-pulse {
    to {
      opacity: 0.35;
    }
  }

  @keyframes oc-typing {
    30% {
      opacity: 0.4;
      translate: 0 -0.2em;
    }
    0%,
    60% {
      opacity: 0.8;
      translate: 0;
    }
  }

  @keyframes oc-rise {
    from {
      opacity: 0;
      translate: 0 0.4em;
    }
  }

  @media (prefers-reduced-motion: reduce) {
    .frame *,
    .frame ::before,
    .frame ::after {
      animation: none !important;
      transition: none !important;
      scroll-behavior: auto !important;
    }
  }

  @media (pointer: coarse) {
    .button,
    [part~="prompt"],
    .choices > [type],
    [part~="earlier-button"],
    [part~="scroll-button"],
    [part~="menu-button"] {
      min-block-size: 44px;
    }

    [part~="menu-button"] {
      min-inline-size: 44px;
    }
  }

  @media (forced-colors: active) {
    [part~="status"]::before,
    [part~="typing"] i,
    .step-running::before {
      forced-color-adjust: none;
      background: CanvasText;
    }

    [part~="bubble"][part~="user"],
    [part~="unread-badge"] {
      border: 1px solid;
    }

    button {
      border: 1px solid ButtonText;
    }

    button:disabled {
      border-color: GrayText;
      color: GrayText;
    }
  }

  @media not print {
    .print-only {
      display: none;
    }
  }
`;
