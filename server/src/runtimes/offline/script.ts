import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Milliseconds that a script may run before it is killed. */
const TIME_LIMIT_MS = 10_000;

/** The same program in each supported language. */
export interface Script {
  /** File name without its extension. */
  name: string;
  python: string;
  javascript: string;
}

/** The result of a script. */
export interface ScriptRun {
  language: "python" | "javascript";
  /** For example `Python 3.11.7`. */
  interpreter: string;
  file: string;
  source: string;
  command: string;
  exitCode: number;
  /** Standard output, followed by standard error. */
  output: string;
  milliseconds: number;
}

interface Execution {
  exitCode: number;
  output: string;
}

/**
 * Runs one of the agent's own scripts in a child process, in a temporary folder that is deleted afterwards: with
 * Python if it is installed, else with Node.
 *
 * @param signal kills the script when aborted; the call then rejects
 */
export async function runScript(script: Script, signal: AbortSignal): Promise<ScriptRun> {
  const python = await findPython();
  const language = python ? "python" : "javascript";
  const source = script[language];
  const file = `${script.name}.${python ? "py" : "mjs"}`;
  const program = python?.program ?? process.execPath;
  const folder = await mkdtemp(join(tmpdir(), "oc-agent-"));
  try {
    await writeFile(join(folder, file), source);
    const began = performance.now();
    const run = await execute(program, [file], { cwd: folder, signal, timeout: TIME_LIMIT_MS });
    return {
      ...run,
      language,
      interpreter: python?.version ?? `Node ${process.versions.node}`,
      file,
      source,
      command: `${python ? python.program : "node"} ${file}`,
      milliseconds: Math.round(performance.now() - began),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The first Python that runs, or null. */
async function findPython(): Promise<{ program: string; version: string } | null> {
  for (const program of ["python3", "python"]) {
    const { exitCode, output } = await execute(program, ["--version"], { timeout: TIME_LIMIT_MS });
    if (exitCode === 0 && output.startsWith("Python 3")) return { program, version: output.trim() };
  }
  return null;
}

function execute(
  program: string,
  args: string[],
  options: { cwd?: string; signal?: AbortSignal; timeout: number },
): Promise<Execution> {
  const limits = { maxBuffer: 256 * 1024, killSignal: "SIGKILL", env: { PATH: process.env.PATH } } as const;
  return new Promise((resolve, reject) => {
    execFile(program, args, { ...options, ...limits }, (error, stdout, stderr) => {
      if (error?.name === "AbortError") return reject(error);
      const exitCode = error === null ? 0 : typeof error.code === "number" ? error.code : -1;
      resolve({ exitCode, output: stdout + stderr });
    });
  });
}
