// Below the drawing grid: keeps the drawing with the answer that a person gives, and takes it back. Gradio runs this
// once the page is there; `element` is the component, `server` calls the Python functions of app.py.
const part = (name) => element.querySelector(`[data-testid="${name}"]`);
const mine = []; // what was kept from this page, the newest last: no other drawing can be taken back here
const SILENCE = "The app does not answer, or too much was asked of it: try again in a minute.";
let marks = [[], [], [], []];

element.addEventListener("drawn", ({ detail }) => {
  if (detail.marks !== marks && marks.some((cell) => cell.length)) part("said").textContent = "";
  marks = detail.marks;
});

// Always as text, never as HTML.
function show({ said, kept, misread }) {
  if (said !== undefined) part("said").textContent = said;
  if (kept === undefined) return;
  const drawings = kept === 1 ? "1 drawing" : `${kept} drawings`;
  part("counts").textContent = `${drawings} kept in all, ${misread} of them misread.`;
}

async function ask(action, what = null) {
  for (const name of ["keep", "take-back"]) part(name).disabled = true;
  // Gradio tells of a call that failed by returning nothing, or by throwing
  const answer = (await server[action](what).catch(() => null)) ?? { said: SILENCE };
  show(answer);
  part("keep").disabled = false;
  part("take-back").disabled = !mine.length && !answer.new;
  return answer;
}

part("keep").addEventListener("click", async () => {
  const what = { marks, right: part("right").value.trim() };
  if (!(await ask("keep", what)).new) return;
  mine.push(what);
  part("right").value = "";
});
part("take-back").addEventListener("click", async () => {
  const answer = await ask("take_back", mine.at(-1));
  if (answer.kept !== undefined) mine.pop();
  part("take-back").disabled = !mine.length;
});

// The drawing grid follows the page's theme: Gradio's is a class of the body.
function followTheme() {
  document.documentElement.dataset.theme = document.body.classList.contains("dark") ? "dark" : "light";
}
new MutationObserver(followTheme).observe(document.body, { attributeFilter: ["class"] });
followTheme();
ask("counts");
