import { createApp } from "vue";
import "oc-session";
import App from "./App.vue";

createApp(App).mount("#app");
