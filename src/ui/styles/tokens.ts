import { css } from "lit";

/*
 * The public custom properties, set on `<oc-session>` or any element around it. The rules use only their private
 * counterparts (`--_x`), which have the default if the host sets nothing.
 *
 * --oc-accent        the accent colour: the person's bubbles, the send button, the badge
 * --oc-on-accent     text on the accent; by default white or black, whichever has more contrast
 * --oc-link          links and the focus ring; by default the accent, made readable on the surface
 * --oc-surface       the background
 * --oc-subtle        the background of code, cards, buttons and other people's bubbles
 * --oc-text          text
 * --oc-muted         secondary text: times, status, names
 * --oc-border        lines that only divide
 * --oc-outline       edges of controls
 * --oc-danger        failures
 * --oc-warning       warnings, and a connection that is coming back
 * --oc-success       a live connection, work that succeeded
 * --oc-font          font family; by default the page's
 * --oc-font-mono     font family of code
 * --oc-font-size     size of a message's text; everything else follows it
 * --oc-radius        radius of the corners of box and bubbles; smaller elements have a fraction of it
 * --oc-space         distance from the edges and between entries
 * --oc-measure       longest line; wider boxes get margins
 * --oc-height        height of the box
 *
 * Browsers without light-dark() get the light scheme.
 */

/** Colours and measures. */
export const tokens = css`
  :host {
    --_accent: var(--oc-accent, #3d4fd6);
    --_on-accent: var(--oc-on-accent, #fff);
    --_link: var(--oc-link, var(--_accent));
    --_surface: var(--oc-surface, #fff);
    --_subtle: var(--oc-subtle, #f4f5f7);
    --_text: var(--oc-text, #1a1d24);
    --_muted: var(--oc-muted, #5c6370);
    --_border: var(--oc-border, #e2e4e9);
    --_outline: var(--oc-outline, #858c99);
    --_danger: var(--oc-danger, #b3261e);
    --_warning: var(--oc-warning, #8a5300);
    --_success: var(--oc-success, #1a7a45);
    --_mono: var(--oc-font-mono, ui-monospace, "SF Mono", Menlo, Consolas, monospace);
    --_radius: var(--oc-radius, 12px);
    --_space: var(--oc-space, 1em);
    --_measure: var(--oc-measure, 42em);
    --_edge: max(var(--_space), (100% - var(--_measure)) / 2);
  }

  @supports (color: light-dark(#000, #fff)) {
    :host {
      --_accent: var(--oc-accent, light-dark(#3d4fd6, #4d60e6));
      --_surface: var(--oc-surface, light-dark(#fff, #15171c));
      --_subtle: var(--oc-subtle, light-dark(#f4f5f7, #20232a));
      --_text: var(--oc-text, light-dark(#1a1d24, #e8eaef));
      --_muted: var(--oc-muted, light-dark(#5c6370, #a2a9b6));
      --_border: var(--oc-border, light-dark(#e2e4e9, #2e323b));
      --_outline: var(--oc-outline, light-dark(#858c99, #747c8b));
      --_danger: var(--oc-danger, light-dark(#b3261e, #ff9d92));
      --_warning: var(--oc-warning, light-dark(#8a5300, #f1bd62));
      --_success: var(--oc-success, light-dark(#1a7a45, #66d197));
      --_link: var(--oc-link, light-dark(var(--_accent), color-mix(in oklab, var(--_accent), #fff 55%)));
    }
  }

  /*
   * Makes any accent of a host readable. Links keep its hue, at a lightness that contrasts with the surface. Text on
   * the accent is white up to the luminance at which black has more contrast.
   */
  @supports (color: oklch(from light-dark(red, red) l c h)) {
    :host {
      --_link: var(
        --oc-link,
        light-dark(
          oklch(from var(--_accent) min(l, 0.5) c h),
          oklch(from var(--_accent) max(l, 0.78) min(c, 0.11) h)
        )
      );
      --_white: clamp(0, (0.179 - y) * 9999, 1);
      --_on-accent: var(
        --oc-on-accent,
        color(
          from var(--_accent) xyz-d65 calc(0.9505 * var(--_white)) var(--_white) calc(1.089 * var(--_white))
        )
      );
    }
  }

  /* Those who want more contrast get it on any theme of a host: its text can be read on its surface. */
  @media (prefers-contrast: more) {
    :host {
      --_muted: var(--_text);
      --_border: var(--_text);
      --_outline: var(--_text);
    }
  }
`;
