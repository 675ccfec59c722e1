"use client";

import { ChevronRight, History } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { CommandCap } from "@/components/review/command-cap";
import { SaveState } from "@/components/review/save-state";
import { SettleSwitch } from "@/components/review/settle-switch";
import type { Review } from "@/components/review/use-review";
import { Icon } from "@/components/ui/icon";
import { LogoMark } from "@/components/ui/logo";
import { Progress } from "@/components/ui/progress";

/** Project, progress of the sitting, where the answers are. */
export function ReviewTopBar({
  review,
  projectId,
  projectName,
  userEmail,
  onKeys,
  onDecisions,
}: {
  readonly review: Review;
  readonly projectId: string;
  readonly projectName: string;
  readonly userEmail: string;
  readonly onKeys: () => void;
  readonly onDecisions: () => void;
}) {
  const t = useTranslations("review");
  return (
    <header className="relative flex h-[60px] shrink-0 items-center gap-4 border-line border-b bg-surface px-4 phone:h-[52px] phone:px-5">
      <div className="flex min-w-0 items-center gap-3 wide:w-[28%]">
        <Link
          href={`/projects/${projectId}`}
          aria-label={projectName}
          className="inline-flex size-8 shrink-0 items-center justify-center rounded-button max-wide:size-11"
        >
          <LogoMark />
        </Link>
        <span className="flex min-w-0 items-center gap-2 text-control max-wide:hidden">
          <Link href={`/projects/${projectId}`} className="truncate text-text-2 hover:text-text hover:underline">
            {projectName}
          </Link>
          <Icon icon={ChevronRight} size={14} className="shrink-0 text-text-3" />
        </span>
        <h1 className="text-control font-[600] max-phone:sr-only">{t("title")}</h1>
      </div>
      <SittingProgress review={review} />
      <div className="ml-auto flex shrink-0 items-center gap-3">
        <SaveState outbox={review.outbox} onSend={review.sendNow} />
        <SettleSwitch review={review} />
        <button
          type="button"
          aria-label={t("strip.all")}
          onClick={onDecisions}
          className="inline-flex size-11 items-center justify-center rounded-button text-text-2 hover:bg-hover hover:text-text wide:hidden"
        >
          <Icon icon={History} />
        </button>
        <button
          type="button"
          onClick={onKeys}
          className="inline-flex h-7 items-center gap-2 rounded-button px-2 text-control text-text-2 hover:bg-hover hover:text-text max-wide:hidden"
        >
          {t("keys.open")}
          <CommandCap name="help" />
        </button>
        <span
          title={userEmail}
          aria-hidden="true"
          className="inline-flex size-7 items-center justify-center rounded-full bg-sunken text-tag font-[600] text-text-2 uppercase max-phone:hidden"
        >
          {userEmail.slice(0, 2)}
        </span>
      </div>
    </header>
  );
}

function SittingProgress({ review }: { readonly review: Review }) {
  const t = useTranslations("review.progress");
  const sitting = review.state.sitting;
  if (sitting === null || sitting.readsBudget === 0) return null;
  const done = Math.min(sitting.readsBudget, readsWithUnsent(review));
  const bold = { b: (chunks: ReactNode) => <b className="font-[600] text-text">{chunks}</b> };
  const left = sitting.readsBudget - done;
  const minutes = sitting.secondsPerRead === null ? null : Math.ceil((left * sitting.secondsPerRead) / 60);
  return (
    <div className="flex min-w-0 items-center gap-3 text-control text-text-2 tabular-nums">
      <Progress
        value={done / sitting.readsBudget}
        label={t("label")}
        className="w-[clamp(96px,16.6vw,240px)]! shrink-0 max-phone:absolute max-phone:inset-x-4 max-phone:bottom-2 max-phone:w-auto!"
      />
      <span className="whitespace-nowrap max-phone:-mt-3">
        <span className="max-wide:hidden">{t.rich("full", { done, budget: sitting.readsBudget, ...bold })}</span>
        <span className="wide:hidden">{t.rich("short", { done, budget: sitting.readsBudget, ...bold })}</span>
        {minutes === null || left === 0 ? null : (
          <>
            <Dot />
            {t("minutesLeft", { minutes })}
          </>
        )}
        {sitting.secondsPerRead === null ? null : (
          <span className="max-[1279px]:hidden">
            <Dot />
            {t("pace", { seconds: Math.max(1, Math.round(sitting.secondsPerRead)) })}
          </span>
        )}
      </span>
    </div>
  );
}

function Dot() {
  return <span className="mx-2 text-text-3 phone:mx-3">·</span>;
}

/** Reads as the server counted them, with the answers that are still on their way. A skip is not a read. */
function readsWithUnsent(review: Review): number {
  const unsent = review.outbox.unsent.filter(
    ({ input, lentByKey }) =>
      (input.kind === "agree" || input.kind === "wrong") && (input.handOutId !== null || lentByKey !== null),
  ).length;
  const takenBack = review.outbox.unsent.filter(({ input }) => input.kind === "withdrawn").length;
  return Math.max(0, (review.state.sitting?.readsDone ?? 0) + unsent - takenBack);
}
