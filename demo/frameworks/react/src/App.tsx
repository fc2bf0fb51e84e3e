import { useRef, useState } from "react";
import type { OcSession as OcSessionElement, Turn } from "oc-session";
import { OcSession } from "oc-session/react";

const PROMPTS = ["Print the first 20 primes", { label: "A table", text: "Show me a table" }];

export function App() {
  const [shown, setShown] = useState(true);
  const [plan, setPlan] = useState("free");
  const [turn, setTurn] = useState<Turn>("idle");
  const chat = useRef<OcSessionElement>(null);

  return (
    <>
      <button onClick={() => setShown(!shown)}>{shown ? "Hide" : "Show"} the chat</button>
      <button onClick={() => setPlan(plan === "free" ? "paid" : "free")}>Change plan</button>
      <button onClick={() => chat.current?.send("Hello from a button")}>Say hello</button>
      <output>
        {plan}, {turn}
      </output>
      {shown && (
        <OcSession
          ref={chat}
          endpoint="/api/chat"
          baseUrl={import.meta.env.VITE_OPENCOMPUTER_URL}
          heading={`Support, ${plan} plan`}
          prompts={PROMPTS}
          refs={{ plan }}
          onOcTurn={({ detail }) => setTurn(detail.turn)}
        />
      )}
    </>
  );
}
