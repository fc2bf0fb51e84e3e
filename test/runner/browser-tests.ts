import path from "node:path";
import { esbuildPlugin } from "@web/dev-server-esbuild";
import {
  type BrowserLauncher,
  type TestResultError,
  type TestRunnerConfig,
  type TestRunnerPlugin,
  type TestSession,
  type TestSuiteResult,
  defaultReporter,
  startTestRunner,
} from "@web/test-runner";
import { playwrightLauncher } from "@web/test-runner-playwright";
import { puppeteerLauncher } from "@web/test-runner-puppeteer";
import { agentRoutesPlugin } from "./agent-routes.js";
import { bundlesPlugin } from "./bundles.js";
import { faultProxyPlugin } from "./fault-proxy.js";
import { CHROMIUM_FLAGS, findChromium, findFirefox, findWebKit } from "./find-browser.js";
import { localServerPlugin } from "./local-server.js";
import { scriptedServerPlugin } from "./scripted-server.js";
import { NONE, type Tally, sum } from "./tally.js";
import { WebKitLauncher } from "./webkit-launcher.js";

/**
 * Time limits for the start of a page, a test and a test file. They only end what hangs: a busy machine takes ten
 * times as long as an idle one, and no test may fail because of that.
 */
const START_TIMEOUT_MS = 120_000;
const TEST_TIMEOUT_MS = 60_000;
const FILE_TIMEOUT_MS = 600_000;

/** The conditions by which the exports of packages are chosen. */
const EXPORT_CONDITIONS = ["browser", "production"];

/** Finds and starts each browser, in the order in which they run; `null` if it is not installed. */
const BROWSERS: Readonly<Record<string, () => Promise<BrowserLauncher | null>>> = {
  chromium: async () => launchChromium(await findChromium()),
  firefox: async () => ifFound(await findFirefox(), launchFirefox),
  webkit: async () => ifFound(findWebKit(), (place) => new WebKitLauncher(place)),
};

/**
 * Runs test files in every installed browser, or in those that `TEST_BROWSERS` names: `firefox,webkit`.
 * @param files paths from the project's root
 * @param coverage the folder for an `lcov.info` of the lines of `src` that were run; only Chromium reports it
 */
export async function runBrowserTests(
  files: readonly string[],
  { coverage }: { coverage?: string } = {},
): Promise<Tally> {
  const browsers = await launchers();
  const runner = await startTestRunner({
    // Coverage is counted by the files that a page requests, so the files of `src` are served one by one.
    config:
      coverage === undefined
        ? config(files, browsers, [bundlesPlugin(files, EXPORT_CONDITIONS)])
        : { ...config(files, browsers, []), ...covering(coverage) },
    readCliArgs: false,
    readFileConfig: false,
    autoExitProcess: false,
  });
  if (!runner) return { passed: 0, failed: 1, failures: ["The test runner did not start."] };
  await new Promise((stopped) => runner.on("stopped", stopped));
  return sum([...runner.sessions.all()].map(tallySession));
}

/** @throws if a browser that was named is not installed */
async function launchers(): Promise<BrowserLauncher[]> {
  const given = process.env["TEST_BROWSERS"];
  const found: BrowserLauncher[] = [];
  for (const name of given ? given.split(",") : Object.keys(BROWSERS)) {
    const launcher = await BROWSERS[name]?.();
    if (launcher) found.push(launcher);
    else if (given) throw new Error(`TEST_BROWSERS names ${name}: not known, or not installed.`);
  }
  return found;
}

function ifFound<Place>(place: Place | null, launch: (place: Place) => BrowserLauncher) {
  return place === null ? null : launch(place);
}

function config(
  files: readonly string[],
  browsers: BrowserLauncher[],
  plugins: TestRunnerPlugin[],
): TestRunnerConfig {
  return {
    rootDir: process.cwd(),
    files: [...files],
    browsers,
    nodeResolve: { exportConditions: EXPORT_CONDITIONS },
    plugins: [
      ...plugins,
      esbuildPlugin({ ts: true, tsconfig: "tsconfig.json" }),
      localServerPlugin(),
      scriptedServerPlugin(),
      faultProxyPlugin(),
      agentRoutesPlugin(),
    ],
    reporters: [defaultReporter({ reportTestProgress: process.stdout.isTTY, reportTestResults: true })],
    testRunnerHtml: page,
    testFramework: { config: { timeout: String(TEST_TIMEOUT_MS) } },
    browserStartTimeout: START_TIMEOUT_MS,
    testsStartTimeout: START_TIMEOUT_MS,
    testsFinishTimeout: FILE_TIMEOUT_MS,
  };
}

/** The HTML page of a test file; `framework` runs the file. */
function page(framework: string): string {
  const scripts = ["/test/support/failed-assertions.ts", framework];
  const tags = scripts.map((src) => `<script type="module" src="${src}"></script>`);
  return `<!doctype html><html><head></head><body>${tags.join("")}</body></html>`;
}

function covering(reportDir: string): Partial<TestRunnerConfig> {
  const coverageConfig = {
    include: ["src/**/*.ts"],
    report: true,
    reportDir,
    reporters: ["lcovonly" as const],
  };
  return { coverage: true, coverageConfig };
}

function launchChromium(executablePath: string): BrowserLauncher {
  const launchOptions = { executablePath, args: [...CHROMIUM_FLAGS] };
  return playwrightLauncher({ product: "chromium", launchOptions });
}

/** By WebDriver BiDi, because Playwright supports only its own build of Firefox. */
function launchFirefox(executablePath: string): BrowserLauncher {
  return puppeteerLauncher({ launchOptions: { browser: "firefox", executablePath, headless: true } });
}

/** A file that fails outside of its tests has errors of its own, and counts as one failure. */
function tallySession(session: TestSession): Tally {
  const place = `${path.relative(".", session.testFile ?? "")}, ${session.browser.name}`;
  const tests = session.testResults ? tallySuite(session.testResults, place) : NONE;
  if (session.passed || tests.failed > 0) return tests;
  return { ...tests, failed: 1, failures: [[place, ...session.errors.map(describe)].join("\n")] };
}

/** @param place of the suite: file, browser, enclosing suites */
function tallySuite({ name, tests, suites }: TestSuiteResult, place: string): Tally {
  const here = name === "" ? place : `${place} > ${name}`;
  const ran = tests.filter(({ skipped }) => !skipped);
  const failed = ran.filter(({ passed }) => !passed);
  const failures = failed.map((test) => `${here} > ${test.name}\n${describe(test.error)}`);
  const own = { passed: ran.length - failed.length, failed: failed.length, failures };
  return sum([own, ...suites.map((suite) => tallySuite(suite, here))]);
}

function describe(error: TestResultError | undefined): string {
  if (error === undefined) return "no error was reported";
  const { message, stack = "", expected, actual } = error;
  const values = expected === undefined ? "" : `\nexpected: ${expected}\nactual: ${String(actual)}`;
  return `${message}${values}\n${stack}`;
}
