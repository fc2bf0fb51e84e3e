import "oc-session";
import "oc-session/list";
import { html, render } from "lit";
import type { GalleryAccess } from "../backend/gallery.js";
import type { SceneName } from "../backend/gallery-scenes.js";
import { find } from "./find.js";
import { conversations, rated, slotted } from "./prepared.js";
import { cssOf, PRESETS, PROPERTIES, type Theme, type ThemeProperty } from "./theme-properties.js";

/** The name under which the theme is stored. */
const STORAGE_KEY = "oc-demo-theme";

const parts = find<HTMLTextAreaElement>("#parts", document);
const styleSheet = new CSSStyleSheet();
document.adoptedStyleSheets.push(styleSheet);

let theme = storedTheme() ?? PRESETS["Paper"] ?? { properties: {}, parts: "" };

function storedTheme(): Theme | null {
  try {
    return JSON.parse(localStorage.getItem(STORAGE_KEY) ?? "null") as Theme | null;
  } catch {
    return null;
  }
}

function setTheme(next: Theme): void {
  theme = next;
  localStorage.setItem(STORAGE_KEY, JSON.stringify(theme));
  styleSheet.replaceSync(cssOf(theme));
  find("#css", document).textContent = cssOf(theme);
  render(PROPERTIES.map(control), find("#properties", document));
}

function setProperty(name: string, value: string): void {
  const { [name]: _, ...others } = theme.properties;
  setTheme({ ...theme, properties: value === "" ? others : { ...others, [name]: value } });
}

function control(property: ThemeProperty) {
  const { name } = property;
  const value = theme.properties[name] ?? "";
  return html`<div class="control ${value ? "changed" : ""}">
    <span>${name}</span>${
      property.kind === "color"
        ? colorInputs(property, value)
        : property.kind === "length"
          ? lengthInput(property, value)
          : fontInput(property, value)
    }
  </div>`;
}

function colorInputs({ name, ...defaults }: ThemeProperty & { kind: "color" }, value: string) {
  const [, light = defaults.light, dark = defaults.dark] = /^light-dark\((#\w+), (#\w+)\)$/.exec(value) ?? [];
  const input = (scheme: "light" | "dark", color: string) =>
    html`<input
      type="color"
      aria-label="${name}, ${scheme}"
      title=${scheme}
      .value=${color}
      @input=${(event: Event) => {
        const picked = { light, dark, [scheme]: (event.target as HTMLInputElement).value };
        setProperty(name, `light-dark(${picked.light}, ${picked.dark})`);
      }}
    />`;
  return [input("light", light), input("dark", dark)];
}

function lengthInput(
  { name, unit, min, max, ...defaults }: ThemeProperty & { kind: "length" },
  value: string,
) {
  return html`<input
    type="range"
    aria-label=${name}
    min=${min}
    max=${max}
    step=${max - min > 5 ? 1 : 0.05}
    .value=${String(value ? parseFloat(value) : defaults.value)}
    @input=${(event: Event) => setProperty(name, (event.target as HTMLInputElement).value + unit)}
  />`;
}

function fontInput({ name, fonts }: ThemeProperty & { kind: "font" }, value: string) {
  return html`<select
    aria-label=${name}
    .value=${value}
    @change=${(event: Event) => setProperty(name, (event.target as HTMLSelectElement).value)}
  >
    ${Object.entries(fonts).map(
      ([label, stack]) => html`<option value=${stack} ?selected=${stack === value}>${label}</option>`,
    )}
  </select>`;
}

function choosePreset(name: string): void {
  setTheme(PRESETS[name] ?? theme);
  parts.value = theme.parts;
}

render(
  Object.keys(PRESETS).map(
    (name) => html`<button class="copy" type="button" @click=${() => choosePreset(name)}>${name}</button>`,
  ),
  find("#presets", document),
);
parts.value = theme.parts;
parts.addEventListener("input", () => setTheme({ ...theme, parts: parts.value }));
setTheme(theme);

const response = await fetch("/api/gallery");
const { scenes, agentScenes } = (await response.json()) as GalleryAccess;
const chat = document.createElement("oc-session");
Object.assign(chat, { heading: "Acme helper", agentName: "Ada", level: "progress" });
Object.assign(chat, {
  features: "highlight math sources",
  menu: "find copy download print",
  notify: "system",
});
rated(chat);
slotted(chat);
chat.upload = async ({ name }) => ({ url: `https://files.example/${encodeURIComponent(name)}` });
chat.suggestions = ["Thank you!", { label: "Undo it", text: "Please undo that." }];

const list = conversations();

/** Shows a scene of the gallery or, for `list`, the list of conversations. */
function show(name: string): void {
  list.hidden = name !== "list";
  chat.hidden = !list.hidden;
  if (chat.hidden) return;
  if (name === "choice") Object.assign(chat, agentScenes[name]);
  else Object.assign(chat, { protocol: "v3", baseUrl: "/v3" }, scenes[name as SceneName]);
}

find("#scene", document).addEventListener("change", (event) =>
  show((event.target as HTMLInputElement).value),
);
show("work");
find("#preview", document).append(chat, list);
