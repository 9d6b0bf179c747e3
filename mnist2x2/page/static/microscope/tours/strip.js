// The strip above the panels: the present step of a tour, which stays there while the reader uses the panels.

import { make } from "../parts.js";

const button = (name, textContent, onclick) =>
  make("button", { type: "button", textContent, onclick, "data-testid": `microscope-tour-${name}` });
const line = (name, more = {}) => make("p", { className: name, "data-testid": `microscope-tour-${name}`, ...more });

// Text is assigned only where it differs: screen readers announce every assignment.
function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
  element.hidden = !text;
}

// A table of a truth, see `ways`.
function tableOf({ caption, columns, rows }) {
  const cells = (tag, texts, more) => texts.map((text) => make(tag, more, text));
  return make("table", {}, make("caption", {}, caption),
    make("thead", {}, make("tr", {}, ...cells("th", ["the head becomes", ...columns], { scope: "col" }))),
    make("tbody", {}, ...rows.map(([way, ...counts]) =>
      make("tr", {}, make("th", { scope: "row" }, way), ...cells("td", counts)))));
}

// press: {back, next, leave, doIt, pin, answer(i)}, what its buttons do. Returns {show(seen), focus(name of a line)};
// seen: null, or what is seen of a step, see tours/guide.js.
export function makeStrip(place, press) {
  const title = line("title"), count = line("count");
  const leave = button("leave", "Leave", press.leave), smaller = button("fold", "", () => fold(!folded));
  const text = line("text", { tabIndex: -1 }), question = make("legend"), choices = make("div", { className: "bar" });
  const ask = make("fieldset", { "data-testid": "microscope-tour-question" }, question, choices);
  const note = line("note"), said = line("answer", { tabIndex: -1 }), task = line("task");
  const lack = line("lack", { role: "status" }), pinned = line("pinned");
  const truth = make("div", { className: "truth", role: "status", tabIndex: -1 });
  truth.dataset.testid = "microscope-tour-truth";
  const pin = button("pin", "Pin this drawing", press.pin);
  const doIt = button("do", "Do it for me", press.doIt);
  const back = button("back", "Back", press.back), next = button("next", "Next", press.next);
  const strip = make("section", { className: "strip", "data-testid": "microscope-tour" },
    make("div", { className: "bar head" }, title, count, smaller, leave), note, text, ask, said,
    task, lack, pinned, truth, make("div", { className: "bar feet" }, back, pin, doIt, next));
  strip.setAttribute("aria-label", "Tour");
  place.append(strip);
  place.hidden = true;
  let asked = null, shown = "", told = "", folded = false;

  // Leave only what is to be done, so that there is more room for the panels.
  function fold(now) {
    folded = now;
    strip.classList.toggle("folded", folded);
    smaller.textContent = folded ? "Unfold" : "Fold";
    smaller.setAttribute("aria-expanded", !folded);
  }
  fold(false);

  // Begin a step at its top, and bring what is new in it into sight.
  function scroll({ title, number, answer, task, truth }) {
    const step = `${title} ${number}`, now = [step, answer, task, JSON.stringify(truth)].join();
    if (now === shown) return;
    place.scrollTop = shown.startsWith(`${step},`) ? place.scrollHeight : 0;
    shown = now;
  }

  // The question, until it is answered; then the answer in one line, and whether it was right once that is known.
  function showChoices({ ask: given, answer, open }) {
    ask.hidden = !given || answer !== null;
    if (!given) return write(said, "");
    if (asked !== given) {
      asked = given;
      question.textContent = given.question;
      choices.replaceChildren(...given.choices.map((text, i) => button(`choice-${i}`, text, () => press.answer(i))));
    }
    const [own, right] = [answer, given.right].map((i) => given.choices[i]), isRight = answer === given.right;
    const result = !open ? "" : isRight ? " ✓" : ` ✗ It is: “${right}”.`;
    write(said, answer === null ? "" : `${given.question} You say: “${own}”.${result}`);
  }

  function showTruth(parts) {
    const now = JSON.stringify(parts);
    if (told === now) return;
    told = now;
    truth.replaceChildren(...parts.map((part) => (typeof part === "string" ? make("p", {}, part) : tableOf(part))));
  }

  return {
    focus: (name) => ({ text, truth, answer: said })[name].focus({ preventScroll: true }),
    show(seen) {
      place.hidden = !seen;
      if (!seen) return;
      write(title, seen.title);
      write(count, `${seen.number + 1} of ${seen.of}`);
      write(note, seen.note);
      write(text, seen.text);
      showChoices(seen);
      write(task, seen.task);
      write(lack, seen.task && seen.lack);
      write(pinned, seen.pinned);
      doIt.hidden = !seen.task;
      pin.hidden = !seen.canPin;
      showTruth(seen.truth);
      back.disabled = seen.number === 0;
      next.disabled = !seen.open;
      next.textContent = seen.number + 1 === seen.of ? "End of the tour" : "Next";
      scroll(seen);
    },
  };
}
