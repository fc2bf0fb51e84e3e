"use client";
/**
 * Both elements as React components, for React 17 to 19: typed props and events, refs, StrictMode, server rendering.
 * Properties are set in a layout effect, because React before 19 sets only attributes, and hydration sets neither.
 *
 * @packageDocumentation
 */
import "./index.js";

export {
  OcLauncher,
  OcSession,
  type OcLauncherComponentProps,
  type OcSessionComponentProps,
} from "./react/chat.js";
