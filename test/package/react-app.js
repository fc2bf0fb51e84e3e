import { OcSession } from "oc-session/react";
import { StrictMode, createElement, useState } from "react";

/** What a customer's page does: set properties, listen, render again, take away. */
function App() {
  const [step, setStep] = useState(0);
  const { setup } = window;
  const chat = createElement(OcSession, {
    ...setup,
    className: "chat",
    hidden: false,
    heading: `Step ${step}`,
    prompts: ["Hello"],
    onOcConnection: ({ detail }) => window.heard.push(`${step} ${detail.connection}`),
    ref: (element) => (window.given = element),
  });
  return createElement(
    StrictMode,
    null,
    createElement("button", { onClick: () => setStep(step + 1) }, "Next"),
    step < 2 ? chat : null,
  );
}

window.heard = [];

/** For the version of React under test to draw. */
export const app = createElement(App);
