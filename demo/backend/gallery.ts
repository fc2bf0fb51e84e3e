import { createHash } from "node:crypto";
import { Hono } from "hono";
import type { OrgApi } from "./api.js";
import { type Scene, SCENES, type SceneName } from "./gallery-scenes.js";
import type { LocalComputer } from "./local-computer.js";

/** What the gallery's page gives to the element: a session with its token. */
export interface SceneAccess {
  readonly session: string;
  readonly token: string;
}

/** An agent that never answers: the log of a scene holds only what the scene says. */
const AGENT = { name: "gallery", prompt: "", model: "offline/silent" };

/** Hands out the gallery's scenes: real sessions, each made once and found again by its key. */
export function galleryRoutes(api: OrgApi, computer: LocalComputer): Hono {
  async function open(name: SceneName): Promise<SceneAccess> {
    const scene: Scene = SCENES[name];
    const version = createHash("sha256").update(JSON.stringify(scene)).digest("hex").slice(0, 12);
    const { status, body } = await api.request<{ session: { id: string } }>("POST", "/sessions", {
      agent: AGENT.name,
      input: scene.input,
      key: `gallery-${name}-${version}`,
    });
    const session = body.session.id;
    if (status === 201) {
      await computer.server.appendEvents(session, scene.events);
      if (scene.archived) await api.request("POST", `/sessions/${session}/archive`);
    }
    const minted = await api.request<{ token: string }>("POST", `/sessions/${session}/client-tokens`, {
      scopes: scene.readOnly ? ["read"] : ["read", "steer"],
    });
    if (scene.expired) await computer.server.expireTokens(session);
    return { session, token: minted.body.token };
  }

  return new Hono().get("/", async (c) => {
    await api.request("POST", "/agents", AGENT);
    const scenes: Partial<Record<SceneName, SceneAccess>> = {};
    for (const name of Object.keys(SCENES) as SceneName[]) scenes[name] = await open(name);
    return c.json(scenes);
  });
}
