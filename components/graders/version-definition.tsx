"use client";

import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { Card } from "@/components/ui/card";
import { CodeBlock } from "@/components/ui/code-block";
import { Disclosure } from "@/components/ui/disclosure";
import { Fact } from "@/components/ui/fact";
import { Table } from "@/components/ui/table";
import { withKeys } from "@/components/ui/with-keys";
import type { LlmGraderDefinition } from "@/lib/grading/llm/llm-grader-definition";
import { type GraderVersionView, readLlmDefinition } from "@/lib/queries/grader-contract";

/** Everything that affects a version's answers: what a person wrote first, the settings after it. */
export function VersionDefinition({
  version,
  versions,
}: {
  readonly version: GraderVersionView;
  /** All of the project's, to name those that vote. */
  readonly versions: readonly GraderVersionView[];
}) {
  const t = useTranslations("graders.page");
  const definition = readLlmDefinition(version);
  const whole = JSON.stringify(version.definition, null, 2);
  if (definition === null) {
    return (
      <Card labelledBy="definition">
        <h2 id="definition" className="text-body font-[600]">
          {t("whole")}
        </h2>
        <p className="mb-3 text-label text-text-3">{t("frozen")}</p>
        <CodeBlock label={t("whole")} text={whole} tall />
      </Card>
    );
  }
  return (
    <div className="space-y-4">
      <Scoring scoring={definition.scoring} versions={versions} />
      <Extraction extraction={definition.extraction} />
      <Disclosure summary={t("whole")}>
        <p className="mb-2 text-label text-text-3">{t("frozen")}</p>
        <CodeBlock label={t("whole")} text={whole} tall />
      </Disclosure>
    </div>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section aria-label={title} className="border-line border-t pt-4">
      <h3 className="mb-2 text-control font-[600]">{title}</h3>
      {children}
    </section>
  );
}

function Scoring({
  scoring,
  versions,
}: {
  readonly scoring: LlmGraderDefinition["scoring"];
  readonly versions: readonly GraderVersionView[];
}) {
  const t = useTranslations("graders.page");
  const probes = (["withoutFuture", "otherFuture"] as const).filter((probe) => scoring.probes[probe]);
  return (
    <Card labelledBy="scoring-step" className="space-y-5">
      <div>
        <h2 id="scoring-step" className="mb-3 text-body font-[600]">
          {t("scoring")}
        </h2>
        <CodeBlock label={t("instructions")} text={scoring.instructions} tall />
      </div>
      <Part title={t("rules")}>
        {scoring.rules.length === 0 ? (
          <p className="text-control text-text-3">{t("noRules")}</p>
        ) : (
          <ol className="list-decimal space-y-1 pl-5 text-control marker:text-text-3">
            {withKeys(scoring.rules).map(({ key, row: rule }) => (
              <li key={key}>{rule}</li>
            ))}
          </ol>
        )}
      </Part>
      <Part title={t("cases")}>
        {scoring.workedCases.length === 0 ? (
          <p className="text-control text-text-3">{t("noCases")}</p>
        ) : (
          <div className="space-y-2">
            {withKeys(scoring.workedCases).map(({ key, row: one }) => (
              <Disclosure key={key} summary={one.title}>
                <CodeBlock label={one.title} text={one.text} />
              </Disclosure>
            ))}
          </div>
        )}
      </Part>
      <Part title={t("votes")}>
        <div className="-mx-5 phone:-mx-6">
          <Table
            caption={t("votesCaption")}
            rows={withKeys(scoring.votes)}
            rowKey={(one) => one.key}
            rowDetail={({ row: vote }) =>
              vote.extraInstructions === "" ? null : (
                <p className="text-control text-text-2">
                  <span className="text-text-3">{t("extra")}:</span> {vote.extraInstructions}
                </p>
              )
            }
            columns={[
              {
                key: "name",
                header: t("vote"),
                cell: ({ row: vote }) => <span className="font-[540]">{vote.name}</span>,
              },
              {
                key: "model",
                header: t("model"),
                cell: ({ row: vote }) => (
                  <>
                    <code className="break-all">{vote.model}</code>
                    <code className="block text-label break-all text-text-3">{vote.baseUrl}</code>
                  </>
                ),
              },
              {
                key: "items",
                header: t("items"),
                wideOnly: true,
                cell: ({ row: vote }) => t(`itemOrder.${vote.itemOrder}`),
              },
            ]}
          />
        </div>
      </Part>
      <Part title={t("settings")}>
        <dl className="grid grid-cols-2 gap-x-8 gap-y-3 phone:grid-cols-3">
          <AnswerSettings {...scoring} />
          <Fact name={t("probes")}>
            {probes.length === 0 ? t("probe.none") : probes.map((probe) => t(`probe.${probe}`)).join(", ")}
          </Fact>
          {scoring.voterVersionIds.length === 0 ? null : (
            <Fact name={t("voters")}>
              {scoring.voterVersionIds
                .map((id) => versions.find((version) => version.id === id)?.label ?? id)
                .join(", ")}
            </Fact>
          )}
        </dl>
      </Part>
    </Card>
  );
}

function Extraction({ extraction }: { readonly extraction: LlmGraderDefinition["extraction"] }) {
  const t = useTranslations("graders.page");
  return (
    <Card labelledBy="extraction-step" className="space-y-5">
      <h2 id="extraction-step" className="mb-3 text-body font-[600]">
        {t("extraction")}
      </h2>
      {extraction.kind === "offline" ? (
        <p className="text-control text-text-2">
          {t("extractionOffline", { version: String(extraction.algorithmVersion) })}
        </p>
      ) : (
        <>
          <CodeBlock label={t("instructions")} text={extraction.instructions} tall />
          <dl className="grid grid-cols-2 gap-x-8 gap-y-3 border-line border-t pt-4 phone:grid-cols-3">
            <Fact name={t("model")}>
              <code className="break-all">{extraction.model}</code>
            </Fact>
            <Fact name={t("address")}>
              <code className="break-all">{extraction.baseUrl}</code>
            </Fact>
            <Fact name={t("turnsPerCall")}>{extraction.turnsPerCall}</Fact>
            <AnswerSettings {...extraction} />
          </dl>
        </>
      )}
    </Card>
  );
}

function AnswerSettings({
  answerFormat,
  temperature,
  maxOutputTokens,
  seed,
  templateVersion,
  profileId,
}: Pick<
  LlmGraderDefinition["scoring"],
  "answerFormat" | "temperature" | "maxOutputTokens" | "seed" | "templateVersion" | "profileId"
>) {
  const t = useTranslations("graders.page");
  return (
    <>
      <Fact name={t("answerFormat")}>{t(`format.${answerFormat}`)}</Fact>
      <Fact name={t("temperature")}>{temperature ?? t("endpointsOwn")}</Fact>
      <Fact name={t("maxTokens")}>{maxOutputTokens}</Fact>
      <Fact name={t("seed")}>{seed ?? t("noSeed")}</Fact>
      <Fact name={t("template")}>{templateVersion}</Fact>
      <Fact name={t("profile")}>{profileId}</Fact>
    </>
  );
}
