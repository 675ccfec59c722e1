import { Card } from "@/components/ui/card";
import { Skeleton, SkeletonBar } from "@/components/ui/skeleton";

/** The layout of a round's page while it loads. */
export function RoundSkeleton() {
  return (
    <Skeleton>
      <SkeletonBar className="mb-5 h-9 w-64" />
      <div className="grid gap-4 fold:grid-cols-[minmax(0,1fr)_340px]">
        {["curve", "certificate"].map((key) => (
          <Card key={key} className="h-[380px]">
            <SkeletonBar className="w-40" />
          </Card>
        ))}
      </div>
      <div className="mt-4 grid gap-4 fold:grid-cols-3">
        {["forecast", "reads", "labels"].map((key) => (
          <Card key={key} className="h-[232px]">
            <SkeletonBar className="w-24" />
          </Card>
        ))}
      </div>
    </Skeleton>
  );
}
