/**
 * All that makes elements of text, in a file of its own with the two libraries that markdown needs. It is loaded by
 * `import()` only: see `markdown-loader.ts`.
 */
export { createLink, hostOf } from "../links/link.js";
export { blockWords, markdownGrowth, markdownNodes, markdownStep } from "../markdown/markdown.js";
export { createCopyButton } from "./copy-button.js";
export { copySelection } from "./copy-selection.js";
export { textOf } from "./element-text.js";
export { createImage } from "./image.js";
export { growInto } from "./grow-element.js";
export { CONTENT_RULES } from "../styles/content-rules.js";
export { linkedElement } from "./linked-text.js";
export { settledElements } from "./message-markup.js";
export { showSources } from "./sources.js";
export { copiedMessage, wholeMessage } from "./whole-message.js";
