import "oc-session";
import "oc-session/list";
import "oc-session/locales/ar";
import type { GalleryAccess, SceneAccess } from "../backend/gallery.js";
import { type Exhibit, EXHIBITS } from "./exhibits.js";
import { find } from "./find.js";

function chatOf({ title, scene, agentScene, prepare }: Exhibit, access: GalleryAccess): HTMLElement {
  const chat = document.createElement("oc-session");
  chat.baseUrl = "/v3";
  chat.agentName = "Ada";
  chat.heading = title;
  if (scene) Object.assign(chat, access.scenes[scene]);
  if (agentScene) Object.assign(chat, access.agentScenes[agentScene]);
  prepare?.(chat);
  return chat;
}

function figureOf(exhibit: Exhibit, access: GalleryAccess): Node {
  const { title, text, look, make } = exhibit;
  const figure = document.createElement("figure");
  figure.className = `exhibit ${look ?? ""}`;
  const caption = document.createElement("figcaption");
  const heading = document.createElement("h2");
  const paragraph = document.createElement("p");
  heading.textContent = title;
  paragraph.textContent = text;
  caption.append(heading, paragraph);
  figure.append(caption, make?.() ?? chatOf(exhibit, access));
  return figure;
}

/** Deletes the unsent messages of earlier visits, because an exhibit must show the same on each visit. */
function forgetUnsent({ session }: SceneAccess): void {
  for (const name of Object.keys(localStorage)) {
    if (name.startsWith("oc-session:") && name.includes(`:${session}:`)) localStorage.removeItem(name);
  }
}

const response = await fetch("/api/gallery");
const access = (await response.json()) as GalleryAccess;
Object.values(access.scenes).forEach(forgetUnsent);
find("#gallery", document).replaceChildren(...EXHIBITS.map((exhibit) => figureOf(exhibit, access)));
