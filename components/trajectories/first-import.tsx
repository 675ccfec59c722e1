"use client";

import { Upload } from "lucide-react";
import { useTranslations } from "use-intl";
import { DropArea } from "@/components/trajectories/drop-area";
import type { ImportControl } from "@/components/trajectories/use-import";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";

const EXAMPLE_LINE = `{"session_id": 1, "diagn": "cough",
 "messages": [
  {"role": "assistant", "content": "…"},
  {"role": "user", "content": "…"}]}`;

/** Before the first import: where to drop the file, what a line looks like, the demo set. */
export function FirstImport({
  control,
  projectName,
}: {
  readonly control: ImportControl;
  readonly projectName: string;
}) {
  const t = useTranslations("trajectories.empty");
  return (
    <div className="mx-auto mt-6 max-w-[880px] phone:mt-14">
      <DropArea onFiles={control.upload} className="px-6 py-8 phone:px-14 phone:py-12">
        {(pick) => (
          <div className="flex items-center justify-between gap-10">
            <div className="max-w-[400px]">
              <h2 className="text-title">{t("title")}</h2>
              <p className="mt-1.5 text-body text-text-2">{t("body")}</p>
              <div className="mt-6 flex flex-wrap gap-2">
                <Button variant="ink" icon={Upload} onClick={pick.files} className="h-10">
                  {t("choose")}
                </Button>
                <Button onClick={pick.folder} className="h-10">
                  {t("chooseFolder")}
                </Button>
                <Button
                  variant="quiet"
                  onClick={control.useDemoSet}
                  busy={control.demoBusy}
                  busyLabel={t("demoBusy")}
                  className="h-10"
                >
                  {t("demo")}
                </Button>
              </div>
              <p className="mt-4 text-control text-text-3">{t("demoNote")}</p>
            </div>
            <StackPicture />
          </div>
        )}
      </DropArea>
      <div className="mt-4 grid gap-4 fold:grid-cols-2">
        <Card>
          <h3 className="text-body font-[600]">{t("lineTitle")}</h3>
          <pre className="mt-2 overflow-x-auto text-label leading-5 text-text-2">{EXAMPLE_LINE}</pre>
        </Card>
        <Card>
          <h3 className="text-body font-[600]">{t("commandTitle")}</h3>
          <pre className="mt-2 whitespace-pre-wrap break-words text-label leading-5 text-text-2">
            {`npm run --silent cli -- import consultations.jsonl \\\n  --project "${projectName}"`}
          </pre>
          <p className="mt-2 text-control text-text-3">{t("commandNote")}</p>
        </Card>
      </div>
    </div>
  );
}

/** A consultation as the review screen will show it: context, the expert's turn, the future on sand. */
function StackPicture() {
  return (
    <div aria-hidden="true" className="relative hidden h-[186px] w-[320px] shrink-0 fold:block">
      <div className="absolute top-0 left-0 h-[140px] w-[288px] rounded-card border border-line bg-surface" />
      <div className="absolute top-[22px] left-4 h-[140px] w-[288px] rounded-card border border-line bg-surface" />
      <div className="absolute top-11 left-8 w-[288px] rounded-card border border-line-strong bg-raised p-4 shadow-act">
        <div className="h-2 w-3/5 rounded-tag bg-sunken" />
        <div className="mt-2 h-2 w-1/2 rounded-tag bg-sunken" />
        <div className="mt-3.5 h-3.5 w-11/12 rounded-tag bg-ink" />
        <div className="mt-3.5 rounded-button border border-future-line bg-future p-2.5">
          <div className="h-2 w-11/12 rounded-tag bg-future-line" />
          <div className="mt-2 h-2 w-3/5 rounded-tag border-grader border-b-2 bg-future-line" />
        </div>
      </div>
    </div>
  );
}
