import type { CSSResult } from "lit";
import { composer } from "./composer.js";
import { entry } from "./entry.js";
import { header } from "./header.js";
import { host } from "./host.js";
import { markdown } from "./markdown.js";
import { modes } from "./modes.js";
import { print } from "./print.js";
import { things } from "./things.js";
import { tokens } from "./tokens.js";
import { transcriptWindow } from "./transcript-window.js";
import { transcript } from "./transcript.js";

/** Everything `<oc-session>`'s shadow root adopts; the order is that of the cascade. */
export const styles: readonly CSSResult[] = [
  tokens,
  host,
  header,
  transcriptWindow,
  transcript,
  entry,
  things,
  markdown,
  composer,
  modes,
  print,
];
