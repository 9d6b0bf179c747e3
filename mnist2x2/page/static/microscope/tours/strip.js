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

// press: {back, next, leave, doIt, answer(i)}, what its buttons do. Returns {show(seen), focus("text" or "truth")};
// seen: null, or what is seen of a step, see tours/guide.js.
export function makeStrip(place, press) {
  const title = line("title"), count = line("count");
  const leave = button("leave", "Leave", press.leave), smaller = button("fold", "", () => fold(!folded));
  const text = line("text", { tabIndex: -1 }), question = make("legend"), choices = make("div", { className: "bar" });
  const ask = make("fieldset", { "data-testid": "microscope-tour-question" }, question, choices);
  const task = line("task"), truth = line("truth", { role: "status", tabIndex: -1 });
  const doIt = button("do", "Do it for me", press.doIt);
  const back = button("back", "Back", press.back), next = button("next", "Next", press.next);
  const strip = make("section", { className: "strip", "data-testid": "microscope-tour" },
    make("div", { className: "bar head" }, title, count, smaller, leave), text, ask, task,
    truth, make("div", { className: "bar" }, back, doIt, next));
  strip.setAttribute("aria-label", "Tour");
  place.append(strip);
  place.hidden = true;
  let asked = null, shown = "", folded = false;

  // Leave only what is to be done, so that there is more room for the panels.
  function fold(now) {
    folded = now;
    strip.classList.toggle("folded", folded);
    smaller.textContent = folded ? "Unfold" : "Fold";
    smaller.setAttribute("aria-expanded", !folded);
  }
  fold(false);

  // Begin a step whole and at its top, and bring what is new in it into sight.
  function scroll({ title, number, answer, task, truth }) {
    const step = `${title} ${number}`, now = [step, answer, task, truth].join(), goesOn = shown.startsWith(`${step},`);
    if (now === shown) return;
    if (!goesOn) fold(false);
    place.scrollTop = goesOn ? place.scrollHeight : 0;
    shown = now;
  }

  function showChoices({ ask: given, answer }) {
    ask.hidden = !given;
    if (!given) return;
    if (asked !== given) {
      asked = given;
      question.textContent = given.question;
      choices.replaceChildren(...given.choices.map((text, i) => button(`choice-${i}`, text, () => press.answer(i))));
    }
    [...choices.children].forEach((one, i) => {
      one.setAttribute("aria-pressed", answer === i);
      one.setAttribute("aria-disabled", answer !== null); // not `disabled`: it may have the focus
      const sign = answer === null ? "" : i === given.right ? "✓ " : answer === i ? "✗ " : "";
      if (one.textContent !== sign + given.choices[i]) one.textContent = sign + given.choices[i];
    });
  }

  return {
    focus: (name) => ({ text, truth })[name].focus({ preventScroll: true }),
    show(seen) {
      place.hidden = !seen;
      if (!seen) return;
      write(title, seen.title);
      write(count, `${seen.number + 1} of ${seen.of}`);
      write(text, seen.text);
      showChoices(seen);
      write(task, seen.task);
      doIt.hidden = !seen.task || seen.done;
      task.classList.toggle("done", seen.done);
      if (truth.textContent !== seen.truth) truth.textContent = seen.truth; // hidden before, it would not be announced
      back.disabled = seen.number === 0;
      next.disabled = !seen.open;
      next.textContent = seen.number + 1 === seen.of ? "End of the tour" : "Next";
      scroll(seen);
    },
  };
}
