// How replacing each token of an answer changes what the model writes after it.

import { allBits, labelOf, ranked, rowOf, shownText, SPACE } from "../next_tokens.js";
import { make } from "../parts.js";
import { writeOn } from "../trace.js";

// Tokens to try at a step: all of up to ten, the likeliest others of larger alphabets. NARROW: letters on one line.
export const ALL = 10, FEW = 3;
const NARROW = 6;

const othersAt = ({ tokenizer: { start } }, trace, t) => {
  const others = ranked(rowOf(trace, t)).filter((token) => token < start && token !== trace.tokens[t + 1]);
  return start <= ALL ? others.sort((a, b) => a - b) : others.slice(0, FEW);
};

// Replace each token, one at a time; yields between two of them. trace: of the model, whose first `given` tokens the
// reader gave; options: of `run`. Returns for each step {token, bits, others: [{token, after: the tokens that follow
// it, finished, changed: whether others follow than those that follow the token itself}]}.
export function* replaced(model, trace, { given = 0, temperature = 1, ...options }) {
  const rows = [], written = trace.tokens.slice(1), bits = allBits(trace, temperature);
  const after = (beginning) => {
    const { tokens, finished } = writeOn(model, trace.memory, { ...options, beginning });
    return { after: tokens.slice(1 + beginning.length), finished };
  };
  for (const [t, token] of written.entries()) {
    const before = written.slice(0, t); // what the reader gave later is left out on both sides of the comparison
    const own = t + 1 < given ? after([...before, token]) : { after: written.slice(t + 1), finished: trace.finished };
    const others = [];
    for (const other of othersAt(model, trace, t)) {
      yield;
      const now = after([...before, other]);
      const changed = now.finished !== own.finished || String(now.after) !== String(own.after);
      others.push({ token: other, ...now, changed });
    }
    rows.push({ token, bits: bits[t], others });
  }
  return rows;
}

// {same: how many replacements change nothing after them, of: how many there are}.
export function countOf(rows) {
  const all = rows.flatMap(({ others }) => others);
  return { same: all.filter(({ changed }) => !changed).length, of: all.length };
}

// What a count says of the tokens before, on this drawing.
export function verdictOf({ same, of }) {
  if (!of) return "";
  const share = 1 - same / of;
  if (share === 0) return "History is idle here.";
  if (share <= 0.1) return "History is nearly idle here.";
  return share < 0.5 ? "History matters at some steps here." : "History is decisive here.";
}

export const countInWords = ({ same, of }) =>
  of ? `${same} of ${of} replacements change nothing after them.` : "There is no token to replace.";

// before: the tokens before the one that is replaced.
function cellOf({ tokenizer }, before, { token, after, finished, changed }) {
  const whole = shownText(tokenizer, [...before, token, ...after]) + (finished ? "" : "…");
  const given = shownText(tokenizer, [...before, token]).length, length = whole.length > NARROW ? "long" : "";
  const sign = make("span", { className: "sign", textContent: changed ? "≠" : "=" });
  sign.setAttribute("role", "img");
  sign.setAttribute("aria-label", changed ? "changed:" : "the same:");
  const broken = (text) => text.replaceAll(SPACE, `${SPACE}\u200b`); // a line may break after a space
  const quiet = make("span", { textContent: broken(whole.slice(0, given)), className: "given" });
  const text = make("span", { className: `after ${length}` }, quiet, broken(whole.slice(given)));
  const label = make("b", { textContent: labelOf(tokenizer, token) });
  return make("td", { className: changed ? "changed" : "" }, label, " ", sign, " ", text);
}

function rowFor(model, { tokens }, { token, bits, others }, t) {
  const label = make("b", { textContent: labelOf(model.tokenizer, token) });
  const coin = make("small", { textContent: `${bits.toFixed(2)} bits` });
  const head = make("th", { scope: "row" }, `${t + 1}: `, label, coin);
  return make("tr", {}, head, ...others.map((other) => cellOf(model, tokens.slice(1, t + 1), other)));
}

// A table of what replacing changes. Returns {element, wait(why): what is on show is out of date, show({model, name,
// trace, temperature, rows: see above, note})}.
export function makeReplacing(testid) {
  const title = make("h3"), count = make("p", { role: "status" }), note = make("p", { className: "said" });
  const body = make("tbody"), table = make("table", {}, body);
  const box = make("div", { className: "scrolled", tabIndex: 0, role: "region" }, table);
  count.dataset.testid = testid;
  const element = make("div", { className: "replacing" }, title, count, note, box);
  return {
    element,

    wait(why = "This is computed when the drawing rests …") {
      count.textContent = why;
      box.setAttribute("aria-busy", "true");
    },

    show({ model, name, trace, temperature, rows, note: more = "" }) {
      const { tokenizer } = model, bits = allBits(trace, temperature).reduce((sum, own) => sum + own, 0);
      const answer = shownText(tokenizer, trace.tokens.slice(1)) + (trace.finished ? "" : " …");
      title.textContent = `${name}: ${answer || "nothing"}`;
      note.textContent = more;
      note.hidden = !more;
      box.setAttribute("aria-label", `What follows each replaced token, model ${name}`);
      box.setAttribute("aria-busy", "false");
      element.classList.toggle("narrow", tokenizer.start <= ALL);
      const counted = countOf(rows), coin = `All choices of this answer together: ${bits.toFixed(2)} bits.`;
      count.textContent = `${countInWords(counted)} ${verdictOf(counted)} ${coin}`;
      body.replaceChildren(...rows.map((row, t) => rowFor(model, trace, row, t)));
      box.hidden = !rows.length;
    },
  };
}
