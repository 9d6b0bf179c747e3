const LEAST = 0.7; // of the usual size of letters

/** Make the letters of a slide smaller, until all of it can be seen. */
function fit(slide) {
  const { width, height } = Reveal.getConfig();
  const leaf = slide.querySelector(':scope > section') ? null : slide;
  for (let size = 1; leaf && size >= LEAST; size -= 0.05) {
    leaf.style.fontSize = `${size}em`;
    if (leaf.scrollHeight <= height && leaf.scrollWidth <= width) return;
  }
}

MathJax.startup.promise.then(() =>
  Reveal.initialize({
    width: 1280,
    height: 720,
    margin: 0,
    center: false,
    hash: true,
    slideNumber: 'c/t',
    transition: 'none',
  }).then(() => {
    fit(Reveal.getCurrentSlide());
    Reveal.on('slidechanged', (event) => fit(event.currentSlide));
    document.documentElement.dataset.ready = 'yes';
  }),
);
