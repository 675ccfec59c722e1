import { z } from "zod";
import { requestJson } from "@/lib/queries/request-json";

/** Longest name of an action, and of a key ("Shift+ArrowRight"). */
const NAME_LENGTH = 40;

/**
 * The keys of each action that a person changed; an empty list unbinds it, an action left out keeps the product's keys.
 * One key can't do two things.
 */
export const keyMapSchema = z
  .object({
    bindings: z
      .record(z.string().min(1).max(NAME_LENGTH), z.array(z.string().min(1).max(NAME_LENGTH)).max(4))
      .refine((bindings) => Object.keys(bindings).length <= 60, { error: "Change at most 60 actions." }),
  })
  .refine(
    ({ bindings }) => {
      const keys = Object.values(bindings).flat();
      return new Set(keys).size === keys.length;
    },
    { error: "One key is given to two actions. Choose another for one of them." },
  );
export type KeyMap = z.infer<typeof keyMapSchema>;

/** This person's own key map, on whichever device: `{bindings: {}}` where nothing was changed. */
export const keyMapRequests = {
  load: () => requestJson(keyMapSchema, "/api/key-map"),
  save: (keyMap: KeyMap) => requestJson(keyMapSchema, "/api/key-map", { method: "PUT", body: keyMap }),
} as const;
