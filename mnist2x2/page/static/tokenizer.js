// What answers are written with: digits, words or letters. tokenizer.py has the same tokens with the same numbers.

const ENGLISH = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
const SPANISH = ["cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"];
const NAMES = [...ENGLISH, ...SPANISH];

// tokens: the strings that stand for digits or parts of their names. length: the tokens of the longest digit, with the
// space after it. space: the number of the token between two words, if any. blank: what to put between the tokens of
// an answer when it is shown as text. noun: what stands for a digit in an answer.
function makeTokenizer(tokens, { length, space = null, blank = "", noun = "word" }) {
  const start = tokens.length;
  return {
    tokens: [...tokens, "<start>", "<finish>", "<pad>"],
    start,
    finish: start + 1,
    space,
    blank,
    noun,
    longest: (cells) => cells * length + (space === null), // of answers, in tokens, with <finish>
    toText: (written) => written.map((token) => tokens[token]).join(blank),
  };
}

const letters = [...[...new Set(NAMES.join(""))].sort(), " "];
export const TOKENIZERS = new Map([
  ["digits", makeTokenizer([..."0123456789"], { length: 1, noun: "digit" })],
  ["words", makeTokenizer(NAMES, { length: 1, blank: " " })],
  ["letters", makeTokenizer(letters, {
    length: 1 + Math.max(...NAMES.map((name) => name.length)),
    space: letters.length - 1,
  })],
]);

// The words of an answer, or its digits, from the steps in which it was written, {token, ...}: {text, steps, gap} each,
// where gap is what separates it from the next one. Between two spaces in a row is a word without steps.
export function wordsOf({ toText, space, blank }, steps) {
  const words = [];
  for (const step of steps) {
    if (space === null || !words.length) words.push([]);
    if (step.token === space) words.push([]);
    else words.at(-1).push(step);
  }
  const gap = space === null ? blank : " ";
  return words.map((own, i) => ({
    text: toText(own.map((step) => step.token)),
    steps: own,
    gap: i < words.length - 1 ? gap : "",
  }));
}

// Whether an answer has names of both languages.
export function isMixed({ noun }, text) {
  const numbers = noun === "digit" ? [] : text.split(" ").map((word) => NAMES.indexOf(word));
  return numbers.some((i) => i >= 0 && i < ENGLISH.length) && numbers.some((i) => i >= ENGLISH.length);
}

// The digits that an answer stands for, "?" for what is no digit's name.
export function digitsOf({ noun }, text) {
  if (noun === "digit" || !text) return text;
  return text.split(" ").map((word) => (NAMES.includes(word) ? NAMES.indexOf(word) % 10 : "?")).join("");
}
