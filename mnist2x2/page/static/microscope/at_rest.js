// Work that waits until the reader rests, and is done in small pieces, so that the page never freezes.

const REST = 250, PIECE = 12; // milliseconds: without a change before work begins, and of work at a time

// isSeen(): whether what is computed can be seen; work pauses while it cannot. Returns {begin(generator, wait): leaves
// what was begun before, and does this, resume(): goes on if work has paused}.
export function makeRest(isSeen) {
  let work = null, timer = 0;

  function go() {
    timer = 0;
    if (!work || !isSeen()) return;
    for (const end = performance.now() + PIECE; performance.now() < end; ) {
      if (!work.next().done) continue;
      work = null;
      return;
    }
    timer = setTimeout(go);
  }

  return {
    begin(generator, wait = REST) {
      clearTimeout(timer);
      work = generator;
      timer = setTimeout(go, wait);
    },
    resume() {
      if (work && !timer) timer = setTimeout(go);
    },
  };
}
