import type { CSSResult } from "lit";
import { contentSheet, printSheet } from "./content-sheets.js";
import { composer } from "./parts/composer.js";
import { entry } from "./parts/entry.js";
import { header } from "./parts/header.js";
import { host } from "./host.js";
import { modes } from "./modes.js";
import { tokens } from "./tokens.js";
import { transcriptWindow } from "./parts/transcript-window.js";
import { transcript } from "./parts/transcript.js";

/** The style sheets of `<oc-session>`, in the order of the cascade. */
export const styles: readonly CSSResult[] = [
  tokens,
  host,
  header,
  transcriptWindow,
  transcript,
  entry,
  contentSheet,
  composer,
  modes,
  printSheet,
];
