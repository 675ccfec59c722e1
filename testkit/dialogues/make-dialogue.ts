import { seededRandom } from "@/lib/kernel/seeded-random";

/** What a clinician asks and a patient answers; `#` becomes a number of the dialogue's own. */
const EXCHANGES: readonly (readonly [string, string])[] = [
  [
    "And how long have you had this pain in your chest for?",
    "It must be about # days now, I think, it came on quite suddenly.",
  ],
  [
    "Have you had a fever at all, or felt hot and cold?",
    "Yes, I measured it last night and it was over 38, so I took some paracetamol.",
  ],
  [
    "Do you have a cough, and do you bring anything up with it?",
    "I do, and there's some yellow stuff coming up in the mornings mostly.",
  ],
  [
    "Any shortness of breath when you walk or climb the stairs?",
    "A little bit on the stairs, yeah, I have to stop after # steps or so.",
  ],
  [
    "Does the pain go anywhere else, for example into your arm or jaw?",
    "No, it stays just there in the middle, it doesn't really move about.",
  ],
  [
    "Is there anything that makes it worse or better?",
    "It's worse when I lie down flat, and sitting up helps after # minutes.",
  ],
  [
    "Have you been sick, or felt sick with it?",
    "I felt quite sick on the first day, but I haven't actually been sick, no.",
  ],
  [
    "Any changes to your bowels, diarrhoea or constipation?",
    "I've had loose stools about # times a day since the weekend.",
  ],
  [
    "Have you noticed any blood in your stool or in your urine?",
    "No blood at all, no, nothing like that that I've seen.",
  ],
  [
    "How has your appetite been over the last few days?",
    "Not great really, I've managed some soup but not much more than that.",
  ],
  ["Have you lost any weight without meaning to?", "Maybe # pounds, my trousers feel a bit looser than they did."],
  [
    "Do you have a headache, or any pain in your neck?",
    "I've had a bit of a headache across the front, it comes and goes.",
  ],
  [
    "Have you noticed a rash anywhere on your skin?",
    "There's a red patch on my left arm that started # days ago, it itches.",
  ],
  [
    "Any swelling in your legs or your ankles?",
    "My ankles are a bit swollen by the evening, they're fine in the morning.",
  ],
  ["Are you sleeping all right at night?", "Not really, I wake up about # times because of the coughing."],
  [
    "Have you felt your heart racing or skipping beats?",
    "Sometimes it flutters for a few seconds, mostly when I'm worried.",
  ],
  [
    "Any dizziness, or have you fainted at any point?",
    "I felt dizzy when I stood up this morning, but I didn't pass out.",
  ],
  ["Does it burn or sting when you pass urine?", "It does sting a bit, and I go about # times in the night."],
];

/**
 * A session line of `turns` turns that go on and a last one that stops. Every dialogue has words of its own, so that no
 * two calls ask the same.
 */
export function makeDialogue(id: number, turns: number): string {
  const random = seededRandom(BigInt(id));
  const number = () => `${1 + random.nextBelow(97)}`;
  const messages = [
    { role: "user", content: `Hello doctor, I've not been feeling well for ${number()} days, this is visit ${id}.` },
  ];
  for (let turn = 0; turn < turns; turn += 1) {
    const [asked = "", answered = ""] = EXCHANGES[(id + turn * (1 + (id % 5))) % EXCHANGES.length] ?? [];
    messages.push({ role: "assistant", content: `Okay. ${asked}` });
    messages.push({ role: "user", content: answered.replaceAll("#", number) });
  }
  messages.push({ role: "assistant", content: "Thank you, that's all I need to know for now. Let me examine you." });
  return JSON.stringify({ session_id: id, diagn: "Chest infection", messages });
}
