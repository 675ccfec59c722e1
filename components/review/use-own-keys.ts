import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { bindingsWith, changedBindings, DEFAULT_KEYS, type KeyBindings } from "@/components/review/key-map";
import { useProblemText } from "@/components/shell/use-problem-text";
import { keyMapRequests } from "@/lib/queries/key-map-contract";

export interface OwnKeys {
  readonly keys: KeyBindings;
  /** Takes effect at once; the server keeps it for every device. */
  readonly change: (keys: KeyBindings) => void;
  /** Why the last change was not kept, or null. */
  readonly problem: string | null;
}

const KEY_MAP = ["key-map"] as const;

/** The keys of the person signed in; those of the beginning until they are known. */
export function useOwnKeys(): OwnKeys {
  const queryClient = useQueryClient();
  const problemText = useProblemText();
  const read = useQuery({ queryKey: KEY_MAP, queryFn: keyMapRequests.load, staleTime: Number.POSITIVE_INFINITY });
  const write = useMutation({
    mutationFn: (keys: KeyBindings) => keyMapRequests.save({ bindings: changedBindings(keys) }),
    onMutate: (keys) => queryClient.setQueryData(KEY_MAP, { bindings: changedBindings(keys) }),
  });
  return {
    keys: read.data === undefined ? DEFAULT_KEYS : bindingsWith(read.data.bindings),
    change: (keys) => write.mutate(keys),
    problem: write.error === null ? null : problemText(write.error),
  };
}
