import type { ContentRules } from "./content-sheets.js";
import { markdown } from "./parts/markdown.js";
import { notes } from "./parts/notes.js";
import { print } from "./print.js";
import { otherEntries } from "./other-entries.js";

/** The styles of cards, notices, work and prose, and their print styles. */
export const CONTENT_RULES: ContentRules = { content: otherEntries + markdown + notes, print };
