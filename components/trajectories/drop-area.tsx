"use client";

import { type DragEvent, type ReactNode, useRef, useState } from "react";
import { toast } from "sonner";
import { useTranslations } from "use-intl";
import { collectChosen, collectDropped, type NamedFile } from "@/components/trajectories/collect-files";
import { classNames } from "@/components/ui/class-names";

const ACCEPTED = ".jsonl,.ndjson,.json,.txt,.csv,.tsv,.parquet,.gz,.zst,application/x-ndjson,application/json,text/csv";

/**
 * A place to drop files, or a folder; with `single`, one file. `children` gets functions that open the browser's own
 * pickers.
 */
export function DropArea({
  onFiles,
  single = false,
  className,
  children,
}: {
  readonly onFiles: (files: readonly NamedFile[]) => void;
  readonly single?: boolean;
  readonly className?: string;
  readonly children: (pick: { readonly files: () => void; readonly folder: () => void }, over: boolean) => ReactNode;
}) {
  const t = useTranslations("trajectories.drop");
  const input = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);

  function take(files: readonly NamedFile[]) {
    if (files.length === 0) return;
    if (single && files.length > 1) {
      toast.error(t("many"));
      return;
    }
    onFiles(files);
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
        collectDropped(event.dataTransfer).then(take, () => toast.error(t("unreadable")));
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
        accept={ACCEPTED}
        multiple={!single}
        className="sr-only"
        tabIndex={-1}
        aria-label={t("label")}
        onChange={(event) => {
          take(collectChosen(event.target.files));
          // The same file may be chosen again after it was corrected.
          event.target.value = "";
        }}
      />
      {single ? null : (
        <input
          ref={folder}
          type="file"
          className="sr-only"
          tabIndex={-1}
          aria-label={t("folder")}
          {...{ webkitdirectory: "" }}
          onChange={(event) => {
            take(collectChosen(event.target.files));
            event.target.value = "";
          }}
        />
      )}
      {children({ files: () => input.current?.click(), folder: () => folder.current?.click() }, over)}
    </section>
  );
}
