// The panels: each fills a place, once, shows the scope's present state whenever it has changed, and makes a figure of it.

import { makeAnatomy } from "./anatomy.js";
import anatomy from "./anatomy.css";
import { makeCopy } from "./copy.js";
import copy from "./copy.css";
import { makeMaps } from "./maps.js";
import maps from "./maps.css";
import { makeStepper } from "./stepper.js";
import stepper from "./stepper.css";
import { makeSwitches } from "./switches.js";
import switches from "./switches.css";
import { makeTours } from "./tours.js";
import tours from "./tours.css";

export const PANELS = {
  anatomy: makeAnatomy,
  maps: makeMaps,
  switches: makeSwitches,
  stepper: makeStepper,
  copy: makeCopy,
  tours: makeTours,
};
export const panelsCss = [anatomy, maps, switches, stepper, copy, tours].join("\n");
