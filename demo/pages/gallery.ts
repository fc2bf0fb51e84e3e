import "oc-session";
import type { SceneAccess } from "../backend/gallery.js";
import type { SceneName } from "../backend/gallery-scenes.js";
import { type Exhibit, EXHIBITS } from "./exhibits.js";
import { find } from "./find.js";

function hang({ title, text, scene, look, prepare }: Exhibit, scenes: Record<SceneName, SceneAccess>): Node {
  const chat = document.createElement("oc-session");
  chat.baseUrl = "/v3";
  chat.agentName = "Ada";
  chat.heading = title;
  if (scene) Object.assign(chat, scenes[scene]);
  prepare?.(chat);

  const figure = document.createElement("figure");
  figure.className = `exhibit ${look ?? ""}`;
  const caption = document.createElement("figcaption");
  const heading = document.createElement("h2");
  const line = document.createElement("p");
  heading.textContent = title;
  line.textContent = text;
  caption.append(heading, line);
  figure.append(caption, chat);
  return figure;
}

const response = await fetch("/api/gallery");
const scenes = (await response.json()) as Record<SceneName, SceneAccess>;
find("#gallery", document).replaceChildren(...EXHIBITS.map((exhibit) => hang(exhibit, scenes)));
