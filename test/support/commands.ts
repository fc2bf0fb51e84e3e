/** Names of the commands by which tests in a browser call the test runner. */

/** Starts and steers servers that answer byte for byte what a test wrote down. */
export const SCRIPTED_SERVER = "scripted-server";

/** Reaches into the local OpenComputer that runs inside the test runner. */
export const LOCAL_SERVER = "local-server";

/** Starts and steers networks that fail by plan. */
export const FAULT_PROXY = "fault-proxy";

/** Starts and steers the routes of a host for a serverless agent. */
export const AGENT_ROUTES = "agent-routes";
