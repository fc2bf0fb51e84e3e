import { type SpawnOptions, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright";

/** The message when no Chromium could be found or installed. */
const NO_CHROMIUM =
  "No Chromium could be found, downloaded or installed: install Chromium or Chrome and run again with CHROME_PATH=/path/to/it.";

const isRoot = process.getuid?.() === 0;

/**
 * Each Chromium window creates two internal pages for the address bar's popups: they take 0.4 s of processor time for
 * each window, a test's page takes 0.06 s.
 */
const WINDOWS_OWN_PAGES = ["WebUIOmniboxPopup", "WebUIOmniboxAimPopup"];

/** The features that Playwright 1.65 disables. Chromium uses only the last flag of this name, which is ours. */
const DISABLED_BY_PLAYWRIGHT = [
  "AvoidUnnecessaryBeforeUnloadCheckSync",
  "DestroyProfileOnBrowserClose",
  "HttpsUpgrades",
  "HttpsFirstBalancedModeAutoEnable",
  "LensOverlay",
  "MediaRouter",
  "PaintHolding",
  "ThirdPartyStoragePartitioning",
  "AvoidCorsURLLoaderRestartOnRedirect",
  "TcpPortRandomizationWin",
  "OptimizationHints",
  "NetworkTimeServiceQuerying",
  "AimEnabled",
  "PreconnectToSearch",
];

/**
 * Flags for every Chromium. Background services would only call hosts that the tests do not need; Chromium refuses to
 * run its sandbox as root.
 */
export const CHROMIUM_FLAGS: readonly string[] = [
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-quic",
  `--disable-features=${[...DISABLED_BY_PLAYWRIGHT, ...WINDOWS_OWN_PAGES].join()}`,
  ...(isRoot ? ["--no-sandbox"] : []),
];

const CHROMIUM_PATHS = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome-stable",
  "/usr/bin/google-chrome",
  "/opt/google/chrome/chrome",
  "/snap/bin/chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
  "C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe",
];

const FIREFOX_PATHS = [
  "/usr/bin/firefox-esr",
  "/usr/bin/firefox",
  "/Applications/Firefox.app/Contents/MacOS/firefox",
  "C:\\Program Files\\Mozilla Firefox\\firefox.exe",
];

/** The programs that run WebKitGTK. The driver finds the browser itself. */
export interface WebKitPaths {
  readonly driver: string;
  readonly xvfb: string;
}

/**
 * The command by which each distribution installs Chromium; `fonts-liberation` because Debian's package contains no
 * fonts.
 */
const PACKAGE_MANAGERS: readonly { command: string; install: string }[] = [
  {
    command: "/usr/bin/apt-get",
    install: "apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-liberation",
  },
  { command: "/usr/bin/dnf", install: "dnf install -y chromium" },
  { command: "/sbin/apk", install: "apk add chromium" },
  { command: "/usr/bin/pacman", install: "pacman -Sy --noconfirm chromium" },
];

const MINUTE_MS = 60_000;

/**
 * The path of a Chromium that works, searched in this order: `CHROME_PATH`, Playwright's own, the system's, one from
 * Playwright's installer and, if this process is root, one from the distribution's package manager.
 * @throws if none can be found or installed; the message says what to do
 */
export async function findChromium(): Promise<string> {
  const given = process.env["CHROME_PATH"];
  if (given) {
    if (await chromiumWorks(given)) return given;
    console.warn(`CHROME_PATH=${given} does not start as a headless Chromium; looking further.`);
  }
  const own = chromium.executablePath();
  for (const place of [own, ...CHROMIUM_PATHS]) {
    if (await chromiumWorks(place)) return place;
  }
  console.log("No Chromium on this machine: trying Playwright's installer.");
  await installWithPlaywright();
  if (await chromiumWorks(own)) return own;
  await installWithPackageManager();
  for (const place of CHROMIUM_PATHS) {
    if (await chromiumWorks(place)) return place;
  }
  throw new Error(NO_CHROMIUM);
}

/**
 * The path of Debian's package chromium-headless-shell, or null. It is Chromium without windows of its own, and needs 13 to
 * 23 % less processor time. It has no back/forward cache.
 */
export async function findHeadlessShell(): Promise<string | null> {
  const place = "/usr/bin/chromium-headless-shell";
  return (await chromiumWorks(place)) ? place : null;
}

/** The path of a Firefox that works, or null. */
export async function findFirefox(): Promise<string | null> {
  const given = process.env["FIREFOX_PATH"];
  for (const place of given ? [given] : FIREFOX_PATHS) {
    if (!existsSync(place)) continue;
    const { output } = await run(place, ["--headless", "--version"], MINUTE_MS / 2);
    if (output.includes("Mozilla Firefox")) return place;
  }
  return null;
}

/** The programs for WebKitGTK, or null unless both Debian packages, webkit2gtk-driver and xvfb, are installed. */
export function findWebKit(): WebKitPaths | null {
  const place = { driver: "/usr/bin/WebKitWebDriver", xvfb: "/usr/bin/Xvfb" };
  return existsSync(place.driver) && existsSync(place.xvfb) ? place : null;
}

/** An existing file may be a stub or lack a library, so the browser must draw a page. */
async function chromiumWorks(place: string): Promise<boolean> {
  if (!existsSync(place)) return false;
  const profile = await mkdtemp(path.join(tmpdir(), "oc-find-browser-"));
  const page = "data:text/html,<title>proof</title>";
  const flags = ["--headless=new", "--disable-gpu", `--user-data-dir=${profile}`, ...CHROMIUM_FLAGS];
  const { output } = await run(place, [...flags, "--dump-dom", page], MINUTE_MS / 2);
  await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  return output.includes("<title>proof</title>");
}

async function installWithPlaywright(): Promise<void> {
  const packageJson = fileURLToPath(import.meta.resolve("playwright/package.json"));
  const cli = path.join(path.dirname(packageJson), "cli.js");
  // If the download host is unreachable, the default timeouts add up to minutes.
  const env = { ...process.env, PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: "5000" };
  await run(process.execPath, [cli, "install", "chromium"], 5 * MINUTE_MS, { env });
}

async function installWithPackageManager(): Promise<void> {
  const manager = PACKAGE_MANAGERS.find(({ command }) => existsSync(command));
  if (!isRoot || !manager) return;
  console.log(`Installing Chromium: ${manager.install}`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  await run("/bin/sh", ["-c", manager.install], 10 * MINUTE_MS, { env });
}

/** Runs a command and returns its output; after `limit` milliseconds it and its children are killed. */
function run(command: string, args: string[], limit: number, options: SpawnOptions = {}) {
  return new Promise<{ output: string }>((resolve) => {
    let output = "";
    // In its own process group, because children of a browser or installer outlive a plain kill.
    const child = spawn(command, args, { ...options, detached: true, stdio: ["ignore", "pipe", "ignore"] });
    child.stdout?.on("data", (chunk: Buffer) => (output += chunk.toString()));
    const timer = setTimeout(() => endGroup(child.pid), limit);
    child.once("error", () => finish());
    child.once("close", () => finish());
    function finish() {
      clearTimeout(timer);
      resolve({ output });
    }
  });
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === "win32" ? pid : -pid, "SIGKILL");
  } catch {
    // The process has already exited.
  }
}
