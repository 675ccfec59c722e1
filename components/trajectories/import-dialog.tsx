"use client";

import { Upload } from "lucide-react";
import { useTranslations } from "use-intl";
import { DropArea } from "@/components/trajectories/drop-area";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";

/** Picks or drops one file; closes at once, the page shows how the import goes on. */
export function ImportDialog({
  open,
  onOpenChange,
  onFile,
}: {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly onFile: (file: File) => void;
}) {
  const t = useTranslations("trajectories.dialog");
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t("title")} description={t("description")}>
      <DropArea
        onFile={(file) => {
          onOpenChange(false);
          onFile(file);
        }}
        className="px-6 py-10 text-center"
      >
        {(choose) => (
          <>
            <p className="text-body text-text-2">{t("drop")}</p>
            <p className="my-2 text-label text-text-3">{t("or")}</p>
            <Button variant="ink" icon={Upload} onClick={choose}>
              {t("choose")}
            </Button>
          </>
        )}
      </DropArea>
    </Dialog>
  );
}
