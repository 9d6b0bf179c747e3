export function makeStepper(place, scope) {
  return {
    show: () => (place.textContent = scope.trace.text),
    figure: () => ({ inside: "", width: 400, height: 10, caption: [] }),
  };
}
