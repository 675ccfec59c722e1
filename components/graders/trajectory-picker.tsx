"use client";

import { Combobox } from "@base-ui/react/combobox";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Check, ChevronsUpDown } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { z } from "zod";
import { textLanguage } from "@/components/review/text-language";
import { Icon } from "@/components/ui/icon";
import { useSettled } from "@/components/ui/use-settled";
import { fetchTrajectories, projectKeys, type trajectoryRowSchema } from "@/lib/queries/project-contract";

export type PickedTrajectory = z.infer<typeof trajectoryRowSchema>;

const SETTLE_MS = 200;

/** Finds one consultation among all of the project's by diagnosis or id. */
export function TrajectoryPicker({
  id,
  projectId,
  value,
  onChange,
}: {
  readonly id: string;
  readonly projectId: string;
  readonly value: PickedTrajectory | null;
  readonly onChange: (trajectory: PickedTrajectory | null) => void;
}) {
  const t = useTranslations("graders.try");
  const [typed, setTyped] = useState("");
  const search = useSettled(typed.trim(), SETTLE_MS);
  const page = useQuery({
    queryKey: [...projectKeys.trajectories(projectId, search), "first-page"],
    queryFn: () => fetchTrajectories(projectId, search, null),
    placeholderData: keepPreviousData,
  });
  return (
    <Combobox.Root
      items={page.data?.rows ?? []}
      // The server has searched.
      filter={null}
      value={value}
      onValueChange={onChange}
      itemToStringLabel={(row: PickedTrajectory) => row.diagnosis || row.sessionLabel}
      isItemEqualToValue={(a: PickedTrajectory, b: PickedTrajectory) => a.id === b.id}
      onInputValueChange={(text, details) => setTyped(details.reason === "input-change" ? text : "")}
    >
      <Combobox.InputGroup className="relative">
        <Combobox.Input
          id={id}
          placeholder={t("trajectoryPlaceholder")}
          className="h-11 w-full min-w-0 rounded-input border border-control bg-surface pr-9 pl-3 text-future text-text placeholder:text-text-3 focus-visible:border-grader focus-visible:outline-offset-0 phone:h-10 phone:text-body"
        />
        <Combobox.Trigger
          aria-label={t("trajectory")}
          className="absolute top-1/2 right-1 inline-flex size-8 -translate-y-1/2 items-center justify-center rounded-button text-text-3 hover:text-text"
        >
          <Icon icon={ChevronsUpDown} />
        </Combobox.Trigger>
      </Combobox.InputGroup>
      <Combobox.Portal>
        <Combobox.Positioner sideOffset={4} className="z-50 outline-none">
          <Combobox.Popup className="max-h-[min(320px,var(--available-height))] w-[var(--anchor-width)] overflow-y-auto rounded-card border border-line-strong bg-surface p-1 shadow-act outline-none">
            <Combobox.Empty className="text-control text-text-2 not-empty:px-2.5 not-empty:py-2">
              {page.isSuccess ? t("noTrajectory") : null}
            </Combobox.Empty>
            <Combobox.List>
              {(row: PickedTrajectory) => (
                <Combobox.Item
                  key={row.id}
                  value={row}
                  className="flex min-h-8 items-start gap-2.5 rounded-button px-2.5 py-1.5 text-control outline-none select-none data-highlighted:bg-hover"
                >
                  <span className="min-w-0 flex-1">
                    <span lang={textLanguage(row.diagnosis)} className="block truncate font-[500]">
                      {row.diagnosis || row.sessionLabel}
                    </span>
                    <code className="block truncate text-label text-text-3">{row.sessionLabel}</code>
                  </span>
                  <Combobox.ItemIndicator className="mt-0.5">
                    <Icon icon={Check} />
                  </Combobox.ItemIndicator>
                </Combobox.Item>
              )}
            </Combobox.List>
          </Combobox.Popup>
        </Combobox.Positioner>
      </Combobox.Portal>
    </Combobox.Root>
  );
}
