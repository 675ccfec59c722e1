"use client";

import { type DragEvent, type ReactNode, useRef, useState } from "react";
import { toast } from "sonner";
import { useTranslations } from "use-intl";
import { classNames } from "@/components/ui/class-names";

/** A place to drop one file. `children` gets a function that opens the browser's own file picker. */
export function DropArea({
  onFile,
  className,
  children,
}: {
  readonly onFile: (file: File) => void;
  readonly className?: string;
  readonly children: (choose: () => void, over: boolean) => ReactNode;
}) {
  const t = useTranslations("trajectories.drop");
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);

  function take(files: FileList | null) {
    const [file] = files ?? [];
    if (file === undefined) return;
    if ((files?.length ?? 0) > 1) {
      toast.error(t("many"));
      return;
    }
    onFile(file);
  }

  function stop(event: DragEvent, isOver: boolean) {
    event.preventDefault();
    setOver(isOver);
  }

  return (
    <section
      aria-label={t("label")}
      onDragEnter={(event) => stop(event, true)}
      onDragOver={(event) => stop(event, true)}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget instanceof Node ? event.relatedTarget : null)) {
          setOver(false);
        }
      }}
      onDrop={(event) => {
        stop(event, false);
        take(event.dataTransfer.files);
      }}
      className={classNames(
        "rounded-drop border border-dashed bg-surface transition-colors",
        over ? "border-ink bg-hover" : "border-control",
        className,
      )}
    >
      <input
        ref={input}
        type="file"
        accept=".jsonl,.ndjson,.json,.txt,application/x-ndjson,application/json"
        className="sr-only"
        tabIndex={-1}
        aria-label={t("label")}
        onChange={(event) => {
          take(event.target.files);
          // The same file may be chosen again after it was corrected.
          event.target.value = "";
        }}
      />
      {children(() => input.current?.click(), over)}
    </section>
  );
}
