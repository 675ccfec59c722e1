import { EvidenceTag } from "@/components/marks/evidence-tag";
import { markQuotes, type Quote } from "@/components/review/quote-marks";
import { classNames } from "@/components/ui/class-names";

/** One message with its quotes underlined: solid for the highlighted unit, dotted for the others; tags where they end. */
export function QuotedText({
  content,
  quotes,
  highlightedUnitId,
  walkedTag,
}: {
  readonly content: string;
  readonly quotes: readonly Quote[];
  readonly highlightedUnitId: string | null;
  readonly walkedTag: string | null;
}) {
  if (quotes.length === 0) return content;
  return markQuotes(content, quotes).map((segment) => {
    if (segment.quotes.length === 0) return segment.text;
    const isOn = segment.quotes.some((quote) => quote.unitId === highlightedUnitId);
    const beginning = segment.quotes.filter((quote) => quote.start === segment.start).map((quote) => quote.tag);
    const isWalked = segment.quotes.some((quote) => quote.tag === walkedTag);
    return (
      <span key={segment.start}>
        <mark
          data-quote={beginning.length > 0 ? beginning.join(" ") : undefined}
          className={classNames(
            "box-decoration-clone rounded-[2px] underline decoration-2 underline-offset-[5px]",
            isOn ? "bg-quote-on py-0.5 text-text decoration-grader" : "bg-transparent text-current",
            !isOn && "decoration-dotted decoration-grader-mid",
            isWalked && "outline outline-2 outline-offset-2 outline-grader",
          )}
        >
          {segment.text}
        </mark>
        {segment.ending.map((quote) => (
          <EvidenceTag
            key={quote.tag}
            label={quote.tag}
            filled={quote.unitId === highlightedUnitId}
            className="mx-[3px]"
          />
        ))}
      </span>
    );
  });
}
