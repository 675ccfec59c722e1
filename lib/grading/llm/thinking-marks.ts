/**
 * The marks around what a reasoning model thinks before it answers: the tags that models are trained on, Magistral's
 * brackets, Kimi's triangles, and the channels of gpt-oss. Servers take them off, unless they are set up otherwise.
 */
export const THINKING_NAMES = "think|thinking|thoughts?|reasoning|analysis|reflection|scratchpad|seed:think";
export const THINKING_OPEN = `<(?:${THINKING_NAMES})>|\\[THINK\\]|◁think▷|<\\|channel\\|>analysis<\\|message\\|>`;
export const THINKING_CLOSE = `</(?:${THINKING_NAMES})>|\\[/THINK\\]|◁/think▷|<\\|channel\\|>final<\\|message\\|>`;
