import {
  AssistantRuntimeProvider,
  MessagePrimitive,
  ThreadPrimitive,
  useExternalStoreRuntime,
} from "@assistant-ui/react";
import { useState } from "react";
import { createRoot } from "react-dom/client";
import Markdown from "react-markdown";
import remarkGfm from "remark-gfm";
import { fetchMessages, type PlainMessage, measure, onAppended } from "./bench-page.js";

const PLUGINS = [remarkGfm];

const convert = ({ role, text }: PlainMessage) => ({
  role: role === "user" ? ("user" as const) : ("assistant" as const),
  content: [{ type: "text" as const, text }],
});

function Text({ text }: { text: string }) {
  return <Markdown remarkPlugins={PLUGINS}>{text}</Markdown>;
}

function Message() {
  return (
    <MessagePrimitive.Root className="message">
      <MessagePrimitive.Parts components={{ Text }} />
    </MessagePrimitive.Root>
  );
}

const COMPONENTS = { Message };

function Chat({ history }: { history: readonly PlainMessage[] }) {
  const [messages, setMessages] = useState(history);
  useState(() => onAppended((message) => setMessages((before) => [...before, message])));
  const runtime = useExternalStoreRuntime({ messages, convertMessage: convert, onNew: async () => {} });
  return (
    <AssistantRuntimeProvider runtime={runtime}>
      <ThreadPrimitive.Root className="fill">
        <ThreadPrimitive.Viewport className="box" autoScroll>
          <ThreadPrimitive.Messages components={COMPONENTS} />
        </ThreadPrimitive.Viewport>
      </ThreadPrimitive.Root>
    </AssistantRuntimeProvider>
  );
}

const root = document.createElement("div");
root.className = "fill";
document.body.append(root);
measure({
  scroller: () => root.querySelector(".box"),
  lastText: () => [...root.querySelectorAll(".message")].at(-1)?.textContent ?? "",
});
createRoot(root).render(<Chat history={await fetchMessages()} />);
