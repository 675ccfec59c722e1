import { useEffect, useRef } from "react";
import {
  type ActiveMeter,
  countUntil,
  noteActivity,
  noteVisibility,
  startMeter,
} from "@/components/review/active-time";

const SIGNS_OF_LIFE = ["pointerdown", "pointermove", "keydown", "wheel", "touchmove"] as const;

/** Gives the active milliseconds since it was last asked, and starts again at zero. */
export function useActiveMeter(): () => number {
  const meter = useRef<ActiveMeter | null>(null);
  useEffect(() => {
    meter.current = startMeter(performance.now(), document.visibilityState === "visible");
    const onActivity = () => {
      if (meter.current !== null) meter.current = noteActivity(meter.current, performance.now());
    };
    const onVisibility = () => {
      const visible = document.visibilityState === "visible";
      if (meter.current !== null) meter.current = noteVisibility(meter.current, performance.now(), visible);
    };
    // Scrolling doesn't bubble: it is caught on the way down.
    const options = { passive: true, capture: true };
    for (const sign of SIGNS_OF_LIFE) window.addEventListener(sign, onActivity, options);
    document.addEventListener("visibilitychange", onVisibility);
    return () => {
      for (const sign of SIGNS_OF_LIFE) window.removeEventListener(sign, onActivity, options);
      document.removeEventListener("visibilitychange", onVisibility);
    };
  }, []);
  return () => {
    if (meter.current === null) return 0;
    const counted = countUntil(meter.current, performance.now());
    meter.current = { ...counted, countedMs: 0 };
    return Math.min(86_400_000, Math.round(counted.countedMs));
  };
}
