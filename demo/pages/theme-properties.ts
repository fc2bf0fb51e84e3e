import { COLOURS } from "../../src/ui/features/highlight-styles.js";

/** A custom property, and the control that sets it. */
export type ThemeProperty =
  | { readonly name: string; readonly kind: "color"; readonly light: string; readonly dark: string }
  | {
      readonly name: string;
      readonly kind: "length";
      readonly unit: "px" | "em";
      readonly min: number;
      readonly max: number;
      readonly value: number;
    }
  | { readonly name: string; readonly kind: "font"; readonly fonts: Readonly<Record<string, string>> };

/** The properties that the builder offers, with their defaults. */
export const PROPERTIES: readonly ThemeProperty[] = [
  { name: "--oc-accent", kind: "color", light: "#3d4fd6", dark: "#4d60e6" },
  { name: "--oc-surface", kind: "color", light: "#ffffff", dark: "#15171c" },
  { name: "--oc-subtle", kind: "color", light: "#f4f5f7", dark: "#20232a" },
  { name: "--oc-text", kind: "color", light: "#1a1d24", dark: "#e8eaef" },
  { name: "--oc-muted", kind: "color", light: "#5c6370", dark: "#a2a9b6" },
  { name: "--oc-border", kind: "color", light: "#e2e4e9", dark: "#2e323b" },
  { name: "--oc-outline", kind: "color", light: "#858c99", dark: "#747c8b" },
  { name: "--oc-danger", kind: "color", light: "#b3261e", dark: "#ff9d92" },
  { name: "--oc-warning", kind: "color", light: "#8a5300", dark: "#f1bd62" },
  { name: "--oc-success", kind: "color", light: "#1a7a45", dark: "#66d197" },
  ...Object.entries(COLOURS).map(([kind, [light, dark]]): ThemeProperty => {
    return { name: `--oc-code-${kind}`, kind: "color", light, dark };
  }),
  { name: "--oc-font-size", kind: "length", unit: "px", min: 12, max: 20, value: 15 },
  { name: "--oc-radius", kind: "length", unit: "px", min: 0, max: 28, value: 12 },
  { name: "--oc-space", kind: "length", unit: "em", min: 0.5, max: 2, value: 1 },
  { name: "--oc-measure", kind: "length", unit: "em", min: 20, max: 60, value: 42 },
  {
    name: "--oc-font",
    kind: "font",
    fonts: {
      "the page’s": "",
      serif: 'Georgia, "Times New Roman", serif',
      humanist: 'Seravek, "Gill Sans", Ubuntu, Calibri, sans-serif',
      mono: "ui-monospace, Menlo, Consolas, monospace",
    },
  },
];

/** The values of custom properties, and CSS rules. */
export interface Theme {
  readonly properties: Readonly<Record<string, string>>;
  /** The rules for parts and states. */
  readonly parts: string;
}

const SQUARE_BUBBLES = `oc-session::part(bubble user) {
  border-radius: 4px;
}`;

/** The themes that can be chosen. */
export const PRESETS: Readonly<Record<string, Theme>> = {
  Default: {
    properties: {},
    parts: `/* oc-session::part(bubble agent) { font-style: italic; } */
/* oc-session::part(activity) { opacity: 0.7; } */
/* oc-session::part(option) { border-radius: 4px; } */
/* oc-session::part(suggestion) { border-style: dashed; } */
/* oc-session::part(attachment) { border-radius: 4px; } */
/* oc-session::part(action-button) { border-radius: 50%; } */
/* oc-session::part(action-menu) { box-shadow: none; } */
/* oc-session::part(menu) { box-shadow: none; } */
/* oc-session-list::part(current) { border-radius: 0; } */
/* oc-session::part(find) { background: Canvas; } */`,
  },
  Paper: {
    properties: {
      "--oc-accent": "light-dark(#7a3b12, #a65a26)",
      "--oc-surface": "light-dark(#fbf7ee, #1b1813)",
      "--oc-subtle": "light-dark(#f1eadb, #28231b)",
      "--oc-text": "light-dark(#2b241a, #ece4d4)",
      "--oc-border": "light-dark(#e2d9c6, #3a3328)",
      "--oc-font": 'Georgia, "Times New Roman", serif',
      "--oc-font-size": "16px",
      "--oc-radius": "4px",
    },
    parts: `oc-session::part(heading) {
  font-style: italic;
  font-weight: 400;
}

oc-session::part(activity) {
  font-style: italic;
}

${SQUARE_BUBBLES}`,
  },
  Terminal: {
    properties: {
      "--oc-accent": "light-dark(#0b6b3a, #15803d)",
      "--oc-surface": "light-dark(#f4f7f4, #07110b)",
      "--oc-subtle": "light-dark(#e6ece6, #0f1d14)",
      "--oc-text": "light-dark(#12281b, #b9f5cc)",
      "--oc-muted": "light-dark(#456352, #7fb894)",
      "--oc-border": "light-dark(#cddacf, #1c3324)",
      "--oc-font": "ui-monospace, Menlo, Consolas, monospace",
      "--oc-font-size": "13px",
      "--oc-radius": "0px",
      "--oc-space": "0.75em",
    },
    parts: `oc-session::part(action-button),
oc-session::part(attachment),
oc-session::part(composer),
oc-session::part(menu),
oc-session::part(option),
oc-session::part(suggestion) {
  border-style: dashed;
}

/* A state selects the element itself. */
oc-session:state(working) {
  outline: 2px solid currentcolor;
}`,
  },
  Candy: {
    properties: {
      "--oc-accent": "light-dark(#c0267e, #d6409a)",
      "--oc-surface": "light-dark(#fffafd, #1d1320)",
      "--oc-subtle": "light-dark(#fdeef7, #2c1d30)",
      "--oc-radius": "24px",
    },
    parts: `oc-session::part(header) {
  background: linear-gradient(90deg, #f9a8d433, #a5b4fc33);
}`,
  },
};

/** The CSS of a theme. */
export function cssOf({ properties, parts }: Theme): string {
  const lines = Object.entries(properties).map(([name, value]) => `  ${name}: ${value};`);
  const rule =
    lines.length === 0 ? "" : `oc-launcher,\noc-session,\noc-session-list {\n${lines.join("\n")}\n}`;
  return [rule, parts.trim()].filter(Boolean).join("\n\n");
}
