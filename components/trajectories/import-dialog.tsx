"use client";

import { Upload } from "lucide-react";
import { useTranslations } from "use-intl";
import type { NamedFile } from "@/components/trajectories/collect-files";
import { DropArea } from "@/components/trajectories/drop-area";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";

/** Picks or drops files or a folder; closes at once, the page shows how the import goes on. */
export function ImportDialog({
  open,
  onOpenChange,
  onFiles,
}: {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly onFiles: (files: readonly NamedFile[]) => void;
}) {
  const t = useTranslations("trajectories.dialog");
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t("title")} description={t("description")}>
      <DropArea
        onFiles={(files) => {
          onOpenChange(false);
          onFiles(files);
        }}
        className="px-6 py-10 text-center"
      >
        {(pick) => (
          <>
            <p className="text-body text-text-2">{t("drop")}</p>
            <p className="my-2 text-label text-text-3">{t("or")}</p>
            <span className="inline-flex flex-wrap justify-center gap-2">
              <Button variant="ink" icon={Upload} onClick={pick.files}>
                {t("choose")}
              </Button>
              <Button onClick={pick.folder}>{t("chooseFolder")}</Button>
            </span>
          </>
        )}
      </DropArea>
    </Dialog>
  );
}
