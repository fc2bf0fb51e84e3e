/**
 * The markdown code: it parses text and makes elements of it. It is bundled as a file of its own, with the two
 * libraries that it needs. Import it only by `import()`: see `markdown-loader.ts`.
 */
export { createLink, hostOf } from "../links/link.js";
export { blockWords, markdownStep } from "../markdown/markdown.js";
export { createCopyButton } from "./copy-button.js";
export { Card } from "./card.js";
export { copySelection } from "./copy-selection.js";
export { textOf } from "./element-text.js";
export { createImage } from "./image.js";
export { WrittenBody } from "./body/written-body.js";
export { CONTENT_RULES } from "../styles/content-rules.js";
export { copiedMessage, wholeMessage } from "./whole-message.js";
