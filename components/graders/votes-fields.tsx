"use client";

import { Plus, X } from "lucide-react";
import { useTranslations } from "use-intl";
import { FormList } from "@/components/graders/form-section";
import { type GraderForm, type GraderProblem, MOST, nextKey, type VoteRow } from "@/components/graders/grader-form";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { Switch } from "@/components/ui/switch";
import { Textarea } from "@/components/ui/textarea";
import type { EndpointView } from "@/lib/queries/endpoint-contract";
import type { GraderVersionView } from "@/lib/queries/grader-contract";

/** Who scores: calls to models, each a row; and earlier versions whose grades count as votes. */
export function VotesFields({
  form,
  problems,
  endpoints,
  versions,
  onChange,
}: {
  readonly form: GraderForm;
  readonly problems: ReadonlySet<GraderProblem>;
  readonly endpoints: readonly EndpointView[];
  readonly versions: readonly GraderVersionView[];
  readonly onChange: (part: Partial<GraderForm>) => void;
}) {
  const t = useTranslations("graders.editor");
  const change = (key: number, part: Partial<VoteRow>) =>
    onChange({ votes: form.votes.map((vote) => (vote.key === key ? { ...vote, ...part } : vote)) });
  const add = () => {
    const last = form.votes.at(-1);
    onChange({
      votes: [
        ...form.votes,
        {
          key: nextKey(form.votes),
          name: t("voteNumbered", { number: form.votes.length + 1 }),
          endpointId: last?.endpointId ?? endpoints[0]?.id ?? "",
          extraInstructions: "",
          itemOrder: last?.itemOrder === "asked" ? "reversed" : "asked",
        },
      ],
    });
  };
  return (
    <>
      <FormList title={t("votes")} hint={t("votesHint")}>
        <ol className="space-y-3">
          {form.votes.map((vote, index) => (
            <VoteFields
              key={vote.key}
              vote={vote}
              number={index + 1}
              endpoints={endpoints}
              hasProblem={problems.has(`vote.${vote.key}`)}
              onChange={(part) => change(vote.key, part)}
              onRemove={
                form.votes.length > 1
                  ? () => onChange({ votes: form.votes.filter((one) => one.key !== vote.key) })
                  : null
              }
            />
          ))}
        </ol>
        <Button
          size="small"
          icon={Plus}
          className="mt-2"
          disabledReason={form.votes.length >= MOST.votes ? t("atMost", { count: MOST.votes }) : null}
          onClick={add}
        >
          {t("addVote")}
        </Button>
      </FormList>
      {versions.length > 0 ? (
        <FormList title={t("voters")} hint={t("votersHint")}>
          <div className="grid gap-x-6 gap-y-2 phone:grid-cols-2">
            {versions.map((version) => {
              const isOn = form.voterVersionIds.includes(version.id);
              return (
                <Switch
                  key={version.id}
                  label={version.label}
                  checked={isOn}
                  onChange={(on) =>
                    onChange({
                      voterVersionIds: on
                        ? [...form.voterVersionIds, version.id].slice(0, MOST.voters)
                        : form.voterVersionIds.filter((id) => id !== version.id),
                    })
                  }
                />
              );
            })}
          </div>
        </FormList>
      ) : null}
    </>
  );
}

function VoteFields({
  vote,
  number,
  endpoints,
  hasProblem,
  onChange,
  onRemove,
}: {
  readonly vote: VoteRow;
  readonly number: number;
  readonly endpoints: readonly EndpointView[];
  readonly hasProblem: boolean;
  readonly onChange: (part: Partial<VoteRow>) => void;
  /** Null for the only one. */
  readonly onRemove: (() => void) | null;
}) {
  const t = useTranslations("graders.editor");
  return (
    <li className="rounded-input border border-line p-3">
      <div className="grid grid-cols-[minmax(0,1fr)_36px] gap-2 phone:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_minmax(0,1fr)_36px]">
        <Input
          aria-label={t("voteName", { number })}
          aria-invalid={hasProblem || undefined}
          maxLength={80}
          value={vote.name}
          onChange={(event) => onChange({ name: event.target.value })}
          className={onRemove === null ? "col-span-2 phone:col-span-1" : undefined}
        />
        {onRemove === null ? null : (
          <IconButton
            icon={X}
            label={t("removeVote", { number })}
            onClick={onRemove}
            className="self-center phone:order-last"
          />
        )}
        <Select
          label={t("voteEndpoint", { number })}
          value={vote.endpointId}
          options={endpoints.map((endpoint) => ({
            value: endpoint.id,
            label: endpoint.name,
            description: endpoint.model,
          }))}
          onChange={(endpointId) => onChange({ endpointId })}
          className="col-span-2 w-full min-w-0 phone:col-span-1"
        />
        <Select
          label={t("voteOrder", { number })}
          value={vote.itemOrder}
          options={(["asked", "reversed"] as const).map((value) => ({ value, label: t(`order.${value}`) }))}
          onChange={(itemOrder) => onChange({ itemOrder })}
          className="col-span-2 w-full min-w-0 phone:col-span-1"
        />
      </div>
      <Textarea
        aria-label={t("voteExtra", { number })}
        placeholder={t("voteExtraPlaceholder")}
        rows={1}
        maxLength={5_000}
        value={vote.extraInstructions}
        onChange={(event) => onChange({ extraInstructions: event.target.value })}
        className="mt-2"
      />
      {hasProblem ? (
        <p role="alert" className="mt-1.5 text-control text-wrong">
          {t("voteProblem")}
        </p>
      ) : null}
    </li>
  );
}
