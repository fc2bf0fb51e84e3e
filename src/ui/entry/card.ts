import { html, nothing, type TemplateResult } from "lit";
import type { CardEntry } from "../../session/state/state.js";
import { fileIcon, infoIcon, previewIcon, pullRequestIcon } from "../presentation/icons.js";
import type { Markup } from "../content/markdown-loader.js";
import { cardTitle, cardWords } from "../presentation/card-words.js";
import { format } from "../language/strings.js";
import type { Presentation } from "../presentation/presentation.js";
import { foldTemplate } from "./fold.js";

const ICONS: Readonly<Record<CardEntry["card"], TemplateResult>> = {
  preview: previewIcon,
  artifact: fileIcon,
  "pull-request": pullRequestIcon,
  source: infoIcon,
};

/**
 * A card for something that the agent made or that a service reported. It shows the kind, the title, which is a link
 * where it may be followed, the host of the link, the text, and folded details. Nothing of it is fetched here.
 *
 * @param markup null until it is loaded: then nothing is a link.
 */
export function cardTemplate(
  entry: CardEntry,
  presentation: Presentation,
  markup: Markup | null,
): TemplateResult {
  const kind = format(presentation.strings, `card.${entry.card}`);
  const { href } = entry;
  const host = href === null ? "" : (markup?.hostOf(href, presentation) ?? "");
  const title = cardTitle(entry, presentation.strings) || host || kind;
  const text = cardWords(entry, presentation.strings);
  return html`
    <div part="card">
      ${ICONS[entry.card]}
      <span class="card-kind">${kind}</span>
      <span class="card-title"
        >${href === null || !markup ? title : markup.createLink(title, href, presentation)}</span
      >
      ${host && host !== title ? html`<span class="card-host">${host}</span>` : nothing}
      ${text ? html`<span class="card-text ${entry.verdict ?? ""}">${text}</span>` : nothing}
      ${foldTemplate(format(presentation.strings, "card.payload"), entry.payload)}
    </div>
  `;
}
