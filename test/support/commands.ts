/** Names of the commands by which tests in a browser call the test runner. */

/** Starts and controls servers that answer byte for byte as a test defines. */
export const SCRIPTED_SERVER = "scripted-server";

/** Controls the local OpenComputer server that runs inside the test runner. */
export const LOCAL_SERVER = "local-server";

/** Starts and controls networks that fail by plan. */
export const FAULT_PROXY = "fault-proxy";

/** Starts and controls a host's routes for a serverless agent. */
export const AGENT_ROUTES = "agent-routes";
