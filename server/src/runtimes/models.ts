/** The providers whose models each runtime supports; `*` is any. */
const PROVIDERS: Readonly<Record<string, readonly string[]>> = {
  claude: ["anthropic"],
  codex: ["openai"],
  pi: ["*"],
  offline: ["offline"],
};

/** The model whose agent never runs, so that only a test writes the session's log. */
const SILENT_MODEL = "offline/silent";

/** A `provider/model` text. */
export const MODEL_PATTERN = /^[a-z][a-z0-9-]*\/[\w.:/-]+$/;

/** The provider of a `provider/model` text. */
export function providerOf(model: string): string {
  return model.slice(0, model.indexOf("/"));
}

/** The runtime of an agent that names none: `claude`, or the offline runtime for its models. */
export function defaultRuntime(model: string): string {
  return providerOf(model) === "offline" ? "offline" : "claude";
}

/** Whether a runtime of that name exists. */
export function isRuntime(runtime: string): boolean {
  return Object.hasOwn(PROVIDERS, runtime);
}

/** Whether a runtime supports a model. */
export function canDrive(runtime: string, model: string): boolean {
  const providers = PROVIDERS[runtime] ?? [];
  return providers.includes("*") || providers.includes(providerOf(model));
}

/** Whether no runtime runs the agents of a model. Their messages stay queued. */
export function isSilent(model: string): boolean {
  return model === SILENT_MODEL;
}
