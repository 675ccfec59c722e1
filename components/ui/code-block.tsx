"use client";

import { ScrollArea } from "@base-ui/react/scroll-area";
import { classNames } from "@/components/ui/class-names";

/** Text as it was sent or received, letter for letter; it scrolls inside itself, also by keyboard. */
export function CodeBlock({
  label,
  text,
  tall = false,
}: {
  /** What it is, read aloud. */
  readonly label: string;
  readonly text: string;
  readonly tall?: boolean;
}) {
  return (
    <ScrollArea.Root className="relative overflow-hidden rounded-input border border-line bg-sunken">
      <ScrollArea.Viewport
        role="region"
        aria-label={label}
        className={classNames("rounded-input -outline-offset-2", tall ? "max-h-[480px]" : "max-h-64")}
      >
        <ScrollArea.Content className="px-3 py-2.5">
          <pre className="text-control whitespace-pre-wrap wrap-anywhere text-text-2">{text}</pre>
        </ScrollArea.Content>
      </ScrollArea.Viewport>
      <ScrollArea.Scrollbar className="flex w-1.5 justify-center p-px">
        <ScrollArea.Thumb className="w-full rounded-full bg-line-strong" />
      </ScrollArea.Scrollbar>
    </ScrollArea.Root>
  );
}
