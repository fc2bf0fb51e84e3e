import { esbuildPlugin } from "@web/dev-server-esbuild";
import {
  type BrowserLauncher,
  type TestRunnerConfig,
  type TestSession,
  type TestSuiteResult,
  defaultReporter,
  startTestRunner,
} from "@web/test-runner";
import { playwrightLauncher } from "@web/test-runner-playwright";
import { puppeteerLauncher } from "@web/test-runner-puppeteer";
import { faultProxyPlugin } from "./fault-proxy.js";
import { CHROMIUM_FLAGS, findFirefox } from "./find-browser.js";
import { localServerPlugin } from "./local-server.js";
import { scriptedServerPlugin } from "./scripted-server.js";
import { type Tally, sum } from "./tally.js";

/**
 * Runs test files in Chromium and, where there is one, in Firefox.
 * @param files paths from the project's root
 * @param chromium path of a Chromium that works
 */
export async function runBrowserTests(files: readonly string[], chromium: string): Promise<Tally> {
  const runner = await startTestRunner({
    config: await config(files, chromium),
    readCliArgs: false,
    readFileConfig: false,
    autoExitProcess: false,
  });
  if (!runner) return { passed: 0, failed: 1 };
  await new Promise((stopped) => runner.on("stopped", stopped));
  return sum([...runner.sessions.all()].map(tallySession));
}

async function config(files: readonly string[], chromium: string): Promise<TestRunnerConfig> {
  const firefox = await findFirefox();
  return {
    rootDir: process.cwd(),
    files: [...files],
    browsers: [launchChromium(chromium), ...(firefox ? [launchFirefox(firefox)] : [])],
    nodeResolve: { exportConditions: ["browser", "production"] },
    plugins: [
      esbuildPlugin({ ts: true, target: "es2022", tsconfig: "tsconfig.json" }),
      localServerPlugin(),
      scriptedServerPlugin(),
      faultProxyPlugin(),
    ],
    reporters: [defaultReporter({ reportTestProgress: process.stdout.isTTY, reportTestResults: true })],
    testFramework: { config: { timeout: "10000" } },
  };
}

function launchChromium(executablePath: string): BrowserLauncher {
  const launchOptions = { executablePath, args: [...CHROMIUM_FLAGS] };
  return playwrightLauncher({ product: "chromium", launchOptions });
}

/** Through WebDriver BiDi: Playwright only drives a Firefox of its own. */
function launchFirefox(executablePath: string): BrowserLauncher {
  return puppeteerLauncher({ launchOptions: { browser: "firefox", executablePath, headless: true } });
}

/** A file that broke before or between its tests has errors of its own, and counts as one failure. */
function tallySession(session: TestSession): Tally {
  const tests = session.testResults ? tallySuite(session.testResults) : { passed: 0, failed: 0 };
  const broken = !session.passed && tests.failed === 0;
  return broken ? { ...tests, failed: 1 } : tests;
}

function tallySuite({ tests, suites }: TestSuiteResult): Tally {
  const ran = tests.filter(({ skipped }) => !skipped);
  const passed = ran.filter((test) => test.passed).length;
  return sum([{ passed, failed: ran.length - passed }, ...suites.map(tallySuite)]);
}
