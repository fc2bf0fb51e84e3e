import { mount } from "svelte";
import "oc-session";
import App from "./App.svelte";

mount(App, { target: document.getElementById("app") as HTMLElement });
