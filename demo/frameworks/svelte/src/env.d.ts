/// <reference types="vite/client" />
import type {} from "oc-session/svelte";
