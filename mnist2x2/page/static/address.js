// The address of the book's page, which may hold a drawing: see link.js.

import { drawingIn } from "./link.js";

const FROM_A_LINK = "This drawing came with the link. Press Clear all to draw your own.";

// Where this page can be found: on the web, if the book was published, or else here.
export const pageAddress = () => document.querySelector("link[rel=canonical]")?.href ?? location.href.split("#")[0];

// Show the drawing that the address holds in a grid. It leaves the address when it is changed, since what is seen is
// then something else. place: the grid's element; samples: how many there are.
export function followAddress(place, samples) {
  let linked = null;

  function open() {
    linked = drawingIn(location.hash, samples);
    if (!linked) return;
    place.drawingGrid.setStatus(linked.trouble ?? "");
    if (!linked.marks) return;
    place.drawingGrid.setMarks(linked.marks);
    place.drawingGrid.setStatus(FROM_A_LINK);
    const { top, bottom } = place.getBoundingClientRect();
    if (bottom < 0 || top > innerHeight) place.scrollIntoView({ block: "nearest" }); // else what is above it stays
  }

  function leave({ detail }) {
    if (!linked || detail.marks === linked.marks) return;
    linked = null;
    place.drawingGrid.setStatus("");
    history.replaceState(history.state, "", location.pathname + location.search);
  }

  addEventListener("hashchange", open);
  place.addEventListener("drawn", leave);
  open();
}
