"use client";

import { useEffect, useState } from "react";

/** `value` once it has kept still for `afterMs`: for questions that should not be asked at every key. */
export function useSettledValue<Value>(value: Value, afterMs: number): Value {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), afterMs);
    return () => clearTimeout(timer);
  }, [value, afterMs]);
  return settled;
}
