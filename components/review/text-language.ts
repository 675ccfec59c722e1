/** Han characters make up this share of the letters before a text is set as Chinese: an English text may cite a word. */
const HAN_SHARE = 0.3;

/** `zh-CN` for text that is mainly Chinese, so that it gets the system's Chinese face and its line rules. */
export function textLanguage(text: string): "zh-CN" | undefined {
  // The beginning decides: speech doesn't change its language, and a long text needn't be scanned.
  const sample = text.slice(0, 400);
  const han = sample.match(/\p{Script=Han}/gu)?.length ?? 0;
  if (han === 0) return undefined;
  const letters = sample.match(/\p{Letter}/gu)?.length ?? 0;
  return han >= letters * HAN_SHARE ? "zh-CN" : undefined;
}
