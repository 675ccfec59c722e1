/** Grouped figures of one width, as everywhere on screen. */
const grouped = (value: number, decimals: number) =>
  value.toLocaleString("en-US", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });

/**
 * US dollars with the decimals that still say something: $0.0123, $0.50, $1.23, $1,234. Below a hundredth of a cent
 * only that it is less.
 */
export function formatUsd(amount: number): string {
  if (amount === 0) return "$0";
  if (amount > 0 && amount < 0.0001) return "<$0.0001";
  const size = Math.abs(amount);
  const words = size.toLocaleString("en-US", {
    minimumFractionDigits: size < 1_000 ? 2 : 0,
    maximumFractionDigits: size < 1 ? 4 : size < 1_000 ? 2 : 0,
  });
  return `${amount < 0 ? "−" : ""}$${words}`;
}

/** A count with thousands commas; from ten million on in millions: 1,234,567, 12.3 M. */
export function formatCount(count: number): string {
  if (count < 10_000_000) return grouped(Math.round(count), 0);
  return count < 10_000_000_000 ? `${grouped(count / 1e6, 1)} M` : `${grouped(count / 1e9, 1)} G`;
}

/** A span of time in one or two units: 8 s, 12 min, 3 h 20 min, 2 d 4 h. */
export function formatDuration(seconds: number): string {
  if (seconds < 1) return "<1 s";
  if (seconds < 90) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  if (minutes < 48 * 60) {
    const rest = minutes % 60;
    return rest === 0 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 60)} h ${rest} min`;
  }
  const hours = Math.round(seconds / 3600);
  return hours % 24 === 0 ? `${hours / 24} d` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** How long one answer took: 820 ms, 2.4 s, 35 s. */
export function formatLatency(milliseconds: number): string {
  if (milliseconds < 1_000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 10_000) return `${(milliseconds / 1_000).toFixed(1)} s`;
  return formatDuration(milliseconds / 1_000);
}

/** So many a minute, with a decimal only where it matters: 0.4, 7.3, 120. */
export function formatRate(perMinute: number): string {
  return grouped(perMinute, perMinute < 10 ? 1 : 0);
}
