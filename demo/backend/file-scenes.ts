import type { EventDraft } from "../../server/src/index.js";

const FILES = [
  {
    url: "https://files.example/k3/invoice-1042.pdf",
    name: "invoice-1042.pdf",
    type: "application/pdf",
    size: 184_210,
  },
  { url: "https://files.example/9x/parcel.jpg", name: "parcel.jpg", type: "image/jpeg", size: 2_310_400 },
];

/** The events of an agent's whole turn. */
function answers(text: string, turn_id: string): EventDraft[] {
  return [
    { type: "agent.message", actor: { type: "agent", display: "Ada" }, turn_id, body: { text } },
    { type: "turn.completed", turn_id, body: { turn_id, outcome: "completed" } },
  ];
}

/** Scenes with files in messages. */
export const FILE_SCENES = {
  files: {
    input: "Can you check an invoice?",
    events: [
      ...answers("Yes. Please send it, with a photo of what arrived.", "trn_files_1"),
      {
        type: "user.message",
        actor: { type: "human" },
        body: { text: `Here they are.\n\n${FILES.map(({ name, url }) => `${name}: ${url}`).join("\n")}` },
        refs: { attachments: FILES },
      },
      ...answers("Thank you. The invoice says twelve, the photo shows *eleven*.", "trn_files_2"),
    ],
  },
  uploads: {
    input: "What do you need for the tax return?",
    events: answers("Every invoice of the year.", "trn_files_1"),
  },
} as const satisfies Record<string, { input: string; events: readonly EventDraft[] }>;
