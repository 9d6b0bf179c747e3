// The panels: each fills a place, once, shows the scope's state whenever it has changed, and makes a figure of it.

import { makeAnatomy } from "./anatomy/anatomy.js";
import anatomy from "./anatomy/anatomy.css";
import { makeCopy } from "./copy/copy.js";
import copy from "./copy/copy.css";
import { makeMaps } from "./maps/maps.js";
import maps from "./maps/maps.css";
import { makeStepper } from "./stepper/stepper.js";
import stepper from "./stepper/stepper.css";
import { makeSwitches } from "./switches/switches.js";
import switches from "./switches/switches.css";
import { makeTours } from "./tours/tours.js";
import tours from "./tours/tours.css";

export const PANELS = {
  anatomy: makeAnatomy,
  maps: makeMaps,
  switches: makeSwitches,
  stepper: makeStepper,
  copy: makeCopy,
  tours: makeTours,
};
export const panelsCss = [anatomy, maps, switches, stepper, copy, tours].join("\n");
