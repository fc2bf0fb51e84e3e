import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type PluginOption, build } from "vite";

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

/** A customer's project, outside of ours, in which the package is installed as it is packed. */
export class Customer {
  /** Its root; absolute. */
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /**
   * Packs the built package, and unpacks it like `npm install`, with its dependencies.
   * @param others further packages of the customer, taken from our installed ones
   */
  static async install(...others: readonly string[]): Promise<Customer> {
    const folder = await mkdtemp(path.join(tmpdir(), "oc-customer-"));
    const modules = path.join(folder, "node_modules");
    await mkdir(modules);
    const packing = ["pack", "--json", "--ignore-scripts", "--pack-destination", folder];
    const npm = execFileSync("npm", packing, { encoding: "utf8", shell: process.platform === "win32" });
    const [{ filename }] = JSON.parse(npm) as [{ filename: string }];
    execFileSync("tar", ["-xzf", filename], { cwd: folder });
    await rename(path.join(folder, "package"), path.join(modules, "oc-session"));

    const { dependencies, peerDependencies } = JSON.parse(await readFile("package.json", "utf8")) as Manifest;
    for (const name of [...Object.keys({ ...dependencies, ...peerDependencies }), ...others]) {
      const link = path.join(modules, name);
      await mkdir(path.dirname(link), { recursive: true });
      await symlink(path.resolve("node_modules", name), link, "junction");
    }
    const customer = new Customer(folder);
    await customer.write("package.json", '{ "private": true, "type": "module" }');
    return customer;
  }

  /** Writes a file of the project; returns its absolute path. */
  async write(file: string, text: string): Promise<string> {
    const target = this.path(file);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, text);
    return target;
  }

  /** The absolute path of a file of the project. */
  path(file: string): string {
    return path.join(this.folder, file);
  }

  /** Builds the page `<name>/index.html` with Vite; a site that serves the folder has it at `/<name>/dist/`. */
  async build(name: string, plugins: PluginOption[] = []): Promise<void> {
    if (!existsSync(this.path(`${name}/index.html`))) throw new Error(`${name} has no page.`);
    await build({
      root: this.path(name),
      base: `/${name}/dist/`,
      configFile: false,
      logLevel: "warn",
      plugins,
      oxc: { jsx: { runtime: "automatic" } },
      build: { modulePreload: { polyfill: false }, chunkSizeWarningLimit: 1000 },
    });
  }

  async close(): Promise<void> {
    await rm(this.folder, { recursive: true });
  }
}
