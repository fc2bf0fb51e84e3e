import type { ContentRules } from "./content-sheets.js";
import { markdown } from "./parts/markdown.js";
import { notes } from "./parts/notes.js";
import { print } from "./print.js";
import { things } from "./things.js";

/** What cards, notices, work and prose look like, and all of it on paper. */
export const CONTENT_RULES: ContentRules = { content: things + markdown + notes, print };
