import { execFileSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";

/** The path of the SBOM, relative to the project's root. */
export const SBOM = "dist/sbom.cdx.json";

interface Component {
  readonly "bom-ref": string;
}

interface Bom {
  serialNumber?: string;
  metadata: { timestamp?: string; tools?: unknown; component: Component & { name: string } };
  components: Component[];
  dependencies: { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

/**
 * Writes the SBOM of the package in CycloneDX, from npm's list of the lock file. Time, serial number, folder name and
 * npm's version are removed, so that the result depends only on the lock file. Tools and workspaces, which npm also
 * lists, are removed.
 */
export async function buildSbom(): Promise<void> {
  // Not `--omit dev`: npm 11 then omits a dependency that tools also need in another version.
  const options = ["--sbom-format", "cyclonedx", "--package-lock-only"];
  const windows = process.platform === "win32";
  const text = execFileSync(windows ? "npm.cmd" : "npm", ["sbom", ...options], {
    encoding: "utf8",
    shell: windows,
    // Vite sets NODE_ENV, and in production npm ignores the tools.
    env: { ...process.env, NODE_ENV: "development" },
    maxBuffer: 64 * 1024 * 1024,
  });
  const bom = JSON.parse(text) as Bom;
  delete bom.serialNumber;
  delete bom.metadata.timestamp;
  delete bom.metadata.tools;
  bom.metadata.component.name = "oc-session";
  const root = bom.metadata.component["bom-ref"];
  const { dependencies } = JSON.parse(await readFile("package.json", "utf8")) as { dependencies: object };
  bom.dependencies = bom.dependencies.map((one) =>
    one.ref === root
      ? { ref: root, dependsOn: one.dependsOn.filter((ref) => nameOf(ref) in dependencies) }
      : one,
  );
  const reached = new Set<string>();
  reach(root, bom, reached);
  bom.components = bom.components.filter((component) => reached.has(component["bom-ref"]));
  bom.dependencies = bom.dependencies
    .filter(({ ref }) => reached.has(ref))
    .map((one) => ({ ...one, dependsOn: one.dependsOn.filter((ref) => reached.has(ref)) }));
  await writeFile(SBOM, `${JSON.stringify(bom, null, 2)}\n`);
}

/** Adds a component and all its dependencies. */
function reach(ref: string, bom: Bom, reached: Set<string>): void {
  if (reached.has(ref)) return;
  reached.add(ref);
  for (const next of bom.dependencies.find((one) => one.ref === ref)?.dependsOn ?? [])
    reach(next, bom, reached);
}

/** The name in a reference: `@lit/context` for `@lit/context@1.1.6`. */
function nameOf(ref: string): string {
  return ref.slice(0, ref.lastIndexOf("@"));
}
