import { html, nothing, type TemplateResult } from "lit";
import type { CardEntry } from "../../session/state/state.js";
import { fileIcon, previewIcon, pullRequestIcon } from "../presentation/icons.js";
import { createLink, pagePlace } from "../content/link.js";
import { destination, judgeLink } from "../presentation/safe-urls.js";
import { format } from "../language/strings.js";
import type { View } from "../presentation/view.js";
import { visibleText } from "../presentation/visible-text.js";

const ICONS: Readonly<Record<CardEntry["card"], TemplateResult>> = {
  preview: previewIcon,
  artifact: fileIcon,
  "pull-request": pullRequestIcon,
};

/**
 * Something the agent made or a service reported: its kind, its title as a link where it may be followed, the
 * link's host, and what is said of it. Nothing of it is fetched here.
 */
export function cardTemplate(entry: CardEntry, view: View): TemplateResult {
  const kind = format(view.strings, `card.${entry.card}`);
  const verdict = entry.href === null ? null : judgeLink(entry.href, view.links, pagePlace());
  const host = verdict ? destination(verdict.url) : "";
  const title = visibleText(entry.title) || host || kind;
  const text = visibleText(entry.text);
  return html`
    <div part="card">
      ${ICONS[entry.card]}
      <span class="card-kind">${kind}</span>
      <span class="card-title">${entry.href === null ? title : createLink(title, entry.href, view)}</span>
      ${host && host !== title ? html`<span class="card-host">${host}</span>` : nothing}
      ${text ? html`<span class="card-text">${text}</span>` : nothing}
    </div>
  `;
}
