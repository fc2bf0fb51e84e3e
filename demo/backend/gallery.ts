import { createHash } from "node:crypto";
import { Hono } from "hono";
import type { OrgApi } from "./api.js";
import type { AgentsApi } from "./agents-api.js";
import { AGENT_SCENES, type AgentScene, type AgentSceneName } from "./agent-scenes.js";
import { AGENT as CODER } from "./chat.js";
import { type Scene, SCENES, type SceneName } from "./gallery-scenes.js";
import type { LocalComputer } from "./local-computer.js";

/** The session and token that the gallery's page gives to an element. */
export interface SceneAccess {
  readonly session: string;
  readonly token: string;
}

/** The same for a session of the serverless wire, which needs no token. */
export interface AgentSceneAccess {
  readonly session: string;
  readonly protocol: "serverless";
  readonly baseUrl: string;
}

/** All sessions that the gallery's page shows. */
export interface GalleryAccess {
  readonly scenes: Readonly<Record<SceneName, SceneAccess>>;
  readonly agentScenes: Readonly<Record<AgentSceneName, AgentSceneAccess>>;
}

/** The owner of all gallery sessions of the serverless wire. */
const VISITORS = "gallery";
const AGENT_BASE = "/api/gallery/agent";

/** An agent that never answers, so that the log of a scene contains only the scene's events. */
const AGENT = { name: "gallery", prompt: "", model: "offline/silent" };

/** Serves the gallery's scenes: real sessions, each created once and found again by its key. */
export function galleryRoutes(api: OrgApi, agents: AgentsApi, computer: LocalComputer): Hono {
  async function open(name: SceneName): Promise<SceneAccess> {
    const scene: Scene = SCENES[name];
    const version = versionOf(scene);
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

  async function openAgent(name: AgentSceneName): Promise<AgentSceneAccess> {
    const scene: AgentScene = AGENT_SCENES[name];
    const { status, body } = await agents.request<{ session: { id: string } }>(
      "POST",
      "/sessions",
      { agentId: scene.asked === undefined ? AGENT.name : CODER.name, labels: { user: VISITORS } },
      `gallery-${name}-${versionOf(scene)}`,
    );
    const session = body.session.id;
    if (status === 201) {
      await computer.server.serverless.appendEvents(session, scene.events ?? []);
      if (scene.asked !== undefined)
        await agents.request("POST", `/sessions/${session}/turns`, { input: scene.asked });
    }
    return { session, protocol: "serverless", baseUrl: AGENT_BASE };
  }

  return new Hono()
    .get("/", async (c) => {
      for (const agent of [AGENT, CODER]) await api.request("POST", "/agents", agent);
      const scenes: Partial<Record<SceneName, SceneAccess>> = {};
      for (const name of Object.keys(SCENES) as SceneName[]) scenes[name] = await open(name);
      const agentScenes: Partial<Record<AgentSceneName, AgentSceneAccess>> = {};
      for (const name of Object.keys(AGENT_SCENES) as AgentSceneName[])
        agentScenes[name] = await openAgent(name);
      return c.json({ scenes, agentScenes });
    })
    .all("/agent/*", (c) => {
      const answer = agents.routesFor(AGENT_BASE, AGENT.name, { name: VISITORS, mayStart: () => false });
      return answer(c.req.raw);
    });
}

/** A hash of the scene, so that a session of an older version is not reused. */
function versionOf(scene: object): string {
  return createHash("sha256").update(JSON.stringify(scene)).digest("hex").slice(0, 12);
}
